"""The reception: batches and notices come in, are held against the rules, and get a receipt.

A batch is its payload digest: the same header signed again is the same batch and gets the same
receipt. Bytes are kept verbatim, also those of a refused batch, so that nothing is lost and
every reason can be shown again. No policy here: `issuer.admission` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from issuer.admission import (
    AdmittedBatch,
    BatchRejected,
    Problem,
    admit,
    in_order,
    split_batch,
)
from issuer.lifecycle import BatchEvent, BatchState, count_notice, move_batch
from issuer.office import Office
from issuer.registrar.errand import Errand, errand, read_trust_list
from issuer.store import awards, batches, notices, people, rows, session
from issuer.store.batches import KeptBatch, NewBatch
from issuer.store.notices import KeptNotice
from issuer.store.rows import RowState
from keys.encoding import Json, Sha256, canonical, parse, sha256
from keys.envelope import open_together, peek, seal
from keys.errors import Malformed, Refused
from keys.roles import Role, Typ
from keys.trust import TrustList
from verifier.acts import Notice
from verifier.batch import BatchHeader, Row, batch_digest
from verifier.committee import CommitteeAuthority, standing_at
from verifier.log import EntryKind
from verifier.members import seconds

MAX_SIGNED_BYTES: Final = 2**20
"""Most bytes of a sealed header, notice, order or decision."""
_MAX_FINDINGS_BYTES: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """Where a batch stands, for its committee.

    Attributes:
        problems: Why it was refused or is held; empty otherwise.
        rows: How many rows are in which state.
    """

    batch: Sha256
    number: str
    state: BatchState
    received_at: datetime
    row_count: int
    rows: dict[str, int]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the committee gets back.

    Attributes:
        token: Signed receipt (`zc-batch-receipt+jwt`): batch, number, moment, rows.
        new: Whether this call received it; False for the same batch again.
    """

    status: BatchStatus
    token: str
    new: bool


def receive(office: Office, data: bytes, *, at: datetime) -> Receipt:
    """Receive a batch and hold it against its committee's authority and the rules.

    Args:
        data: The batch file, as it came.

    Raises:
        Malformed, Untrusted: Not a batch, or not signed by those who may; nothing is kept.
        BatchRejected: Signed, and against the rules; kept, with every problem.
        Refused: "store.batch-number" when the committee used the number for another batch.
    """
    sealed, _ = split_batch(data)
    digest = payload_digest(sealed)
    with session.read(office.engine) as connection:
        if batches.find(connection, digest) is not None:
            return _again(connection, office, sealed, digest, at=at)
        trust = read_trust_list(connection, office, at=at)
    refused: BatchRejected | None = None
    with errand(office, at=at) as running:
        try:
            admitted = admit(data, trust=trust, rules=office.rules, audience=office.entity, at=at)
            _refuse_double_titles(running.connection, office, admitted)
        except BatchRejected as rejected:
            refused = rejected
            _keep(running, data, sealed, BatchState.REJECTED, rejected.problems)
        else:
            state = BatchState.HELD if admitted.held else BatchState.ADMITTED
            _keep(running, data, sealed, state, admitted.held)
            rows.keep(running.connection, digest, admitted.rows, vault=office.vault)
        running.enter(EntryKind.BATCH, digest, journal={"act": "receive"})
    if refused is not None:
        raise refused
    with session.read(office.engine) as connection:
        return _receipt(connection, office, digest, new=True)


def payload_digest(sealed: bytes) -> Sha256:
    """The identity of a sealed batch header, before anything about it is believed."""
    return batch_digest(canonical(peek(sealed)))


def _again(
    connection: Connection, office: Office, sealed: bytes, digest: Sha256, *, at: datetime
) -> Receipt:
    """The same batch once more: only its own committee is told how it went."""
    _open_header(connection, office, sealed, at=at)
    receipt = _receipt(connection, office, digest, new=False)
    if receipt.status.state is BatchState.REJECTED:
        raise BatchRejected(receipt.status.problems)
    return receipt


def _refuse_double_titles(connection: Connection, office: Office, admitted: AdmittedBatch) -> None:
    """人社厅发〔2020〕13号: 不得多头重复交叉评价和强制评价.

    One person, one title of one series, specialty and level: not while holding it, and not in
    two batches at once.
    """
    vault = office.vault
    blinds = [vault.identity(row.id_type, row.id_no) for row in admitted.rows]
    persons = people.known(connection, blinds)
    held = {
        vault.claim(persons[blind], **_claim(row)): row
        for row, blind in zip(admitted.rows, blinds, strict=True)
        if blind in persons
    }
    pending = {
        vault.claim(blind, **_claim(row)): row
        for row, blind in zip(admitted.rows, blinds, strict=True)
    }
    problems = [
        Problem(held[claim].line, "name", "row.already-holds", facts={"number": number})
        for claim, number in awards.holding(connection, held).items()
    ]
    problems += [
        Problem(pending[claim].line, "name", "row.in-another-batch")
        for claim in rows.claimed(connection, pending)
        if claim not in held
    ]
    if problems:
        raise BatchRejected(in_order([*problems, *admitted.held]))


def _claim(row: Row) -> dict[str, str]:
    return {"series": row.series, "specialty": row.specialty, "level": row.level.value}


def _keep(
    running: Errand,
    data: bytes,
    sealed: bytes,
    state: BatchState,
    problems: Sequence[Problem],
) -> KeptBatch:
    header = BatchHeader.from_dict(peek(sealed))
    return batches.keep(
        running.connection,
        NewBatch(
            digest=batch_digest(header.to_bytes()),
            committee=header.issuer,
            number=header.number,
            method=header.method,
            state=state.value,
            received_at=running.at,
            row_count=header.row_count,
            header=sealed,
            body=data,
            findings=canonical({"problems": [problem.to_dict() for problem in problems]})
            if problems
            else None,
        ),
        vault=running.office.vault,
    )


