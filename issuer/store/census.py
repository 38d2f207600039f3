"""Everything at once, for `issuer.fsck`: what stands in the tables, and nothing that is sealed.

Only an audit reads like this. Nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from issuer.ledger import TileId
from issuer.store.claim_tables import claim
from issuer.store.tables import (
    award,
    batch_row,
    copy,
    door,
    log_tile,
    public_record,
)
from keys.encoding import Sha256

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class CountedCopy:
    """A copy with the row that it certifies. Absent things are None."""

    copy_id: str
    number: str
    version: int
    state: str
    status_list: int
    status_index: int
    status: int
    credential_digest: str | None
    cwt_digest: str | None
    log_index: int | None
    batch: str | None
    row_hash: str | None
    row_state: str | None


@dataclass(frozen=True, slots=True)
class CountedClaim:
    """A claim code: what its row has, and whether its certificate is signed."""

    number: str
    state: str
    ended: bool
    ticketed: bool
    expires_after: bool
    minted: bool


def claims(connection: Connection) -> Iterator[CountedClaim]:
    """Every claim code, by certificate number."""
    minted = select(copy.c.number).where(copy.c.state == "MINTED")
    query = (
        select(
            claim.c.number,
            claim.c.state,
            claim.c.ended_at.is_not(None).label("ended"),
            (claim.c.ticket.is_not(None) & claim.c.ticket_until.is_not(None)).label("ticketed"),
            (claim.c.expires_at > claim.c.made_at).label("expires_after"),
            claim.c.number.in_(minted).label("minted"),
        )
        .order_by(claim.c.number, claim.c.digest)
        .execution_options(yield_per=_PAGE)
    )
    for row in connection.execute(query):
        yield CountedClaim(**row._asdict())


def copies(connection: Connection) -> Iterator[CountedCopy]:
    """Every copy, by id."""
    query = (
        select(
            copy.c.id.label("copy_id"),
            copy.c.number,
            copy.c.version,
            copy.c.state,
            copy.c.status_list,
            copy.c.status_index,
            copy.c.status,
            copy.c.credential_digest,
            copy.c.cwt_digest,
            copy.c.log_index,
            award.c.batch,
            award.c.row_hash,
            batch_row.c.state.label("row_state"),
        )
        .outerjoin(award, award.c.number == copy.c.number)
        .outerjoin(batch_row, batch_row.c.row_hash == award.c.row_hash)
        .order_by(copy.c.id)
        .execution_options(yield_per=_PAGE)
    )
    for row in connection.execute(query):
        yield CountedCopy(**row._asdict())


def rows_without_copy(connection: Connection) -> tuple[tuple[Sha256, str], ...]:
    """Row hash and state of rows that are planned or minted and that no copy certifies."""
    certified = (
        select(award.c.row_hash)
        .join(copy, copy.c.number == award.c.number)
        .where(award.c.row_hash.is_not(None))
    )
    query = select(batch_row.c.row_hash, batch_row.c.state).where(
        batch_row.c.state.in_(("PLANNED", "MINTED")), batch_row.c.row_hash.not_in(certified)
    )
    return tuple((Sha256(row.row_hash), row.state) for row in connection.execute(query))


def doubled_slots(connection: Connection) -> tuple[tuple[int, int], ...]:
    """Places in status lists that more than one copy has.

    The schema forbids it; a damaged or edited database file may not.
    """
    query = (
        select(copy.c.status_list, copy.c.status_index)
        .group_by(copy.c.status_list, copy.c.status_index)
        .having(func.count() > 1)
    )
    return tuple((row.status_list, row.status_index) for row in connection.execute(query))


def counted(connection: Connection) -> dict[str, int]:
    """How many public records and doors there are."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in (public_record, door)
    }


def record_digests(connection: Connection) -> frozenset[str]:
    """The code digests of all public records."""
    return frozenset(connection.scalars(select(public_record.c.code_digest)))


def tiles(connection: Connection) -> dict[TileId, bytes]:
    """Every tile of the log."""
    query = select(log_tile.c.level, log_tile.c.index.label("place"), log_tile.c.hashes)
    return {TileId(row.level, row.place): bytes(row.hashes) for row in connection.execute(query)}
