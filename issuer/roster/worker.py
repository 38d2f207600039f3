"""A worker judges rosters: from the file that was laid down to the result and its receipt.

All that is said of a roster is said for one moment and by one edition of the lists, both kept when
it is begun. It is judged part by part; what is recorded of a part, its failures, its answers and
how far the roster is are kept in one transaction. So a worker may be killed anywhere, and whoever
takes the roster up goes on behind the last part that was kept, with the same answers: no line is
lost, none is judged twice, no check is recorded twice.

Holds the vault, the pepper and the ANSWER key, and so runs at the office. Follows 个人信息保护法
第六条 and 第五十一条, and OWASP ASVS 5.0.0, 2.4.1 and 8.2.2.
"""

from __future__ import annotations

import secrets
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from issuer.office import Office
from issuer.published_bundle import BUNDLE_FILE, PublishedBundle
from issuer.roster import answers
from issuer.roster.answers import Answered
from issuer.roster.comparing import compared
from issuer.roster.finding import Finder
from issuer.roster.guessing import bounded
from issuer.roster.judging import Judge, Judged, Match
from issuer.roster.reading import Line, Roster, read_roster
from issuer.roster.tray import FILES_FOR
from issuer.roster.wording import Wording, roster_words
from issuer.roster.writing import written_back
from issuer.store import roster_jobs, roster_work, rosters, units
from issuer.store.roster_work import Taken
from issuer.store.rosters import Failure
from issuer.store.session import begin_write, read
from issuer.up_to_date import UpToDate
from keys.encoding import sha256
from keys.errors import CredentialError, Malformed, Refused
from keys.roles import Role
from verifier.bundle import Bundle, open_bundle
from verifier.china_time import day_begins
from verifier.roster_receipt import Editions, RosterReceipt

ROWS_A_DAY: Final = 50_000
CHUNK: Final = 500
HELD: Final = timedelta(minutes=2)
"""For how long a roster is a worker's: longer than the longest step, which is to read a file."""
TRIES: Final = 5
"""How often a roster is taken up without a step ahead before it is given up."""
KEPT: Final = timedelta(days=3 * 365)
"""How long it is known which unit asked about which certificate."""

Progress = Callable[[int], None]
"""Called with the number of lines that were just judged."""
Began = Callable[[int], Progress]
"""Told how many lines there are; gives what is told of progress."""


def _untold(_lines: int) -> Progress:
    return lambda _judged: None


@dataclass(frozen=True, slots=True)
class _Begun:
    """A roster that was read, with all that it is judged by."""

    roster: Roster
    taken: Taken
    bundle: Bundle
    at: datetime


