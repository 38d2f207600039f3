"""Copies: the signed bytes of a certificate, their status and their place in the log.

A copy is planned first (`plans`) and becomes MINTED in one transaction with its log entry, its
public record and its door: there is never one without the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select, update

from issuer.store import plans
from issuer.store.bulk import insert_many, update_many
from issuer.store.plans import Plan, PlannedCopy, plan_copies, unminted
from issuer.store.rows import RowState
from issuer.store.session import slices
from issuer.store.tables import award, batch_row, door, public_record
from issuer.store.tables import copy as table
from issuer.store.vault import Safe
from keys.encoding import Sha256
from keys.errors import Refused

__all__ = [
    "Copy",
    "CopyState",
    "CopyText",
    "MintedCopy",
    "Plan",
    "PlannedCopy",
    "by_credential",
    "find",
    "keep_minted",
    "of_award",
    "plan_copies",
    "text",
    "unminted",
]


class CopyState(StrEnum):
    """Whether a copy is signed."""

    PLANNED = plans.PLANNED
    MINTED = plans.MINTED


@dataclass(frozen=True, slots=True)
class MintedCopy:
    """A planned copy, now signed and in the log.

    Attributes:
        credential: The whole SD-JWT, with every disclosure.
        credential_digest: Of the issuer-signed JWT before the first `~`, as in the log.
        record: The public record, sealed under the code.
        code_digest: By which the record is found.
        door_id, wrapped_code: By which number, name and check code lead to the code.
    """

    copy_id: str
    credential: str
    cwt: bytes
    credential_digest: Sha256
    cwt_digest: Sha256
    log_index: int
    issued_at: datetime
    record: bytes
    code_digest: Sha256
    door_id: Sha256
    wrapped_code: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as it stands, without its texts. What is None is not signed, or never changed."""

    copy_id: str
    number: str
    version: int
    turn: int
    state: CopyState
    status_list: int
    status_index: int
    status: int
    status_changed_at: datetime | None
    credential_digest: Sha256 | None
    cwt_digest: Sha256 | None
    log_index: int | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyText:
    """The texts of a signed copy."""

    credential: str
    cwt: bytes
    code: str
    check_code: str


def keep_minted(connection: Connection, minted: Sequence[MintedCopy], *, vault: Safe) -> None:
    """The copies are signed and in the log; their records and doors open. All or none.

    Raises:
        Refused: Someone else minted one of them meanwhile, or it was never planned
            ("store.minted-meanwhile"). Undo the transaction, log entries included, and ask
            `unminted` what is left to do.
    """
    if not minted:
        return
    signed = [_signed_row(copy, vault) for copy in minted]
    if update_many(connection, table, signed, only=_WAITING) != len(minted):
        raise Refused("store.minted-meanwhile")
    _move_rows(connection, minted)
    # In the order of their digests: the order of insertion must not tell whose they are.
    records = sorted((copy.code_digest, copy.record) for copy in minted)
    doors = sorted((copy.door_id, copy.wrapped_code) for copy in minted)
    insert_many(
        connection,
        public_record,
        [{"code_digest": digest, "sealed_record": record} for digest, record in records],
    )
    insert_many(connection, door, [{"door_id": name, "wrapped_code": code} for name, code in doors])


_WAITING: Final = f"state = '{CopyState.PLANNED}'"


def _signed_row(copy: MintedCopy, vault: Safe) -> dict[str, object]:
    def sealed(plain: bytes, column: str) -> bytes:
        return vault.seal(plain, table="copy", row=copy.copy_id, column=column)

    return {
        "id": copy.copy_id,
        "state": CopyState.MINTED,
        "credential_digest": copy.credential_digest,
        "cwt_digest": copy.cwt_digest,
        "log_index": copy.log_index,
        "issued_at": copy.issued_at,
        "sealed_credential": sealed(copy.credential.encode("ascii"), "credential"),
        "sealed_cwt": sealed(copy.cwt, "cwt"),
    }


def _move_rows(connection: Connection, minted: Sequence[MintedCopy]) -> None:
    for part in slices(copy.copy_id for copy in minted):
        hashes = select(award.c.row_hash).join(table, table.c.number == award.c.number)
        connection.execute(
            update(batch_row)
            .where(
                batch_row.c.row_hash.in_(hashes.where(table.c.id.in_(part))),
                batch_row.c.state == RowState.PLANNED,
            )
            .values(state=RowState.MINTED)
        )


def find(connection: Connection, copy_id: str) -> Copy | None:
    """The copy, or None."""
    return _one(connection, table.c.id == copy_id)


def by_credential(connection: Connection, credential_digest: Sha256) -> Copy | None:
    """The copy whose issuer-signed JWT has this digest, or None."""
    return _one(connection, table.c.credential_digest == credential_digest)


def of_award(connection: Connection, number: str) -> tuple[Copy, ...]:
    """The copies of an award, oldest version first, then in turn."""
    query = select(table).where(table.c.number == number)
    found = connection.execute(query.order_by(table.c.version, table.c.turn))
    return tuple(_copy(row) for row in found)


def _one(connection: Connection, which: ColumnElement[bool]) -> Copy | None:
    row = connection.execute(select(table).where(which)).one_or_none()
    return None if row is None else _copy(row)


def _copy(row: Row[Any]) -> Copy:
    return Copy(
        copy_id=row.id,
        number=row.number,
        version=row.version,
        turn=row.turn,
        state=CopyState(row.state),
        status_list=row.status_list,
        status_index=row.status_index,
        status=row.status,
        status_changed_at=row.status_changed_at,
        credential_digest=row.credential_digest,
        cwt_digest=row.cwt_digest,
        log_index=row.log_index,
        issued_at=row.issued_at,
    )


def text(connection: Connection, copy_id: str, *, vault: Safe) -> CopyText:
    """The signed texts and the codes of a copy.

    Raises:
        Refused: There is no such copy, or it is not signed ("store.unknown-copy").
    """
    row = connection.execute(select(table).where(table.c.id == copy_id)).one_or_none()
    if row is None or row.state != CopyState.MINTED:
        raise Refused("store.unknown-copy")

    def opened(sealed: bytes, column: str) -> bytes:
        return vault.open(sealed, table="copy", row=copy_id, column=column)

    return CopyText(
        credential=opened(row.sealed_credential, "credential").decode("ascii"),
        cwt=opened(row.sealed_cwt, "cwt"),
        code=opened(row.sealed_code, "code").decode("ascii"),
        check_code=opened(row.sealed_check_code, "check_code").decode("ascii"),
    )
