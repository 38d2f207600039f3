"""Claims: which certificate a claim code is for, and what became of the code.

A row is found by a keyed digest over code and name and holds neither. An award has at most one
code that is open; a code leaves the state ISSUED once, in one statement, so that of two visitors
who come at the same moment one is late. Times are compared here, and never decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from issuer.store.bulk import insert_many
from issuer.store.claim_tables import claim as table
from issuer.store.session import slices
from issuer.store.tables import award
from keys.encoding import Sha256
from keys.errors import Refused


class ClaimState(StrEnum):
    """What became of a code. EXPIRED is ISSUED past its time, and is kept as ISSUED."""

    ISSUED = "ISSUED"
    USED = "USED"
    WITHDRAWN = "WITHDRAWN"  # by the office, or by a newer code
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Claim:
    """One code, without the code.

    Attributes:
        digest: By which code and name find it (`Pepper.claim`).
        number: Certificate number.
        state: As kept; see `state_at`.
        ended_at: When it was used or withdrawn; None while it is open.
        ticket: Digest of the ticket for the downloads; None before it was used.
    """

    digest: Sha256
    number: str
    state: ClaimState
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    ticket: Sha256 | None = None
    ticket_until: datetime | None = None

    def state_at(self, at: datetime) -> ClaimState:
        """What the code is at a moment."""
        over = self.state is ClaimState.ISSUED and at >= self.expires_at
        return ClaimState.EXPIRED if over else self.state


def keep(connection: Connection, claims: Sequence[Claim]) -> None:
    """Keep new codes; the award of each has no other that is open.

    Raises:
        Refused: "store.claim-open": somebody made a code for one of them meanwhile.
    """
    if opened(connection, (each.number for each in claims)):
        raise Refused("store.claim-open")
    # In the order of their digests: the order of insertion must not tell whose they are.
    rows = [
        {
            "digest": each.digest,
            "number": each.number,
            "state": each.state.value,
            "made_at": each.made_at,
            "expires_at": each.expires_at,
        }
        for each in sorted(claims, key=lambda each: each.digest)
    ]
    insert_many(connection, table, rows)


def opened(connection: Connection, numbers: Iterable[str]) -> frozenset[str]:
    """Those of the awards whose code was neither used nor withdrawn; it may have expired."""
    return frozenset(
        number
        for part in slices(numbers)
        for number in connection.scalars(
            select(table.c.number).where(
                table.c.number.in_(part), table.c.state == ClaimState.ISSUED
            )
        )
    )


def find(connection: Connection, digest: Sha256) -> Claim | None:
    """The code that a digest over code and name finds, or None."""
    return _one(connection, table.c.digest == digest)


def by_ticket(connection: Connection, ticket: Sha256) -> Claim | None:
    """The used code whose ticket has this digest, or None."""
    return _one(connection, table.c.ticket == ticket)


def use(
    connection: Connection, digest: Sha256, *, ticket: Sha256, until: datetime, at: datetime
) -> bool:
    """Use a code up; False where somebody was faster, or it is no longer open."""
    changed = connection.execute(
        update(table)
        .where(
            table.c.digest == digest,
            table.c.state == ClaimState.ISSUED,
            table.c.expires_at > at,
        )
        .values(state=ClaimState.USED.value, ended_at=at, ticket=ticket, ticket_until=until)
    )
    return changed.rowcount == 1


def withdraw(connection: Connection, number: str, *, at: datetime) -> bool:
    """End the open code of an award, and the downloads of a used one; False without either."""
    ended = connection.execute(
        update(table)
        .where(table.c.number == number, table.c.state == ClaimState.ISSUED)
        .values(state=ClaimState.WITHDRAWN.value, ended_at=at)
    )
    closed = connection.execute(
        update(table)
        .where(table.c.number == number, table.c.ticket_until > at)
        .values(ticket_until=at)
    )
    return bool(ended.rowcount or closed.rowcount)


def of_batch(connection: Connection, batch: Sha256) -> dict[str, tuple[Claim, ...]]:
    """The codes of each award of a batch, oldest first; an award without any is not there."""
    query = (
        select(table)
        .join(award, award.c.number == table.c.number)
        .where(award.c.batch == batch)
        .order_by(table.c.number)
    )
    found: dict[str, list[Claim]] = {}
    for row in connection.execute(query):
        found.setdefault(row.number, []).append(_claim(row))
    # Of two of one second the open one is the newer.
    return {
        number: tuple(sorted(each, key=lambda claim: (claim.made_at, claim.ended_at is None)))
        for number, each in found.items()
    }


def _one(connection: Connection, which: ColumnElement[bool]) -> Claim | None:
    row = connection.execute(select(table).where(which)).one_or_none()
    return None if row is None else _claim(row)


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        digest=Sha256(row.digest),
        number=row.number,
        state=ClaimState(row.state),
        made_at=row.made_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        ticket=row.ticket,
        ticket_until=row.ticket_until,
    )
