"""Rows of batches: one person's result each, sealed, known by its hash and unique for ever.

A row hash that was ever kept is never kept again, in whatever batch: a result is handed in once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy import Row as Found

from issuer.store.bulk import insert_many
from issuer.store.session import slices
from issuer.store.tables import batch_row as table
from issuer.store.tables import publication
from issuer.store.vault import Vault
from keys.encoding import Sha256, b64, parse, unb64
from keys.errors import Refused
from verifier.batch import MAX_BATCH_BYTES, Row
from verifier.merkle import leaf_hash


class RowState(StrEnum):
    """Where a row stands."""

    ADMITTED = "ADMITTED"
    WITHHELD = "WITHHELD"  # somebody objected: it waits, the batch goes on
    DROPPED = "DROPPED"
    PLANNED = "PLANNED"  # its certificate has a number, a code and a status index
    MINTED = "MINTED"


_CLAIMING = (RowState.ADMITTED, RowState.WITHHELD, RowState.PLANNED)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as it stands.

    Attributes:
        position: Its place in the batch's tree, from 0.
        publication: Number of the decision that published it; None before.
    """

    row_hash: Sha256
    batch: Sha256
    position: int
    state: RowState
    publication: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class Publication:
    """公布: the document that publishes rows of a batch, and the decision that carries it."""

    decision_no: str
    batch: Sha256
    document_no: str
    published_on: date
    at: datetime


def keep(connection: Connection, batch: Sha256, rows: Sequence[Row], *, vault: Vault) -> None:
    """Keep the rows of an admitted batch.

    Raises:
        Refused: A row was handed in before, or stands here twice ("store.row-known"; `line` is
            the first such line).
    """
    plains = [row.to_bytes() for row in rows]
    leaves = [leaf_hash(plain) for plain in plains]
    hashes = [Sha256(b64(leaf)) for leaf in leaves]
    position = {leaf: place for place, leaf in enumerate(sorted(leaves))}
    _refuse_known(connection, rows, hashes)
    insert_many(
        connection,
        table,
        [
            {
                "row_hash": name,
                "batch": batch,
                "position": position[leaf],
                "line": row.line,
                "state": RowState.ADMITTED,
                "publication": None,
                "claim": _claim(row, vault),
                "sealed_row": vault.seal(plain, table="batch_row", row=name, column="row"),
            }
            for row, plain, leaf, name in zip(rows, plains, leaves, hashes, strict=True)
        ],
    )


def _refuse_known(connection: Connection, rows: Sequence[Row], hashes: list[Sha256]) -> None:
    seen = set(known(connection, hashes))
    for row, name in zip(rows, hashes, strict=True):
        if name in seen:
            raise Refused("store.row-known", line=row.line)
        seen.add(name)


def _claim(row: Row, vault: Vault) -> Sha256:
    return vault.claim(
        vault.identity(row.id_type, row.id_no),
        series=row.series,
        specialty=row.specialty,
        level=row.level,
    )


def known(connection: Connection, hashes: Iterable[Sha256]) -> frozenset[Sha256]:
    """Those of the row hashes that were ever kept."""
    return frozenset(
        Sha256(name)
        for part in slices(hashes)
        for name in connection.scalars(select(table.c.row_hash).where(table.c.row_hash.in_(part)))
    )


def hashes(connection: Connection, batch: Sha256) -> frozenset[Sha256]:
    """The hashes of a batch's rows."""
    found = connection.scalars(select(table.c.row_hash).where(table.c.batch == batch))
    return frozenset(map(Sha256, found))


def claimed(
    connection: Connection, claims: Iterable[Sha256], *, other_than: Sha256 | None = None
) -> dict[Sha256, Sha256]:
    """Which batch has a row under way for a claim ("this identity, this title").

    Args:
        claims: `vault.claim` over the blind index of the identity.
        other_than: A batch to leave out.
    """
    return {
        Sha256(row.claim): Sha256(row.batch)
        for part in slices(claims)
        for row in connection.execute(
            select(table.c.claim, table.c.batch).where(
                table.c.claim.in_(part),
                table.c.state.in_(_CLAIMING),
                table.c.batch != (other_than or ""),
            )
        )
    }


def find(
    connection: Connection,
    batch: Sha256,
    *,
    vault: Vault,
    states: Collection[RowState] | None = None,
) -> tuple[KeptRow, ...]:
    """Rows of a batch in the order of the committee's list, all or those in `states`."""
    which = table.c.batch == batch
    if states is not None:
        which &= table.c.state.in_(states)
    return _all(connection, which, vault=vault)


