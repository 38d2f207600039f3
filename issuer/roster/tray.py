"""The tray: where a unit lays its rosters, and takes back what became of them.

Open on the surface that units sign in at, which holds the pepper and no other key. What is laid
here is sealed at once and read by nobody but a worker; what comes back is there for three days,
or until the unit removes it. A unit sees its own rosters and learns of no other's.

Judges nothing and reads no file: how many rows there are is found out by the worker, in a process
of its own. Follows OWASP ASVS 5.0.0, 8.2.2 and 15.2.5, and 个人信息保护法 第十九条 (kept no longer
than is needed).
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine

from issuer.committee.workbook import CSV_ENCODINGS
from issuer.roster.job import FileKind, Job, JobState
from issuer.roster.reading import MAX_FILE_BYTES
from issuer.store import roster_jobs, units
from issuer.store.session import begin_write, read
from keys.errors import Refused, TooLarge
from keys.secret import Pepper
from verifier.china_time import day_begins
from verifier.roster_receipt import MAX_PURPOSE

FILES_FOR: Final = timedelta(hours=72)
"""How long result and receipt are given."""
MOST_OPEN: Final = 10
MOST_A_DAY: Final = 200
MOST_BYTES: Final = 128 * 2**20
"""What a unit may have here: unfinished rosters, rosters of one day, bytes of files."""
SHOWN: Final = 50
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Tray:
    """Takes rosters and gives results."""

    engine: Engine
    pepper: Pepper

    def lay(
        self, data: bytes, unit: str, *, purpose: str, language: str, at: datetime,
        encoding: str | None = None,
    ) -> str:  # fmt: skip
        """Take a roster; gives its number.

        Args:
            unit: Id of the unit, which is signed in.
            encoding: Of a CSV file; None finds it out.

        Raises:
            As `lay_in`.
        """
        with begin_write(self.engine) as connection:
            return self.lay_in(
                connection, data, unit, purpose=purpose, language=language, at=at,
                encoding=encoding,
            )  # fmt: skip

    def lay_in(
        self, connection: Connection, data: bytes, unit: str, *, purpose: str, language: str,
        at: datetime, encoding: str | None = None,
    ) -> str:  # fmt: skip
        """As `lay`, in the caller's transaction.

        Raises:
            TooLarge: "roster.too-large".
            Refused: "roster.purpose", "roster.unit" (no such unit, or it has left),
                "roster.waiting", "roster.many", "roster.full" (too much of this unit is here).
        """
        purpose = unicodedata.normalize("NFC", " ".join(purpose.split()))
        if not purpose or len(purpose) > MAX_PURPOSE:
            raise Refused("roster.purpose", limit=MAX_PURPOSE)
        if len(data) > MAX_FILE_BYTES:
            raise TooLarge("roster.too-large", limit=MAX_FILE_BYTES // 2**20)
        if not units.is_living(connection, unit):
            raise Refused("roster.unit")
        _demand_room(connection, unit, len(data), at=at)
        job = Job(
            number=secrets.token_hex(8),
            unit=unit,
            at=at,
            state=JobState.WAITING,
            language=language,
            encoding=encoding or encoding_of(data),
            kind=FileKind.XLSX if data.startswith(_ZIP) else FileKind.CSV,
            purpose=purpose,
        )
        roster_jobs.lay(connection, job, data, pepper=self.pepper)
        return job.number

    def rosters(self, unit: str) -> tuple[Job, ...]:
        """The newest rosters of a unit, the newest first."""
        with read(self.engine) as connection:
            return roster_jobs.of_unit(connection, unit, most=SHOWN, pepper=self.pepper)

    def look(self, unit: str, number: str) -> tuple[Job, int]:
        """A roster of a unit, and how many others are judged before it.

        Raises:
            Refused: "roster.unknown", also for one of another unit.
        """
        with read(self.engine) as connection:
            job = roster_jobs.find(connection, unit, number, pepper=self.pepper)
            waits = job.state is JobState.WAITING
            return job, roster_jobs.ahead_of(connection, job) if waits else 0

    def files(self, unit: str, number: str, *, at: datetime) -> tuple[bytes, str]:
        """Result and receipt.

        Raises:
            Refused: "roster.unknown", "roster.gone".
        """
        with read(self.engine) as connection:
            return roster_jobs.files(connection, unit, number, pepper=self.pepper, at=at)

    def remove(self, unit: str, number: str) -> None:
        """Remove result and receipt before their time; raises Refused("roster.unknown")."""
        with begin_write(self.engine) as connection:
            roster_jobs.find(connection, unit, number, pepper=self.pepper)
            roster_jobs.remove_files(connection, unit, number)


def encoding_of(data: bytes) -> str:
    """How a CSV file is written: UTF-8 where it can be read so, else GB 18030."""
    try:
        data.decode(CSV_ENCODINGS[0])
    except UnicodeDecodeError:
        return CSV_ENCODINGS[1]
    return CSV_ENCODINGS[0]


def _demand_room(connection: Connection, unit: str, size: int, *, at: datetime) -> None:
    """A file costs room and work before anybody knows how many rows it has."""
    held = roster_jobs.held(connection, unit, since=day_begins(at))
    if held.open >= MOST_OPEN:
        raise Refused("roster.waiting", limit=MOST_OPEN)
    if held.since >= MOST_A_DAY:
        raise Refused("roster.many", limit=MOST_A_DAY)
    if held.size + size > MOST_BYTES:
        raise Refused("roster.full", limit=MOST_BYTES // 2**20)
