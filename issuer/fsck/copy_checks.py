"""Certificates: each has its entry, its row, its record; none twice, none half."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from issuer.fsck.defect import Defect, defect
from issuer.fsck.log_checks import RebuiltLog
from issuer.store import batches, census, copies, rows
from issuer.store.census import CountedCopy
from issuer.store.copies import CopyState
from issuer.store.rows import RowState
from issuer.store.vault import Vault
from keys.encoding import b64, sha256
from keys.errors import Untrusted
from keys.secret import code_digest
from verifier.merkle import root_of


def check_copies(
    connection: Connection, log: RebuiltLog, *, vault: Vault | None
) -> Iterator[Defect]:
    """Defects of copies, their rows, their entries and their public records."""
    unclaimed = dict(log.certificates)
    minted = 0
    records = census.record_digests(connection) if vault is not None else frozenset()
    for copy in census.copies(connection):
        if copy.row_state not in _ROW_STATES[copy.state]:
            yield defect("copy-row", copy=copy.copy_id)
        if copy.state != CopyState.MINTED:
            continue
        minted += 1
        entry = unclaimed.pop(copy.log_index, None) if copy.log_index is not None else None
        said = None if entry is None else (entry.jwt, entry.cwt, entry.batch, entry.row)
        if said != (copy.credential_digest, copy.cwt_digest, copy.batch, copy.row_hash):
            yield defect("copy-entry", copy=copy.copy_id)
        if vault is not None:
            yield from _texts(connection, copy, records=records, vault=vault)
    for index in unclaimed:
        yield defect("entry-orphan", index=index)
    yield from _counts(connection, minted)
    yield from _trees(connection, log)


_ROW_STATES = {
    # A correction is planned for a row whose first certificate was minted long ago.
    CopyState.PLANNED.value: (RowState.PLANNED, RowState.MINTED),
    CopyState.MINTED.value: (RowState.MINTED,),
}


def _texts(
    connection: Connection, copy: CountedCopy, *, records: frozenset[str], vault: Vault
) -> Iterator[Defect]:
    try:
        text = copies.text(connection, copy.copy_id, vault=vault)
    except Untrusted:
        yield defect("copy-sealed", copy=copy.copy_id)
        return
    jwt = text.credential.partition("~")[0]
    if (sha256(jwt.encode()), sha256(text.cwt)) != (copy.credential_digest, copy.cwt_digest):
        yield defect("copy-text", copy=copy.copy_id)
    if code_digest(text.code) not in records:
        yield defect("copy-record", copy=copy.copy_id)


def _counts(connection: Connection, minted: int) -> Iterator[Defect]:
    for table, count in census.counted(connection).items():
        if count != minted:
            yield defect("record-count", table=table, count=count, minted=minted)
    for status_list, index in census.doubled_slots(connection):
        yield defect("slot-twice", list=status_list, index=index)
    for row_hash, state in census.rows_without_copy(connection):
        yield defect("row-without-copy", row=row_hash, state=state)


def _trees(connection: Connection, log: RebuiltLog) -> Iterator[Defect]:
    """Whether the paths in the log lead to the trees of the batches."""
    roots = {
        digest: b64(root_of(rows.leaves(connection, digest)))
        for digest in batches.headers(connection)
    }
    for index, entry in log.certificates.items():
        if entry.rows_root is None or entry.rows_root != roots.get(entry.batch):
            yield defect("entry-path", index=index)