def get(connection: Connection, row_hash: Sha256, *, vault: Vault) -> KeptRow:
    """One row; raises Refused("store.unknown-row")."""
    found = _all(connection, table.c.row_hash == row_hash, vault=vault)
    if not found:
        raise Refused("store.unknown-row")
    return found[0]


def unplanned(
    connection: Connection,
    batch: Sha256,
    *,
    limit: int,
    vault: Vault,
    opened: Mapping[Sha256, Row] = MappingProxyType({}),
) -> tuple[KeptRow, ...]:
    """The next rows that are published and have no certificate planned, in list order.

    Args:
        opened: Rows that the caller has opened before; these are not opened again.
    """
    which = (
        (table.c.batch == batch)
        & (table.c.state == RowState.ADMITTED)
        & table.c.publication.is_not(None)
    )
    return _all(connection, which, vault=vault, limit=limit, opened=opened)


def _all(
    connection: Connection,
    which: ColumnElement[bool],
    *,
    vault: Vault,
    limit: int | None = None,
    opened: Mapping[Sha256, Row] = MappingProxyType({}),
) -> tuple[KeptRow, ...]:
    query = select(table).where(which).order_by(table.c.line, table.c.row_hash).limit(limit)
    return tuple(
        _kept(row, opened.get(row.row_hash) or _open(row, vault))
        for row in connection.execute(query)
    )


def _open(row: Found[Any], vault: Vault) -> Row:
    plain = vault.open(row.sealed_row, table="batch_row", row=row.row_hash, column="row")
    return Row.from_dict(parse(plain, limit=MAX_BATCH_BYTES))


def _kept(row: Found[Any], opened: Row) -> KeptRow:
    return KeptRow(
        row_hash=Sha256(row.row_hash),
        batch=Sha256(row.batch),
        position=row.position,
        state=RowState(row.state),
        publication=row.publication,
        row=opened,
    )


def leaves(connection: Connection, batch: Sha256) -> tuple[bytes, ...]:
    """The leaf hashes of the batch's tree in tree order."""
    query = select(table.c.row_hash).where(table.c.batch == batch).order_by(table.c.position)
    return tuple(unb64(name) for name in connection.scalars(query))


def counts(connection: Connection, batch: Sha256) -> dict[RowState, int]:
    """How many rows of a batch stand where; states without a row are left out."""
    query = select(table.c.state, func.count()).where(table.c.batch == batch)
    return {
        RowState(state): number
        for state, number in connection.execute(query.group_by(table.c.state))
    }


def move(
    connection: Connection,
    hashes: Collection[Sha256],
    *,
    before: Collection[RowState],
    after: RowState,
) -> None:
    """Set the state of rows, if all of them still are in one of the states `before`.

    Raises:
        Refused: One is not ("store.moved-meanwhile"); undo the transaction.
    """
    moved = 0
    for part in slices(hashes):
        which = table.c.row_hash.in_(part) & table.c.state.in_(before)
        moved += connection.execute(update(table).where(which).values(state=after)).rowcount
    if moved != len(set(hashes)):
        raise Refused("store.moved-meanwhile", what="rows")


def publish(
    connection: Connection, publication_record: Publication, *, withheld: Collection[Sha256] = ()
) -> int:
    """Keep a publication and give it to every admitted row that has none and is not withheld.

    Returns:
        How many rows it releases.
    """
    insert_many(connection, publication, [asdict(publication_record)])
    waiting = connection.scalars(
        select(table.c.row_hash).where(
            table.c.batch == publication_record.batch,
            table.c.state == RowState.ADMITTED,
            table.c.publication.is_(None),
        )
    ).all()
    held = frozenset(withheld)
    released = [name for name in waiting if name not in held]
    for part in slices(released):
        connection.execute(
            update(table)
            .where(table.c.row_hash.in_(part))
            .values(publication=publication_record.decision_no)
        )
    return len(released)


def publications(connection: Connection, batch: Sha256) -> tuple[Publication, ...]:
    """The publications of a batch, oldest first."""
    query = select(publication).where(publication.c.batch == batch)
    return tuple(
        Publication(row.decision_no, Sha256(row.batch), row.document_no, row.published_on, row.at)
        for row in connection.execute(query.order_by(publication.c.at, publication.c.decision_no))
    )