class RosterWorker:
    """Judges one roster after the other."""

    def __init__(
        self, office: Office, clock: Callable[[], datetime], *, chunk: int = CHUNK
    ) -> None:
        """Take up work.

        Args:
            chunk: Lines of a part.
        """
        self._office = office
        self._clock = clock
        self._chunk = chunk
        self._worker = secrets.token_hex(8)
        self._path = office.public_dir / BUNDLE_FILE
        self._published = PublishedBundle(
            self._path, office.anchor, clock=clock, rules=office.rules
        )
        self._up_to_date = UpToDate(office.engine)

    def work(self) -> bool:
        """Judge the oldest roster that waits, to its end; False where none does.

        Raises:
            CredentialError, OSError: The lists or the database cannot be had; the roster stays.
        """
        at = self._now()
        with read(self._office.engine) as connection:
            if not roster_work.waits(connection, at=at):
                return False
        self._current()  # without lists of today nothing is taken up
        with begin_write(self._office.engine) as connection:
            taken = self.take(connection)
        if taken is None:
            return False
        self.judge(taken)
        return True

    def take(self, connection: Connection, *, only: str | None = None) -> Taken | None:
        """Take up a roster, in the caller's transaction; `only` the one of this number."""
        at = self._now()
        return roster_work.take(
            connection, self._worker, until=at + HELD, at=at, pepper=self._office.pepper, only=only
        )

    def judge(self, taken: Taken, *, began: Began = _untold) -> None:
        """Judge a roster that was taken up, or refuse it; another worker's is left to it."""
        try:
            begun = self._begin(taken)
            if begun is not None:
                self._finish(begun, self._answer(begun, began))
        except roster_work.TakenOver:
            return

    def sweep(self) -> None:
        """Files go whose time is over, and what is older than it may be known."""
        at = self._now()
        with begin_write(self._office.engine) as connection:
            rosters.forget(connection, at - KEPT)
            roster_jobs.sweep(connection, at=at, forget=at - KEPT)

    def _now(self) -> datetime:
        return self._clock().replace(microsecond=0)

    def _current(self) -> Bundle:
        """The published lists; those that the rows have left behind are none."""
        bundle = self._published.current()
        self._up_to_date.demand(bundle, self._clock())
        return bundle

    def _begin(self, taken: Taken) -> _Begun | None:
        """Read the file, and count its rows against the day before any is judged.

        None where the roster is refused: two at once cannot both pass.
        """
        job = taken.job
        at = job.begun_at or self._now()
        lists = zlib.decompress(taken.lists) if taken.lists else self._path.read_bytes()
        # What was begun goes on by its own lists, though newer ones were seen since.
        memory = None if taken.lists else self._current().seen
        bundle = open_bundle(
            lists, self._office.anchor, at=at, memory=memory, rules=self._office.rules
        )
        try:
            roster = _read(taken)
            if job.begun_at is None:
                rows, packed = len(roster.lines), zlib.compress(lists)
                with begin_write(self._office.engine) as connection:
                    roster_work.begin(connection, taken, rows=rows, lists=packed, at=at)
                    self._count(connection, taken, rows=rows, at=at)
        except (Malformed, Refused) as reason:
            self._refuse(taken, reason)
            return None
        return _Begun(roster, taken, bundle, at)

    def _refuse(self, taken: Taken, reason: CredentialError) -> None:
        with begin_write(self._office.engine) as connection:
            roster_work.refuse(
                connection, taken, reason, at=self._now(), pepper=self._office.pepper
            )

    def _count(self, connection: Connection, taken: Taken, *, rows: int, at: datetime) -> None:
        job, vault = taken.job, self._office.vault
        if not units.is_living(connection, job.unit):
            raise Refused("roster.unit")
        left = ROWS_A_DAY - rosters.rows_since(connection, job.unit, day_begins(at))
        if rows > left:
            raise Refused("roster.quota", left=max(0, left), rows=rows)
        rosters.begin(
            connection, job.number, job.unit, rows=rows, purpose=job.purpose, at=at, vault=vault
        )

    def _answer(self, begun: _Begun, began: Began) -> list[Answered]:
        """The answers to all lines: those that were kept, and those that are found now."""
        office, lines = self._office, begun.roster.lines
        told = began(len(lines))
        judge = Judge(Finder(office.engine, office.pepper), begun.bundle, begun.at)
        with read(office.engine) as connection:
            parts = roster_work.parts(connection, begun.taken, vault=office.vault)
            answered = [each for _, data in parts for each in answers.from_bytes(data)]
        for each in answered:
            judge.saw(each.certificate_no, each.line)
        told(len(answered))
        wording = self._wording(begun)
        for start in range(len(answered), len(lines), self._chunk):
            part = lines[start : start + self._chunk]
            answered += self._settle(begun, judge, wording, part, start)
            told(len(part))
        return answered

    def _wording(self, begun: _Begun) -> Wording:
        words = roster_words(begun.taken.job.language)
        return Wording(words, rules=begun.bundle.rules, official=begun.bundle.hosts())

    def _settle(
        self, begun: _Begun, judge: Judge, wording: Wording, part: Sequence[Line], start: int
    ) -> list[Answered]:
        """Judge a part, hold it against the bounds and keep all of it, in one transaction."""
        judged, office, at = judge.judge(part), self._office, begun.at
        with begin_write(office.engine) as connection:
            within = bounded(connection, judged, vault=office.vault, at=at)
            settled = compared(connection, within, vault=office.vault, at=at)
            answered = [_answered(each, wording, begun.roster) for each in settled]
            self._record(connection, begun, settled)
            roster_work.keep_part(
                connection, begun.taken, start, answers.to_bytes(answered), judged=len(part),
                until=self._now() + HELD, vault=office.vault,
            )  # fmt: skip
        return answered

    def _record(self, connection: Connection, begun: _Begun, settled: Sequence[Judged]) -> None:
        number, vault = begun.taken.job.number, self._office.vault
        found = {each.facts.number for each in settled if each.facts and each.facts.number}
        rosters.keep_checks(connection, number, found, vault=vault)
        missed = [
            (each.line.number, each.knocked)
            for each in settled
            if each.missed and each.knocked is not None
        ]
        differed = [
            (each.line.number, each.facts.number)
            for each in settled
            if each.match is Match.DIFFERENT and each.facts
        ]
        for kind, lines in ((Failure.LOOK_UP, missed), (Failure.IDENTITY, differed)):
            rosters.keep_failures(connection, number, kind, lines, at=begun.at, vault=vault)

    def _finish(self, begun: _Begun, answered: Sequence[Answered]) -> None:
        """The file with its answers, and the receipt."""
        job, roster, office = begun.taken.job, begun.roster, self._office
        cells: dict[int, Sequence[str]] = {each.line: each.cells for each in answered}
        cells[roster.heading_line] = self._wording(begun).heads(compares=roster.compares)
        try:
            result = written_back(begun.taken.upload, roster, cells, encoding=job.encoding)
        except Malformed as reason:
            self._refuse(begun.taken, reason)
            return
        counts = Counter(each.conclusion for each in answered)
        receipt = self._receipt(begun, result, counts).seal(office.signers[Role.ANSWER])
        at = self._now()
        with begin_write(office.engine) as connection:
            roster_work.finish(
                connection, begun.taken, result=result, receipt=receipt, counts=counts,
                until=at + FILES_FOR, at=at, pepper=office.pepper,
            )  # fmt: skip

    def _receipt(self, begun: _Begun, result: bytes, counts: Counter[str]) -> RosterReceipt:
        job, office, bundle = begun.taken.job, self._office, begun.bundle
        with read(office.engine) as connection:
            asks = units.get(connection, job.unit, vault=office.vault)
        return RosterReceipt(
            issuer=office.entity,
            issued_at=begun.at,
            number=job.number,
            unit=asks.name,
            uscc=asks.uscc,
            purpose=job.purpose,
            roster=sha256(begun.taken.upload),
            result=sha256(result),
            rows=counts.total(),
            counts=counts,
            lists=Editions.of(bundle, bundle.authority(office.entity)),
        )


def _read(taken: Taken) -> Roster:
    """The lines of a roster; Refused("roster.failed") for one that stops whoever reads it."""
    if taken.tries > TRIES:
        raise Refused("roster.failed")
    return read_roster(taken.upload, encoding=taken.job.encoding)


def _answered(judged: Judged, wording: Wording, roster: Roster) -> Answered:
    return Answered(
        line=judged.line.number,
        conclusion=judged.code.value,
        certificate_no=judged.facts.number if judged.facts else "",
        cells=tuple(wording.beside(judged, compares=roster.compares)),
    )
