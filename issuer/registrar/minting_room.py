"""The minting room: released rows become planned certificates, planned ones become signed ones.

Plan first, then sign. A plan (number, status bit, code) is committed before anything is signed,
so that after a crash at any point the same certificates are finished and none is made twice.
Signing happens outside the transaction; keeping is one transaction a chunk that refuses what
another process kept meanwhile. Running it again is the whole of recovery.

Follows C2SP tlog-tiles: a certificate counts as made when its entry is under a checkpoint.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from issuer.ledger import entry_time
from issuer.lifecycle import BatchEvent, BatchState, Standing, move_batch
from issuer.minting import Minted, Plan, Press, mint
from issuer.numbers import NumberSeries
from issuer.office import Office
from issuer.public_records import PublicRecord
from issuer.publication import current_bundle
from issuer.registrar.errand import Errand, errand
from issuer.store import batches, copies, counters, log, people, plans, rows, session, statuses
from issuer.store.people import Identity
from issuer.store.plans import PlannedCopy
from issuer.store.rows import KeptRow
from keys.encoding import Sha256, b64, canonical, parse
from keys.envelope import peek
from keys.errors import Refused
from keys.roles import Role
from keys.secret import code_digest, seal_under_code, wrap_code
from verifier.batch import BatchHeader, Row
from verifier.bundle import open_bundle
from verifier.committee import filed_on
from verifier.log import CertificateEntry, EntryKind
from verifier.merkle import audit_paths
from verifier.wire import CODE_ALPHABET, new_code

CHUNK: Final = 250
"""Certificates signed and kept together: small enough that a crash repeats little and that a
slow hardware module holds no transaction open, large enough that one checkpoint serves many."""

CHECK_CODE_CHARACTERS: Final = 6  # 查验码: 30 bits, of use only together with number and name
_MAX_FACTS_BYTES: Final = 64 * 2**10

Progress = Callable[[int], None]
"""Told how many certificates were made since it was last told."""


def mint_batch(
    office: Office, batch: Sha256, *, at: datetime, progress: Progress = lambda _: None
) -> int:
    """Make every certificate of a batch that its publications release; idempotent.

    Returns:
        How many this call made; 0 when all were made before.

    Raises:
        Refused: "mint.not-valid" when a certificate would not verify: nothing of its chunk is
            kept. "lifecycle.batch" when the batch is not confirmed.
    """
    while _plan_chunk(office, batch, at=at):
        pass
    made = 0
    room = _Room(office, batch)
    while chunk := _next_chunk(office, batch):
        kept = room.make(chunk, at=at)
        made += kept
        progress(kept)
    _finish(office, batch, at=at)
    return made


def _plan_chunk(office: Office, batch: Sha256, *, at: datetime) -> int:
    """Give the next released rows their person, number, status bit and codes."""
    with errand(office, at=at) as running:
        connection = running.connection
        state = BatchState(batches.get(connection, batch).state)
        released = rows.unplanned(connection, batch, limit=CHUNK, vault=office.vault)
        if not released:
            return 0
        move_batch(state, BatchEvent.MINT)
        before = set(statuses.in_use(connection))
        plans.plan_copies(
            connection,
            _plans(connection, office, released, at=running.at),
            vault=office.vault,
            at=running.at,
        )
        for number in sorted(set(statuses.in_use(connection)) - before):
            # A new list is signed before the first certificate that points into it.
            running.renew_status_list(number)
        return len(released)


def _plans(
    connection: Connection, office: Office, released: Sequence[KeptRow], *, at: datetime
) -> list[plans.Plan]:
    vault = office.vault
    persons = people.ensure(
        connection,
        [Identity(kept.row.id_type, kept.row.id_no) for kept in released],
        vault=vault,
        at=at,
    )
    slots = statuses.draw(connection, len(released), key=vault.status_key())
    numbers = _numbers(connection, office, [kept.row for kept in released])
    documents = {
        each.decision_no: each.document_no
        for each in rows.publications(connection, released[0].batch)
    }
    return [
        plans.Plan(
            number=number,
            person_id=person,
            series=kept.row.series,
            specialty=kept.row.specialty,
            level=kept.row.level,
            year=kept.row.award_date.year,
            batch=kept.batch,
            row_hash=kept.row_hash,
            facts=canonical({"approval_doc_no": documents[kept.publication or ""]}),
            code=new_code(secrets.token_bytes),
            check_code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CHECK_CODE_CHARACTERS)),
            status_list=slot.status_list,
            status_index=slot.status_index,
            award_state=Standing.VALID.value,
        )
        for kept, person, slot, number in zip(released, persons, slots, numbers, strict=True)
    ]


def _numbers(connection: Connection, office: Office, released: Sequence[Row]) -> list[str]:
    series = [
        NumberSeries(
            region=office.profile.region,
            year=row.award_date.year,
            series_no=office.rules.series(row.series).number,
            level=row.level,
        )
        for row in released
    ]
    first = {
        each: counters.reserve(connection, f"number/{each.stem}", series.count(each))
        for each in dict.fromkeys(series)
    }
    numbers = []
    for each in series:
        numbers.append(each.number(first[each] + 1))
        first[each] += 1
    return numbers


def _next_chunk(office: Office, batch: Sha256) -> tuple[PlannedCopy, ...]:
    with session.read(office.engine) as connection:
        return plans.unminted(connection, limit=CHUNK, vault=office.vault, batch=batch)


class _Room:
    """What stays the same while one batch is made: header, rows, audit paths, the press."""

    def __init__(self, office: Office, batch: Sha256) -> None:
        self._office = office
        self._batch = batch
        with session.read(office.engine) as connection:
            self._rows = {
                kept.row_hash: kept for kept in rows.find(connection, batch, vault=office.vault)
            }
            leaves = rows.leaves(connection, batch)
            self._header = BatchHeader.from_dict(peek(batches.header(connection, batch)))
        self._paths = audit_paths(leaves)
        self._size = len(leaves)

    def make(self, chunk: Sequence[PlannedCopy], *, at: datetime) -> int:
        """Sign, verify and keep one chunk; 0 when another process kept it meanwhile."""
        office = self._office
        with session.read(office.engine) as connection:
            # By the time of the log, as the lists are: a clock that was set back stops nothing.
            issued_at = entry_time(log.head(connection).time, at)
            bundle = open_bundle(current_bundle(connection), office.anchor, at=issued_at)
        press = Press(office.profile, office.signers[Role.CREDENTIAL], office.rules, bundle)
        committee = filed_on(
            bundle.authority(office.entity).trust,
            self._header.issuer,
            on=self._header.decided_on,
            at=issued_at,
        ).name
        minted = list(mint([self._plan(copy, committee) for copy in chunk], press, at=issued_at))
        try:
            with errand(office, at=issued_at) as running:
                self._keep(running, chunk, minted)
        except Refused as refused:
            if refused.code != "store.minted-meanwhile":
                raise
            return 0
        return len(chunk)

    def _plan(self, copy: PlannedCopy, committee: str) -> Plan:
        facts = parse(copy.facts, limit=_MAX_FACTS_BYTES)
        return Plan(
            row=self._rows[copy.row_hash].row,
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

    def _keep(
        self, running: Errand, chunk: Sequence[PlannedCopy], minted: Sequence[Minted]
    ) -> None:
        first = log.head(running.connection).size
        leaves = [self._entry(running, each).to_bytes() for each in minted]
        for leaf in leaves:
            running.enter_leaf(EntryKind.CERTIFICATE, leaf)
        copies.keep_minted(
            running.connection,
            [
                self._copy(copy, each, first + place)
                for place, (copy, each) in enumerate(zip(chunk, minted, strict=True))
            ],
            vault=self._office.vault,
        )

    def _entry(self, running: Errand, minted: Minted) -> CertificateEntry:
        kept = self._rows[minted.plan.row_hash]
        return CertificateEntry(
            time=running.at,
            jwt=minted.jwt_digest,
            cwt=minted.cwt_digest,
            batch=self._batch,
            row=minted.plan.row_hash,
            index=kept.position,
            size=self._size,
            path=tuple(Sha256(b64(each)) for each in self._paths[kept.position]),
        )

    def _copy(self, copy: PlannedCopy, minted: Minted, log_index: int) -> copies.MintedCopy:
        row = self._rows[copy.row_hash].row
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
