"""Rosters that units had verified: when, for what, which certificates, and what failed.

A certificate is found here by a blind index of its number and by no other way, so that whoever
takes the database learns neither whom a unit asked about nor whose identity number was guessed.
Who asked is found with the data key, which the holder's surface has; what failed, with the index
key, which it has not. Lines that led to no certificate are counted and never named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from issuer.store.session import insert_missing, slices
from issuer.store.unit_tables import roster, roster_check, roster_failure, unit
from issuer.store.vault import Safe, Vault
from keys.encoding import Sha256


class Failure(StrEnum):
    """What failed; the label of its blind index."""

    LOOK_UP = "roster-look-up"  # number, name and check code led nowhere
    IDENTITY = "roster-identity"  # a whole identity number differed


@dataclass(frozen=True, slots=True)
class Asked:
    """One look of a unit at a certificate, for its holder to see."""

    unit: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Failures:
    """How often comparing failed: since a moment, and ever."""

    lately: int = 0
    ever: int = 0


def begin(
    connection: Connection, name: str, unit_id: str, *, rows: int, purpose: str,
    at: datetime, vault: Safe,
) -> None:  # fmt: skip
    """Keep that a unit hands in a roster of so many rows."""
    sealed = vault.seal(purpose.encode(), table="roster", row=name, column="purpose")
    row = {"id": name, "unit": unit_id, "at": at, "row_count": rows, "sealed_purpose": sealed}
    connection.execute(insert(roster), [row])


def rows_since(connection: Connection, unit_id: str, since: datetime) -> int:
    """How many rows a unit handed in from a moment on."""
    which = (roster.c.unit == unit_id) & (roster.c.at >= since)
    query = select(func.coalesce(func.sum(roster.c.row_count), 0)).where(which)
    return int(connection.execute(query).scalar_one())


def keep_checks(connection: Connection, name: str, numbers: Iterable[str], *, vault: Safe) -> None:
    """Keep which certificates a roster had judged; kept before, they stay as they are."""
    index = vault.data.index()
    subjects = sorted({index.blind(_CHECK, number) for number in numbers})
    insert_missing(connection, roster_check, [{"roster": name, "subject": s} for s in subjects])


def asked_about(connection: Connection, number: str, *, vault: Safe) -> tuple[Asked, ...]:
    """Which units looked at a certificate, for what, and when; the newest first."""
    found = connection.execute(
        select(unit.c.name, roster.c.id, roster.c.sealed_purpose, roster.c.at)
        .join(roster, roster.c.unit == unit.c.id)
        .join(roster_check, roster_check.c.roster == roster.c.id)
        .where(roster_check.c.subject == vault.data.index().blind(_CHECK, number))
        .order_by(roster.c.at.desc(), roster.c.id)
    )
    return tuple(
        Asked(
            row.name,
            vault.open(row.sealed_purpose, table="roster", row=row.id, column="purpose").decode(),
            row.at,
        )
        for row in found
    )


def forget(connection: Connection, before: datetime) -> None:
    """Who asked about whom, and what for, before a moment is forgotten; failures are not."""
    old = roster.c.at < before
    named = select(roster.c.id).where(old)
    connection.execute(delete(roster_check).where(roster_check.c.roster.in_(named)))
    connection.execute(
        update(roster).where(old, roster.c.sealed_purpose != b"").values(sealed_purpose=b"")
    )


def failures(
    connection: Connection,
    kind: Failure,
    numbers: Sequence[str],
    *,
    since: datetime,
    vault: Vault,
) -> dict[str, Failures]:
    """How often a look-up or a comparison failed, by certificate number."""
    subjects = {vault.index.blind(kind, number): number for number in numbers}
    table, found = roster_failure, {number: Failures() for number in subjects.values()}
    for part in slices(subjects):
        for lately in (True, False):
            query = select(table.c.subject, func.count()).where(table.c.subject.in_(part))
            if lately:
                query = query.where(table.c.at >= since)
            for subject, count in connection.execute(query.group_by(table.c.subject)):
                number = subjects[Sha256(subject)]
                before = found[number]
                found[number] = (
                    Failures(count, before.ever) if lately else Failures(before.lately, count)
                )
    return found


def keep_failures(
    connection: Connection,
    name: str,
    kind: Failure,
    lines: Iterable[tuple[int, str]],
    *,
    at: datetime,
    vault: Vault,
) -> None:
    """Keep failures: pairs of line and certificate number; a line fails once."""
    rows = [
        {"roster": name, "line": line, "subject": vault.index.blind(kind, number), "at": at}
        for line, number in lines
    ]
    insert_missing(connection, roster_failure, rows)


_CHECK: Final = "roster-check"
