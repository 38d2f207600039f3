"""Rosters on their way, as a worker holds them: taken, judged part by part, finished.

A worker takes a roster for a while and says so again with every step; whoever finds it held past
its time takes it over, and the first one's next step then finds that it is nobody's. A part of a
roster is kept once, in the transaction that keeps what is recorded of it, so that a process may
die anywhere: what was kept stands, and what was not was never done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from issuer.roster.job import Job, JobState
from issuer.store.job_tables import roster_job as table
from issuer.store.job_tables import roster_part
from issuer.store.roster_jobs import job_of, place_of
from issuer.store.vault import Safe
from keys.errors import CredentialError
from keys.secret import Pepper


class TakenOver(Exception):
    """Another worker has the roster: this one was gone for too long."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A roster in a worker's hands.

    Attributes:
        lists: The published lists that it is judged by; None until it was begun.
        tries: How often it was taken since its last step ahead, this time included.
    """

    job: Job
    worker: str
    upload: bytes
    lists: bytes | None
    tries: int


def waits(connection: Connection, *, at: datetime) -> bool:
    """Whether a roster may be taken."""
    return connection.execute(select(table.c.id).where(_free(at)).limit(1)).first() is not None


def take(
    connection: Connection,
    worker: str,
    *,
    until: datetime,
    at: datetime,
    pepper: Pepper,
    only: str | None = None,
) -> Taken | None:
    """The oldest roster that waits, or that nobody holds any more; None where there is none."""
    which = _free(at) if only is None else _free(at) & (table.c.id == only)
    row = connection.execute(
        select(table).where(which).order_by(table.c.at, table.c.id).limit(1)
    ).one_or_none()
    if row is None:
        return None
    tries = row.tries + 1
    connection.execute(
        update(table)
        .where(table.c.id == row.id)
        .values(state=JobState.JUDGING.value, worker=worker, held_until=until, tries=tries)
    )
    upload = pepper.open(row.sealed_upload, place=place_of(row.id, "upload"))
    return Taken(job_of(row, pepper), worker, upload, row.lists, tries)


def begin(connection: Connection, taken: Taken, *, rows: int, lists: bytes, at: datetime) -> None:
    """Keep how long a roster is, for which moment it is judged, and by which lists."""
    _step(connection, taken, begun_at=at, row_count=rows, lists=lists)


def keep_part(
    connection: Connection,
    taken: Taken,
    place: int,
    lines: bytes,
    *,
    judged: int,
    until: datetime,
    vault: Safe,
) -> None:
    """Keep a part that is judged.

    Args:
        place: Of the part, from 0.
        judged: Lines of this part.
        until: How long the worker holds the roster now.

    Raises:
        TakenOver: Nothing may be kept.
    """
    _step(connection, taken, judged=table.c.judged + judged, held_until=until)
    sealed = vault.seal(lines, table="roster_part", row=_part(taken, place), column="lines")
    row = {"job": taken.job.number, "place": place, "sealed_lines": sealed}
    connection.execute(insert(roster_part), [row])


def parts(connection: Connection, taken: Taken, *, vault: Safe) -> Iterator[tuple[int, bytes]]:
    """Every part that is kept, with its place, in order."""
    query = (
        select(roster_part)
        .where(roster_part.c.job == taken.job.number)
        .order_by(roster_part.c.place)
    )
    for row in connection.execute(query):
        yield (
            row.place,
            vault.open(
                row.sealed_lines, table="roster_part", row=_part(taken, row.place), column="lines"
            ),
        )


def finish(
    connection: Connection,
    taken: Taken,
    *,
    result: bytes,
    receipt: str,
    counts: Mapping[str, int],
    until: datetime,
    at: datetime,
    pepper: Pepper,
) -> None:
    """Keep what the unit gets back; what it handed in goes.

    Raises:
        TakenOver: Nothing may be kept.
    """
    number = taken.job.number
    sealed = pepper.seal(result, place=place_of(number, "result"))
    _end(
        connection,
        taken,
        state=JobState.DONE.value,
        size=len(sealed),
        ended_at=at,
        counts=json.dumps(dict(counts)),
        sealed_result=sealed,
        sealed_receipt=pepper.seal(receipt.encode(), place=place_of(number, "receipt")),
        files_until=until,
    )


def refuse(
    connection: Connection, taken: Taken, reason: CredentialError, *, at: datetime, pepper: Pepper
) -> None:
    """Keep why a roster is not judged; what the unit handed in goes.

    Raises:
        TakenOver: Nothing may be kept.
    """
    said = json.dumps([reason.code, reason.facts]).encode()
    _end(
        connection,
        taken,
        state=JobState.REFUSED.value,
        size=0,
        ended_at=at,
        sealed_reason=pepper.seal(said, place=place_of(taken.job.number, "reason")),
    )


def _end(connection: Connection, taken: Taken, **values: object) -> None:
    _step(connection, taken, sealed_upload=None, lists=None, worker=None, held_until=None, **values)
    connection.execute(delete(roster_part).where(roster_part.c.job == taken.job.number))


def _step(connection: Connection, taken: Taken, **values: object) -> None:
    """Change a roster while it is this worker's, and note that it came a step ahead."""
    which = (table.c.id == taken.job.number) & (table.c.worker == taken.worker)
    changed = connection.execute(update(table).where(which).values(tries=0, **values))
    if changed.rowcount != 1:
        raise TakenOver


def _free(at: datetime) -> ColumnElement[bool]:
    left = (table.c.state == JobState.JUDGING.value) & (table.c.held_until <= at)
    return or_(table.c.state == JobState.WAITING.value, left)


def _part(taken: Taken, place: int) -> str:
    return f"{taken.job.number}-{place}"
