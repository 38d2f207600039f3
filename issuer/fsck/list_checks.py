"""Signed lists: numbered in a chain, logged, and the newest says what the rows say. And batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from issuer.fsck.defect import Defect, defect
from issuer.fsck.log_checks import RebuiltLog
from issuer.ledger import Tiles
from issuer.store import batches, census, lists, revocations, statuses
from issuer.store.lists import SignedList
from keys.encoding import Sha256, sha256
from keys.envelope import open_compact, peek
from keys.errors import CredentialError
from keys.public_key import Keyring
from keys.roles import Typ
from verifier.checkpoint import read_checkpoint
from verifier.log_entry import DigestEntry, EntryKind, read_entry
from verifier.merkle import check_inclusion, leaf_hash
from verifier.profile import LIST_SIZE, MAX_REVOCATIONS_BYTES, MAX_STATUS_BYTES, VALID
from verifier.proof import LogProof
from verifier.status import Revocation, read_revocations, read_status_list

_MAX_TRUST_BYTES: Final = 64 * 2**20


def check_lists(
    connection: Connection, log: RebuiltLog, *, keys: Keyring | None
) -> Iterator[Defect]:
    """Defects of status lists, revocations and trust lists."""
    newest = {each.name: each for each in lists.latest_of_all(connection)}
    for name in newest:
        yield from _chain(connection, name, log)
    for number in statuses.in_use(connection):
        kept = newest.get(lists.status_name(number))
        if kept is None:
            yield defect("status-missing", list=number)
        else:
            yield from _status(connection, number, kept, keys=keys)
    yield from _revocations(connection, newest.get(lists.REVOCATIONS), keys=keys)
    yield from _batches(connection, log)


def _batches(connection: Connection, log: RebuiltLog) -> Iterator[Defect]:
    """Each batch was logged, and its kept proof leads to a head that this log had."""
    tiles, proofs = Tiles(log.read), batches.proofs(connection)
    for digest in batches.headers(connection):
        if (EntryKind.BATCH, digest) not in log.digests:
            yield defect("batch-unlogged", batch=digest)
        elif digest in proofs and not _proves(proofs[digest], digest, tiles):
            yield defect("batch-proof", batch=digest)


def _proves(text: str, digest: Sha256, tiles: Tiles) -> bool:
    try:
        proof = LogProof.from_text(text)
        entry, head = read_entry(proof.entry), read_checkpoint(proof.checkpoint)
        check_inclusion(
            tiles.root(head.size),
            index=proof.index,
            size=head.size,
            leaf=leaf_hash(proof.entry),
            path=proof.path,
        )
    except CredentialError:
        return False
    return isinstance(entry, DigestEntry) and (entry.kind, entry.digest) == (
        EntryKind.BATCH,
        digest,
    )


def _kind(name: str) -> EntryKind:
    if name in (lists.TRUST, lists.AUTHORITIES):
        return EntryKind.TRUST
    return EntryKind.REVOCATIONS if name == lists.REVOCATIONS else EntryKind.STATUS


def _chain(connection: Connection, name: str, log: RebuiltLog) -> Iterator[Defect]:
    before: SignedList | None = None
    for each in lists.every(connection, name):
        try:
            said = peek(each.token, limit=_MAX_TRUST_BYTES)
        except CredentialError:
            yield defect("list-chain", name=name, seq=each.seq)
            continue
        # The anchor's list comes from outside, and an edition may have passed us by.
        follows = name == lists.AUTHORITIES or said.get("prev") == (before and before.digest)
        intact = each.digest == sha256(each.token.encode()) and said.get("seq") == each.seq
        if not (follows and intact):
            yield defect("list-chain", name=name, seq=each.seq)
        if name != lists.AUTHORITIES and (_kind(name), each.digest) not in log.digests:
            yield defect("list-unlogged", name=name, seq=each.seq)
        before = each


def _status(
    connection: Connection, number: int, kept: SignedList, *, keys: Keyring | None
) -> Iterator[Defect]:
    wanted = statuses.of_list(connection, number)
    try:
        said = read_status_list(peek(kept.token, limit=MAX_STATUS_BYTES))
    except CredentialError:
        yield defect("status-list", list=number, seq=kept.seq)
        return
    # As bytes first: two lists of a million entries are alike far more often than not.
    differs = any(said.get(index).value != value for index, value in wanted.items())
    if differs or _set_bits(said.entries) != len(wanted):
        yield defect("status-list", list=number, seq=kept.seq)
    if keys is not None:
        yield from _signature(kept, Typ.STATUS_LIST, keys, limit=MAX_STATUS_BYTES)


def _set_bits(entries: bytes) -> int:
    """How many entries of two bits are not 0."""
    number = int.from_bytes(entries, "little")
    low = int("01" * LIST_SIZE, 2)
    return ((number | number >> 1) & low).bit_count()


def _revocations(
    connection: Connection, kept: SignedList | None, *, keys: Keyring | None
) -> Iterator[Defect]:
    wanted = revocations.every(connection)
    said: tuple[Revocation, ...] = ()
    if kept is not None:
        try:
            document = peek(kept.token, limit=MAX_REVOCATIONS_BYTES)
            said = read_revocations(document).revocations
        except CredentialError:
            yield defect("revocations", seq=kept.seq)
            return
        if keys is not None:
            yield from _signature(kept, Typ.REVOCATIONS, keys, limit=MAX_REVOCATIONS_BYTES)
    if sorted(map(_line, said)) != sorted(map(_line, wanted)):
        yield defect("revocations", seq=kept.seq if kept else 0)
    gone = {each.certificate_no for each in wanted}
    for copy in census.copies(connection):
        if copy.number in gone and copy.status == VALID:
            yield defect("revoked-copy-valid", copy=copy.copy_id)


def _line(revocation: Revocation) -> tuple[str, ...]:
    return tuple(str(value) for value in revocation.to_dict().values())


def _signature(kept: SignedList, typ: Typ, keys: Keyring, *, limit: int) -> Iterator[Defect]:
    try:
        open_compact(kept.token, typ, keys, at=kept.at, limit=limit)
    except CredentialError as error:
        yield defect("list-signature", name=kept.name, seq=kept.seq, reason=error.code)
