"""The reception: batches come in, are held against the rules, and get a receipt.

A batch is its payload digest: the same header signed again is the same batch and gets the same
receipt. Bytes are kept verbatim, also those of a refused batch, so that nothing is lost and
every reason can be shown again. No policy here: `issuer.admission` decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from issuer.admission import (
    AdmittedBatch,
    BatchRejected,
    Problem,
    Severity,
    admit,
    in_order,
    of_breach,
    split_batch,
)
from issuer.lifecycle import BatchState
from issuer.office import Office
from issuer.registrar.elsewhere import elsewhere, keep_nominations
from issuer.registrar.errand import Errand, errand, read_trust_list
from issuer.registrar.opening import open_from_committee, payload_digest
from issuer.store import awards, batches, people, rows, session
from issuer.store.batches import KeptBatch, NewBatch
from keys.encoding import Json, Sha256, canonical, parse
from keys.envelope import peek, seal
from keys.roles import Role, Typ
from verifier.batch import BatchHeader, Row, batch_digest
from verifier.china_time import china_day
from verifier.log import EntryKind
from verifier.members import seconds
from verifier.ruling import Place
from verifier.ruling.committees import check_bar

_BAR: Final = "bar.after-fraud"
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
    refused: BatchRejected | None = None
    with errand(office, at=at) as running:
        if batches.find(running.connection, digest) is not None:
            return _again(running, sealed, digest)
        try:
            # Judged by the time that the log will show: a clock set back brings back no right.
            admitted = admit(
                data,
                trust=running.trust_list(),
                rules=office.rules,
                audience=office.entity,
                at=running.at,
                elsewhere=partial(elsewhere, running.connection, office),
                draws=office.glyphs.has,
            )
            _refuse_double_titles(running.connection, office, admitted)
            on_record = _on_record(running, admitted)
        except BatchRejected as rejected:
            refused = rejected
            _keep(running, data, sealed, BatchState.REJECTED, rejected.problems)
        else:
            held = in_order([*admitted.held, *on_record])
            state = BatchState.HELD if held else BatchState.ADMITTED
            _keep(running, data, sealed, state, in_order([*held, *admitted.notes]))
            rows.keep(running.connection, digest, admitted.rows, vault=office.vault)
            keep_nominations(running.connection, office, admitted.rows)
        running.enter(EntryKind.BATCH, digest, journal={"act": "receive"})
    if refused is not None:
        raise refused
    with session.read(office.engine) as connection:
        return _receipt(connection, office, digest, new=True)


def _again(running: Errand, sealed: bytes, digest: Sha256) -> Receipt:
    """The same batch once more: only its own committee is told how it went."""
    _open_header(running.connection, running.office, sealed, at=running.at)
    receipt = _receipt(running.connection, running.office, digest, new=False)
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


def _on_record(running: Errand, admitted: AdmittedBatch) -> tuple[Problem, ...]:
    """What integrity records hold; raises BatchRejected where one refuses."""
    found = tuple(_of_records(running, admitted))
    if any(each.severity is Severity.REFUSE for each in found):
        raise BatchRejected(in_order([*found, *admitted.held]))
    return found


def _of_records(running: Errand, admitted: AdmittedBatch) -> Iterator[Problem]:
    """Who has a standing integrity record on the day of receipt: 记入职称评审诚信档案库.

    Where a document that decides there bars such a person from applying, the row is refused;
    elsewhere the authority looks at it, and the batch is held.
    """
    connection, vault, today = running.connection, running.office.vault, china_day(running.at)
    bar = Place(running.office.rules, admitted.committee.region, today).rule(_BAR)
    blinds = {vault.identity(row.id_type, row.id_no): row.line for row in admitted.rows}
    lines = {person: blinds[blind] for blind, person in people.known(connection, blinds).items()}
    for record in people.integrity_records(connection, lines, vault=vault):
        line = lines[record.person_id]
        if record.annulled_by is not None:
            continue
        barred = bar and check_bar(bar, since=record.since, applied_on=today)
        if barred:
            yield of_breach(barred, "name", line=line)
        elif record.since <= today <= record.until:
            until = {"until": record.until.isoformat()}
            yield Problem(line, "name", "row.integrity-record", Severity.HOLD, until)


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
    status = status_of(connection, office, digest)
    claims: Json = {
        "iss": office.entity,
        "iat": seconds(status.received_at),
        "batch": digest,
        "jti": status.number,
        "row_count": status.row_count,
    }
    return Receipt(status, seal(canonical(claims), Typ.RECEIPT, office.signers[Role.ANSWER]), new)


def status_of(connection: Connection, office: Office, digest: Sha256) -> BatchStatus:
    """Where a batch stands, with everything that only its committee is told."""
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
        return status_of(connection, office, digest)


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


def _open_header(
    connection: Connection, office: Office, sealed: bytes, *, at: datetime
) -> BatchHeader:
    trust = read_trust_list(connection, office, at=at)
    return BatchHeader.from_dict(open_from_committee(sealed, Typ.BATCH, trust, at=at))
