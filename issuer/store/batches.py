"""Batches: the file as it was received, and where the batch stands.

A batch is its payload digest. A committee's number stands for one batch for ever. The state is
a word of `issuer.lifecycle`: it is compared here and judged there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from issuer.store.tables import batch as table
from issuer.store.tables import batch_row
from issuer.store.vault import Vault
from keys.encoding import Sha256
from keys.errors import Refused
from verifier.titles import Method


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch on its way in.

    Attributes:
        header: The signed header, verbatim: public.
        body: The whole file, verbatim: sealed on its way in.
        findings: What admission found, as the caller writes it; sealed on its way in.
    """

    digest: Sha256
    committee: str
    number: str
    method: Method
    state: str
    received_at: datetime
    row_count: int
    header: bytes
    body: bytes
    findings: bytes | None = None


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """A batch as it stands, without its bytes."""

    digest: Sha256
    committee: str
    number: str
    method: Method
    state: str
    received_at: datetime
    row_count: int


_KEPT = (
    table.c.digest,
    table.c.committee,
    table.c.number,
    table.c.method,
    table.c.state,
    table.c.received_at,
    table.c.row_count,
)


def keep(connection: Connection, batch: NewBatch, *, vault: Vault) -> KeptBatch:
    """Keep a batch, or find it: the same batch again changes nothing and gives what is kept.

    Raises:
        Refused: The committee has used this number for another batch ("store.batch-number").
    """
    earlier = find(connection, batch.digest)
    if earlier is not None:
        return earlier
    if by_number(connection, batch.committee, batch.number) is not None:
        raise Refused("store.batch-number", number=batch.number)
    row = {
        "digest": batch.digest,
        "committee": batch.committee,
        "number": batch.number,
        "method": batch.method,
        "state": batch.state,
        "received_at": batch.received_at,
        "row_count": batch.row_count,
        "header": batch.header,
        "sealed_body": _seal(batch.body, batch.digest, column="sealed_body", vault=vault),
        "sealed_findings": None
        if batch.findings is None
        else _seal(batch.findings, batch.digest, column="sealed_findings", vault=vault),
    }
    connection.execute(insert(table), [row])
    return get(connection, batch.digest)


def _seal(plain: bytes, digest: str, *, column: str, vault: Vault) -> bytes:
    return vault.seal(plain, table="batch", row=digest, column=column)


def find(connection: Connection, digest: Sha256) -> KeptBatch | None:
    """The batch, or None."""
    return _one(connection, table.c.digest == digest)


def get(connection: Connection, digest: Sha256) -> KeptBatch:
    """The batch.

    Raises:
        Refused: There is none ("store.unknown-batch").
    """
    found = find(connection, digest)
    if found is None:
        raise Refused("store.unknown-batch", batch=digest)
    return found


def by_number(connection: Connection, committee: str, number: str) -> KeptBatch | None:
    """The batch that a committee handed in under a number of its own, or None."""
    return _one(connection, (table.c.committee == committee) & (table.c.number == number))


def in_state(connection: Connection, *states: str) -> tuple[KeptBatch, ...]:
    """Batches in one of these states, oldest receipt first; without a state, all."""
    return _all(connection, table.c.state.in_(states) if states else None)


def of_committee(connection: Connection, committee: str) -> tuple[KeptBatch, ...]:
    """A committee's batches, oldest receipt first."""
    return _all(connection, table.c.committee == committee)


def _one(connection: Connection, which: ColumnElement[bool]) -> KeptBatch | None:
    row = connection.execute(select(*_KEPT).where(which)).one_or_none()
    return None if row is None else _kept(row)


def _all(connection: Connection, which: ColumnElement[bool] | None) -> tuple[KeptBatch, ...]:
    query = select(*_KEPT).order_by(table.c.received_at, table.c.digest)
    found = connection.execute(query if which is None else query.where(which))
    return tuple(_kept(row) for row in found)


def _kept(row: Row[*tuple[Any, ...]]) -> KeptBatch:
    return KeptBatch(
        digest=Sha256(row.digest),
        committee=row.committee,
        number=row.number,
        method=Method(row.method),
        state=row.state,
        received_at=row.received_at,
        row_count=row.row_count,
    )


def header(connection: Connection, digest: Sha256) -> bytes:
    """The signed header as received; raises Refused("store.unknown-batch")."""
    return bytes(_column(connection, digest, name="header") or b"")


def headers(connection: Connection) -> dict[Sha256, bytes]:
    """The signed headers of every batch whose rows were admitted, by digest."""
    # One look into an index for each batch: there are thousands of times as many rows.
    admitted = select(batch_row.c.row_hash).where(batch_row.c.batch == table.c.digest).exists()
    query = select(table.c.digest, table.c.header).where(admitted)
    found = connection.execute(query.order_by(table.c.digest))
    return {Sha256(row.digest): bytes(row.header) for row in found}


def keep_proof(connection: Connection, digest: Sha256, proof: str) -> None:
    """Keep the proof that a batch is in the log; it is made once and never changes."""
    connection.execute(update(table).where(table.c.digest == digest).values(proof=proof))


def proofs(connection: Connection) -> dict[Sha256, str]:
    """The kept proofs, by digest of the batch."""
    query = select(table.c.digest, table.c.proof).where(table.c.proof.is_not(None))
    return {Sha256(row.digest): row.proof for row in connection.execute(query)}


def body(connection: Connection, digest: Sha256, *, vault: Vault) -> bytes:
    """The whole file as received; raises Refused("store.unknown-batch")."""
    sealed = _column(connection, digest, name="sealed_body") or b""
    return vault.open(sealed, table="batch", row=digest, column="sealed_body")


def findings(connection: Connection, digest: Sha256, *, vault: Vault) -> bytes | None:
    """What admission found, as it was written; raises Refused("store.unknown-batch")."""
    sealed = _column(connection, digest, name="sealed_findings")
    if sealed is None:
        return None
    return vault.open(sealed, table="batch", row=digest, column="sealed_findings")


def _column(connection: Connection, digest: Sha256, *, name: str) -> bytes | None:
    row = connection.execute(select(table.c[name]).where(table.c.digest == digest)).one_or_none()
    if row is None:
        raise Refused("store.unknown-batch", batch=digest)
    found: bytes | None = row[0]
    return found


def keep_findings(connection: Connection, digest: Sha256, findings: bytes, *, vault: Vault) -> None:
    """Write the findings in place of those before."""
    sealed = _seal(findings, digest, column="sealed_findings", vault=vault)
    connection.execute(update(table).where(table.c.digest == digest).values(sealed_findings=sealed))


def move(connection: Connection, digest: Sha256, *, before: str, after: str) -> None:
    """Set the state, if it still is what the caller believes.

    Raises:
        Refused: It is not: someone else was first ("store.moved-meanwhile").
    """
    moved = connection.execute(
        update(table).where(table.c.digest == digest, table.c.state == before).values(state=after)
    )
    if moved.rowcount != 1:
        raise Refused("store.moved-meanwhile", what=digest)
