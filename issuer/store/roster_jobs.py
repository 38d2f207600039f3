"""Rosters on their way, as their units see them: handed in, fetched, and gone.

A unit's files are sealed under the pepper and bound to their roster; a roster is found by its
number and its unit together, or not at all. How it is judged is kept by `roster_work`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from issuer.roster.job import FileKind, Job, JobState
from issuer.store.job_tables import roster_job as table
from keys.errors import CredentialError, Fact, Refused
from keys.secret import Pepper


def lay(connection: Connection, job: Job, upload: bytes, *, pepper: Pepper) -> None:
    """Keep a roster that waits."""
    sealed = pepper.seal(upload, place=place_of(job.number, "upload"))
    row = {
        "id": job.number,
        "unit": job.unit,
        "at": job.at,
        "state": JobState.WAITING.value,
        "language": job.language,
        "encoding": job.encoding,
        "kind": job.kind.value,
        "size": len(sealed),
        "sealed_purpose": pepper.seal(job.purpose.encode(), place=place_of(job.number, "purpose")),
        "sealed_upload": sealed,
        "tries": 0,
        "row_count": 0,
        "judged": 0,
    }
    connection.execute(insert(table), [row])


def find(connection: Connection, unit: str, number: str, *, pepper: Pepper) -> Job:
    """A roster of this unit.

    Raises:
        Refused: "roster.unknown", also for one of another unit.
    """
    row = connection.execute(_TOLD.where(_of(unit, number))).one_or_none()
    if row is None:
        raise Refused("roster.unknown")
    return job_of(row, pepper)


def of_unit(connection: Connection, unit: str, *, most: int, pepper: Pepper) -> tuple[Job, ...]:
    """The newest rosters of a unit, the newest first."""
    query = _TOLD.where(table.c.unit == unit).order_by(table.c.at.desc(), table.c.id).limit(most)
    return tuple(job_of(row, pepper) for row in connection.execute(query))


def ahead_of(connection: Connection, job: Job) -> int:
    """How many rosters are to be judged before this one, whoever handed them in."""
    before = (table.c.at < job.at) | ((table.c.at == job.at) & (table.c.id < job.number))
    query = select(func.count()).select_from(table).where(is_open(), before)
    return int(connection.execute(query).scalar_one())


@dataclass(frozen=True, slots=True)
class Held:
    """What a unit has here: rosters since a moment, unfinished ones, bytes of files."""

    since: int
    open: int
    size: int


def held(connection: Connection, unit: str, *, since: datetime) -> Held:
    """What a unit has here."""
    own = table.c.unit == unit
    query = select(
        select(func.count()).where(own, table.c.at >= since).scalar_subquery(),
        select(func.count()).where(own, is_open()).scalar_subquery(),
        select(func.coalesce(func.sum(table.c.size), 0)).where(own).scalar_subquery(),
    )
    return Held(*connection.execute(query).one())


def files(
    connection: Connection, unit: str, number: str, *, pepper: Pepper, at: datetime
) -> tuple[bytes, str]:
    """Result and receipt of a roster of this unit.

    Raises:
        Refused: "roster.unknown", "roster.gone" (not there yet, or not any more).
    """
    query = select(table.c.sealed_result, table.c.sealed_receipt, table.c.files_until)
    row = connection.execute(query.where(_of(unit, number))).one_or_none()
    if row is None:
        raise Refused("roster.unknown")
    if row.sealed_result is None or at >= row.files_until:
        raise Refused("roster.gone")
    result = pepper.open(row.sealed_result, place=place_of(number, "result"))
    return result, pepper.open(row.sealed_receipt, place=place_of(number, "receipt")).decode()


def remove_files(connection: Connection, unit: str, number: str) -> None:
    """Result and receipt go now; a roster that is not finished keeps what it needs."""
    which = _of(unit, number) & ~is_open()
    connection.execute(update(table).where(which).values(**_NO_FILES))


def sweep(connection: Connection, *, at: datetime, forget: datetime) -> None:
    """Files go whose time is over; so does every trace of rosters from before `forget`."""
    connection.execute(update(table).where(table.c.files_until <= at).values(**_NO_FILES))
    connection.execute(delete(table).where(table.c.at < forget, ~is_open()))


_NO_FILES: Final = {"sealed_result": None, "sealed_receipt": None, "files_until": None, "size": 0}


def _of(unit: str, number: str) -> ColumnElement[bool]:
    return (table.c.id == number) & (table.c.unit == unit)


def is_open() -> ColumnElement[bool]:
    """Whether a roster is not finished."""
    return table.c.state.in_([JobState.WAITING.value, JobState.JUDGING.value])


_HEAVY: Final = frozenset({"sealed_upload", "sealed_result", "sealed_receipt", "lists"})


_TOLD: Final = select(*(column for column in table.c if column.name not in _HEAVY))


def job_of(row: Row[Any], pepper: Pepper) -> Job:
    """A row as a roster on its way."""
    return Job(
        number=row.id,
        unit=row.unit,
        at=row.at,
        state=JobState(row.state),
        language=row.language,
        encoding=row.encoding,
        kind=FileKind(row.kind),
        purpose=pepper.open(row.sealed_purpose, place=place_of(row.id, "purpose")).decode(),
        rows=row.row_count,
        judged=row.judged,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        reason=_reason(row, pepper),
        counts=None if row.counts is None else json.loads(row.counts),
        files_until=row.files_until,
    )


def _reason(row: Row[Any], pepper: Pepper) -> CredentialError | None:
    if row.sealed_reason is None:
        return None
    said = pepper.open(row.sealed_reason, place=place_of(row.id, "reason"))
    facts: dict[str, Fact]
    code, facts = json.loads(said)
    return CredentialError(code, **facts)


def place_of(number: str, column: str) -> str:
    """Where a sealed text of a roster belongs."""
    return f"roster_job/{number}/{column}"
