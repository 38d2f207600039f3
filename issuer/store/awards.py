"""Awards: one granted title each, under one number, and the versions of what is said about it.

A living award holds its claim (this person, this title), and no other award can hold it. A claim
is given up when the title is gone, and can be taken again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select, update

from issuer.store.session import slices
from issuer.store.tables import award as table
from issuer.store.tables import version
from issuer.store.vault import Safe
from keys.encoding import Sha256
from keys.errors import UNTOLD, Refused
from verifier.titles import Level

_NUMBER: Final = re.compile(r"ZC[0-9]{19}[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Award:
    """One granted title.

    Attributes:
        number: Certificate number.
        batch, row_hash: Where it comes from; None for a title from before this system.
    """

    number: str
    person_id: str
    series: str
    specialty: str
    level: Level
    year: int
    state: str
    batch: Sha256 | None
    row_hash: Sha256 | None


@dataclass(frozen=True, slots=True)
class AwardVersion:
    """What is said about an award.

    Attributes:
        version: 1, and one more for each correction.
        facts: What its certificates say, as the caller wrote it.
        reason: Kind of correction; None for the first.
    """

    number: str
    version: int
    facts: bytes
    reason: str | None
    at: datetime


def find(connection: Connection, number: str, *, vault: Safe) -> Award | None:
    """The award, or None."""
    found = _all(connection, table.c.number == number, vault=vault)
    return found[0] if found else None


def _told(number: str) -> str:
    """A number that somebody asked for, where it can be one: an error repeats nothing else."""
    return number if _NUMBER.fullmatch(number) else UNTOLD


def get(connection: Connection, number: str, *, vault: Safe) -> Award:
    """The award; raises Refused("store.unknown-award")."""
    found = find(connection, number, vault=vault)
    if found is None:
        raise Refused("store.unknown-award", number=_told(number))
    return found


def of_person(connection: Connection, person_id: str, *, vault: Safe) -> tuple[Award, ...]:
    """A person's awards, oldest number first."""
    return _all(connection, table.c.person_id == person_id, vault=vault)


def of_people(
    connection: Connection, persons: Iterable[str], *, year: int, vault: Safe
) -> tuple[Award, ...]:
    """Awards of several persons in one year."""
    return tuple(
        award
        for part in slices(persons)
        for award in _all(
            connection, table.c.person_id.in_(part) & (table.c.year == year), vault=vault
        )
    )


def of_batch(connection: Connection, batch: Sha256, *, vault: Safe) -> tuple[Award, ...]:
    """The awards that came of a batch, in order of number."""
    return _all(connection, table.c.batch == batch, vault=vault)


def _all(connection: Connection, which: ColumnElement[bool], *, vault: Safe) -> tuple[Award, ...]:
    query = select(table).where(which).order_by(table.c.year, table.c.number)
    return tuple(_award(row, vault) for row in connection.execute(query))


def _award(row: Row[Any], vault: Safe) -> Award:
    specialty = vault.open(row.sealed_specialty, table="award", row=row.number, column="specialty")
    return Award(
        number=row.number,
        person_id=row.person_id,
        series=row.series,
        specialty=specialty.decode("utf-8"),
        level=Level(row.level),
        year=row.year,
        state=row.state,
        batch=row.batch,
        row_hash=row.row_hash,
    )


def holding(connection: Connection, claims: Iterable[Sha256]) -> dict[Sha256, str]:
    """The number of the living award that holds a claim, for those that are held.

    Args:
        claims: `vault.claim` over the person's id.
    """
    return {
        Sha256(row.claim): row.number
        for part in slices(claims)
        for row in connection.execute(
            select(table.c.claim, table.c.number).where(table.c.claim.in_(part))
        )
    }


def taken(connection: Connection, numbers: Iterable[str]) -> frozenset[str]:
    """Those of the certificate numbers that are given."""
    return frozenset(
        number
        for part in slices(numbers)
        for number in connection.scalars(select(table.c.number).where(table.c.number.in_(part)))
    )


def move(connection: Connection, number: str, *, before: str, after: str) -> None:
    """Set the state, if it still is `before`; else raises Refused("store.moved-meanwhile")."""
    moved = connection.execute(
        update(table).where(table.c.number == number, table.c.state == before).values(state=after)
    )
    if moved.rowcount != 1:
        raise Refused("store.moved-meanwhile", what=number)


def free_claim(connection: Connection, number: str) -> None:
    """The title is gone: the person may be granted it again, under another number."""
    connection.execute(update(table).where(table.c.number == number).values(claim=None))


def take_claim(connection: Connection, number: str, *, claim: Sha256) -> None:
    """The title is back.

    Raises:
        Refused: Meanwhile another award holds the claim ("store.award-claimed").
    """
    holder = holding(connection, [claim]).get(claim)
    if holder not in (None, number):
        raise Refused("store.award-claimed", number=str(holder))
    connection.execute(update(table).where(table.c.number == number).values(claim=claim))


def versions(connection: Connection, number: str, *, vault: Safe) -> tuple[AwardVersion, ...]:
    """What was said about an award, oldest first."""
    query = select(version).where(version.c.number == number).order_by(version.c.version)
    return tuple(
        AwardVersion(
            number=row.number,
            version=row.version,
            facts=vault.open(
                row.sealed_facts,
                table="version",
                row=f"{row.number}.{row.version}",
                column="facts",
            ),
            reason=row.reason,
            at=row.at,
        )
        for row in connection.execute(query)
    )