def _receipt(connection: Connection, office: Office, digest: Sha256, *, new: bool) -> Receipt:
    status = _status(connection, office, digest)
    claims: Json = {
        "iss": office.entity,
        "iat": seconds(status.received_at),
        "batch": digest,
        "jti": status.number,
        "row_count": status.row_count,
    }
    return Receipt(status, seal(canonical(claims), Typ.RECEIPT, office.signers[Role.ANSWER]), new)


def _status(connection: Connection, office: Office, digest: Sha256) -> BatchStatus:
    kept = batches.get(connection, digest)
    findings = batches.findings(connection, digest, vault=office.vault)
    return BatchStatus(
        batch=digest,
        number=kept.number,
        state=BatchState(kept.state),
        received_at=kept.received_at,
        row_count=kept.row_count,
        rows={state.value: n for state, n in rows.counts(connection, digest).items()},
        problems=_problems(findings) if findings else (),
    )


def _problems(findings: bytes) -> tuple[Problem, ...]:
    listed = parse(findings, limit=_MAX_FINDINGS_BYTES)["problems"]
    return tuple(Problem.from_dict(each) for each in listed) if isinstance(listed, list) else ()


def batch_status(office: Office, sealed: bytes, *, at: datetime) -> BatchStatus:
    """Where a batch stands, for whoever holds its sealed header with its signatures.

    Raises:
        Malformed, Untrusted: Not a header that its committee signed.
        Refused: "store.unknown-batch".
    """
    digest = payload_digest(sealed)
    with session.read(office.engine) as connection:
        _open_header(connection, office, sealed, at=at)
        return _status(connection, office, digest)


def batch_state(office: Office, digest: Sha256) -> BatchStatus:
    """Where a batch stands, for anyone who knows its digest: without problems.

    Raises:
        Refused: "store.unknown-batch".
    """
    with session.read(office.engine) as connection:
        kept = batches.get(connection, digest)
        return BatchStatus(
            batch=digest,
            number=kept.number,
            state=BatchState(kept.state),
            received_at=kept.received_at,
            row_count=kept.row_count,
            rows={},
            problems=(),
        )


def declare(office: Office, sealed: bytes, *, at: datetime) -> BatchStatus:
    """Take in the notice of a batch; the same notice again changes nothing.

    Raises:
        Malformed, Untrusted: Not a notice that the batch's own committee signed.
        Refused: "notice.too-short" and others of `count_notice`; "notice.committee" for another
            committee's batch; "lifecycle.batch" when the batch does not wait for a notice.
    """
    with errand(office, at=at) as running:
        connection = running.connection
        trust = running.trust_list()
        notice = Notice.from_dict(_open_from_committee(sealed, Typ.NOTICE, trust, at=at))
        kept = batches.get(connection, notice.batch)
        if kept.committee != notice.issuer:
            raise Refused("notice.committee")
        if notice.audience != office.entity:
            raise Refused("notice.audience", expected=office.entity)
        committee = standing_at(trust, kept.committee, at=at).authority
        count_notice(notice, rules=office.rules, region=committee.region)
        digest = sha256(sealed)
        if any(each.digest == digest for each in notices.of_batch(connection, notice.batch)):
            return _status(connection, office, notice.batch)
        after = move_batch(BatchState(kept.state), BatchEvent.NOTICE)
        notices.keep(
            connection,
            KeptNotice(
                digest=digest,
                batch=notice.batch,
                token=sealed,
                posted_on=notice.posted_on,
                closed_on=notice.closed_on,
                at=running.at,
            ),
        )
        if after.value != kept.state:
            batches.move(connection, notice.batch, before=kept.state, after=after.value)
        running.enter(EntryKind.NOTICE, digest, journal={"act": "notice"})
        return _status(connection, office, notice.batch)


def last_notice(connection: Connection, batch: Sha256) -> Notice:
    """The last notice that was taken in for a batch.

    Raises:
        Refused: "confirm.no-notice" before the first.
    """
    kept = notices.of_batch(connection, batch)
    if not kept:
        raise Refused("confirm.no-notice")
    return Notice.from_dict(peek(kept[-1].token))


def _open_header(
    connection: Connection, office: Office, sealed: bytes, *, at: datetime
) -> BatchHeader:
    trust = read_trust_list(connection, office, at=at)
    return BatchHeader.from_dict(_open_from_committee(sealed, Typ.BATCH, trust, at=at))


def _open_from_committee(sealed: bytes, typ: Typ, trust: TrustList, *, at: datetime) -> Json:
    """The payload of something that a committee signed, by as many persons as it must."""
    committee = peek(sealed).get("iss")
    if not isinstance(committee, str):
        raise Malformed("document.missing", where=typ.value, member="iss")
    authority: CommitteeAuthority = standing_at(trust, committee, at=at).authority
    opened = open_together(
        sealed,
        typ,
        trust.keyring(committee, Role.COMMITTEE, at=at),
        # A notice tells what was held in public; the clerk who hung it up signs it.
        threshold=1 if typ is Typ.NOTICE else authority.threshold,
        at=at,
        limit=MAX_SIGNED_BYTES,
    )
    return opened.document


def open_order(sealed: bytes, trust: TrustList, *, at: datetime) -> Json:
    """The payload of a committee's revocation order, signed by as many as its threshold."""
    return _open_from_committee(sealed, Typ.REVOCATION_ORDER, trust, at=at)


__all__ = [
    "BatchStatus",
    "Receipt",
    "RowState",
    "batch_state",
    "batch_status",
    "declare",
    "last_notice",
    "open_order",
    "receive",
]
