"""The minting room: released rows become planned certificates, planned ones become signed ones.

Plan first, then sign. A plan (number, status bit, code) is committed before anything is signed,
so that after a crash at any point the same certificates are finished and none is made twice.
Signing happens outside the transaction; keeping is one transaction a chunk that refuses what
another process kept meanwhile. Running it again is the whole of recovery.

Follows C2SP tlog-tiles: a certificate counts as made when its entry is under a checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import Final

from issuer.ledger import entry_time
from issuer.lifecycle import BatchEvent, BatchState, move_batch
from issuer.minting import Minted, Plan, Press, mint
from issuer.office import Office
from issuer.public_records import PublicRecord
from issuer.publication import current_bundle
from issuer.registrar.errand import Errand, errand
from issuer.registrar.planning import plan_rows
from issuer.registrar.presses import Chunk, strike
from issuer.registrar.second_look import look_again
from issuer.store import (
    batches,
    copies,
    lists,
    log,
    plans,
    rows,
    session,
)
from issuer.store.plans import PlannedCopy
from issuer.store.rows import KeptRow, RowState
from keys.encoding import Sha256, b64, parse, unb64
from keys.envelope import peek
from keys.errors import Refused
from keys.roles import Role
from keys.secret import code_digest, seal_under_code, wrap_code
from keys.signer import MemorySigner
from verifier.batch import BatchHeader, Row
from verifier.bundle import open_bundle
from verifier.committee import filed_on
from verifier.log import CertificateEntry, EntryKind
from verifier.merkle import audit_paths

CHUNK: Final = 500
"""Certificates planned, signed and kept together: small enough that a crash repeats a second of
work and that every process has some, large enough that one flush of the disk serves many."""

_MAX_FACTS_BYTES: Final = 64 * 2**10

Progress = Callable[[int], None]
"""Told how many certificates were made since it was last told."""


def mint_batch(
    office: Office,
    batch: Sha256,
    *,
    at: datetime,
    progress: Progress = lambda _: None,
    workers: int = 1,
) -> int:
    """Make every certificate of a batch that its publications release; idempotent.

    Args:
        workers: Processes that sign and judge, beside this one which keeps; see `presses`.

    Returns:
        How many this call made; 0 when all were made before.

    Raises:
        MintRejected: Rules of the decision's day stand against it; nothing was made.
        Refused: "mint.not-valid" when a certificate would not verify: nothing of its chunk is
            kept. "lifecycle.batch" when the batch is not confirmed.
    """
    room = _Room(office, batch)
    look_again(office, batch, rows=room.unsigned, at=at)
    made = 0
    while first := next(coming := room.waiting(at=at), None):
        chunks = chain([first], coming)
        made += room.make(chunks, at=at, progress=progress, workers=workers)
    _finish(office, batch, at=at)
    return made


def _plan_chunk(
    office: Office,
    batch: Sha256,
    *,
    at: datetime,
    opened: Mapping[Sha256, Row] = MappingProxyType({}),
) -> Chunk:
    return plan_rows(office, batch, limit=CHUNK, at=at, opened=opened)


class _Room:
    """What stays the same while one batch is made: header, rows, audit paths.

    Attributes:
        unsigned: Rows that were published and whose certificates are still to be made.
    """

    def __init__(self, office: Office, batch: Sha256) -> None:
        self._office = office
        self._batch = batch
        with session.read(office.engine) as connection:
            kept = rows.find(connection, batch, vault=office.vault)
            self._header = BatchHeader.from_dict(peek(batches.header(connection, batch)))
        self._rows = {each.row_hash: each.row for each in kept}
        self.unsigned = tuple(each.row for each in kept if _is_to_be_signed(each))
        leaves = [unb64(each.row_hash) for each in sorted(kept, key=_position)]
        self._paths = audit_paths(leaves)
        # Neighbours share the nodes of their paths: each is spelt once.
        self._nodes = {
            node: Sha256(b64(node)) for node in {each for path in self._paths for each in path}
        }
        self._size = len(leaves)

    def waiting(self, *, at: datetime) -> Iterator[Chunk]:
        """Chunks to make: whatever is planned by now, then what is planned when it is asked for.

        None only where nothing of the batch is left to make, also by others at work on it.
        """
        office, batch = self._office, self._batch
        _plan_chunk(office, batch, at=at, opened=self._rows)
        with session.read(office.engine) as connection:
            waiting = plans.unminted(connection, limit=None, vault=office.vault, batch=batch)
        for start in range(0, len(waiting), CHUNK):
            yield waiting[start : start + CHUNK]
        while planned := _plan_chunk(office, batch, at=at, opened=self._rows):
            yield planned

    def make(
        self,
        chunks: Iterable[Chunk],
        *,
        at: datetime,
        progress: Progress = lambda _: None,
        workers: int = 1,
    ) -> int:
        """Sign, verify and keep copies, chunk by chunk.

        Args:
            chunks: The first of them is planned: its status list is among the lists.

        Returns:
            How many. Fewer than were waiting where another process kept some meanwhile, or
            signed a list: what is left is then to be asked for, and made, again.
        """
        press, editions, at = self._set_up(at)
        committee = filed_on(
            press.bundle.authority(self._office.entity).trust,
            self._header.issuer,
            on=self._header.decided_on,
            at=at,
        ).name

        def make_chunk(chunk: Chunk) -> Iterator[Minted]:
            return mint([self._plan(copy, committee) for copy in chunk], press, at=at)

        # A key on a card stays with the process that opened it.
        several = workers if isinstance(press.signer, MemorySigner) else 1
        made = 0
        with closing(strike(chunks, make_chunk, workers=several)) as struck:
            for chunk, minted in struck:
                if not self._kept(chunk, minted, editions=editions, at=at):
                    break
                made += len(chunk)
                progress(len(chunk))
        return made

    def _set_up(self, at: datetime) -> tuple[Press, Mapping[str, int], datetime]:
        """A press with the lists of this moment, their numbers, and the moment."""
        office = self._office
        with session.read(office.engine) as connection:
            editions = lists.editions(connection)
            # By the time of the log, as the lists are: a clock that was set back stops nothing.
            at = entry_time(log.head(connection).time, at)
            bundle = open_bundle(
                current_bundle(connection), office.anchor, at=at, rules=office.rules
            )
        signer = office.signers[Role.CREDENTIAL]
        return Press(office.profile, signer, office.rules, bundle), editions, at

    def _kept(
        self,
        chunk: Chunk,
        minted: Sequence[Minted],
        *,
        editions: Mapping[str, int],
        at: datetime,
    ) -> bool:
        """Keep one chunk, unless it was kept meanwhile, or judged by lists that are no more."""
        try:
            with errand(self._office, at=at) as running:
                if lists.editions(running.connection) != editions:
                    return False
                self._keep(running, chunk, minted)
        except Refused as refused:
            if refused.code != "store.minted-meanwhile":
                raise
            return False
        return True

    def _plan(self, copy: PlannedCopy, committee: str) -> Plan:
        facts = parse(copy.facts, limit=_MAX_FACTS_BYTES)
        return Plan(
            row=self._rows[copy.row_hash],
            row_hash=copy.row_hash,
            header=self._header,
            batch=self._batch,
            committee=committee,
            approval_doc_no=str(facts["approval_doc_no"]),
            number=copy.number,
            version=copy.version,
            status_list=copy.status_list,
            status_index=copy.status_index,
            code=copy.code,
        )

    def _keep(self, running: Errand, chunk: Chunk, minted: Sequence[Minted]) -> None:
        first = log.head(running.connection).size
        pairs = list(zip(chunk, minted, strict=True))
        for copy, each in pairs:
            leaf = self._entry(copy, each, at=running.at).to_bytes()
            running.enter_leaf(EntryKind.CERTIFICATE, leaf)
        copies.keep_minted(
            running.connection,
            [self._copy(copy, each, first + place) for place, (copy, each) in enumerate(pairs)],
            vault=self._office.vault,
        )

    def _entry(self, copy: PlannedCopy, minted: Minted, *, at: datetime) -> CertificateEntry:
        return CertificateEntry(
            time=at,
            jwt=minted.jwt_digest,
            cwt=minted.cwt_digest,
            batch=self._batch,
            row=copy.row_hash,
            index=copy.position,
            size=self._size,
            path=tuple(self._nodes[each] for each in self._paths[copy.position]),
        )

    def _copy(self, copy: PlannedCopy, minted: Minted, log_index: int) -> copies.MintedCopy:
        row = self._rows[copy.row_hash]
        door_id, wrap_key = self._office.pepper.door(copy.number, row.name, copy.check_code)
        record = PublicRecord(minted.credential, minted.cwt, log_index)
        return copies.MintedCopy(
            copy_id=copy.copy_id,
            credential=minted.credential,
            cwt=minted.cwt,
            credential_digest=minted.jwt_digest,
            cwt_digest=minted.cwt_digest,
            log_index=log_index,
            issued_at=minted.issued_at,
            record=seal_under_code(copy.code, record.to_bytes()),
            code_digest=code_digest(copy.code),
            door_id=door_id,
            wrapped_code=wrap_code(wrap_key, copy.code),
        )


def _is_to_be_signed(kept: KeptRow) -> bool:
    if kept.state is RowState.PLANNED:
        return True
    return kept.state is RowState.ADMITTED and kept.publication is not None


def _position(kept: KeptRow) -> int:
    return kept.position


def _finish(office: Office, batch: Sha256, *, at: datetime) -> None:
    """Call the batch minted once nothing of it waits."""
    with errand(office, at=at) as running:
        connection = running.connection
        state = BatchState(batches.get(connection, batch).state)
        waiting = rows.unplanned(connection, batch, limit=1, vault=office.vault) or plans.unminted(
            connection, limit=1, vault=office.vault, batch=batch
        )
        if state is BatchState.CONFIRMED and not waiting:
            after = move_batch(state, BatchEvent.MINT)
            batches.move(connection, batch, before=state.value, after=after.value)
