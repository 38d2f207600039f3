"""Steps 5 to 7: when it was signed, that the log holds it, that a committee with authority did so.

The time of the log decides about keys, because a thief can write any date into a certificate but
cannot put it into yesterday's log. A committee's right is judged at receipt and acts forward
only: what it gave while it had the right stays given.

Follows C2SP tlog-proof and RFC 9162 for inclusion; 鲁人社字〔2019〕208号 三 and
人社厅发〔2020〕13号 六 for the right to review.
"""

from __future__ import annotations

from datetime import datetime

from keys.errors import Malformed, Untrusted
from keys.public_key import TrustedKey
from verifier.bundle import AuthorityView
from verifier.certificate import Certificate
from verifier.checks.case import Case
from verifier.log import CertificateEntry
from verifier.profile import LEEWAY
from verifier.received import ReceivedBatch
from verifier.verdict import BATCH, DATES, LOG, day
from verifier.wire import SdJwtPresented


def dates(case: Case) -> None:
    """5: it is not from the future, and its key spoke when it was signed."""
    certificate, key = case.claimed, case.key
    if certificate is None or key is None:
        case.skipped(DATES, "dates.nothing")
        return
    if certificate.issued_at > case.at + LEEWAY:
        case.invalid(DATES, "dates.future", issued=day(certificate.issued_at))
        return
    entry = case.entry()
    try:
        if entry is not None:
            _by_log(case, key, certificate, entry)
        else:
            _by_its_own_word(case, key, certificate)
    except Untrusted as error:
        case.refused(DATES, error)


def _by_log(case: Case, key: TrustedKey, certificate: Certificate, entry: CertificateEntry) -> None:
    if entry.time + LEEWAY < certificate.issued_at:
        case.invalid(
            DATES, "dates.logged-before", logged=day(entry.time), issued=day(certificate.issued_at)
        )
        return
    key.demand(entry.time)
    case.valid(DATES, "dates.logged", logged=day(entry.time))


def _by_its_own_word(case: Case, key: TrustedKey, certificate: Certificate) -> None:
    """Without a proof it counts only while its key was never revoked.

    Whoever stole the key could have written any date.
    """
    key.demand_window(certificate.issued_at)
    if key.revoked_at is None:
        case.valid(DATES, "dates.claimed", issued=day(certificate.issued_at))
        return
    key.demand(certificate.issued_at)
    case.unknown(DATES, "dates.key-revoked-since", revoked=day(key.revoked_at))


def log(case: Case) -> None:
    """6: the authority's log holds this very copy, under a head that its key has signed."""
    if not isinstance(case.presented, SdJwtPresented) or case.view is None:
        case.skipped(LOG, "log.nothing")
        return
    try:
        logged = case.logged()
    except (Malformed, Untrusted) as error:
        if error.code == "key.revoked":
            # The log's key was lost, not the certificate's: a newer proof can be had.
            case.unknown(LOG, "log.key-revoked")
        else:
            case.refused(LOG, error)
        return
    if logged is None:
        case.skipped(LOG, "log.no-proof")
        return
    known = case.view.checkpoint
    head = logged.checkpoint
    if case.entry() is None:
        case.invalid(LOG, "log.other-certificate", index=logged.index)
    elif known is not None and known.size == head.size and known.root != head.root:
        case.invalid(LOG, "log.split", size=head.size)
    elif logged.entry.time > case.at + LEEWAY:
        case.invalid(LOG, "log.future", logged=day(logged.entry.time))
    else:
        case.valid(LOG, "log.included", index=logged.index, size=head.size)


def batch(case: Case) -> None:
    """7: a committee signed the batch and the row, and had the right to when it was received."""
    certificate, view = case.claimed, case.view
    if certificate is None or view is None or case.key is None:
        case.skipped(BATCH, "batch.nothing")
        return
    evidence = certificate.evidence
    if evidence is None or not view.has_batch(evidence.batch):
        case.skipped(BATCH, "batch.not-at-hand")
        if certificate.committee_id is not None:
            _later_without_batch(case, view, certificate, certificate.committee_id)
        return
    try:
        received = view.batch(evidence.batch)
    except (Malformed, Untrusted) as error:
        case.refused(BATCH, error)
        return
    case.received = received
    entry = case.entry()
    wrong = [
        *_beyond_authority(certificate, received),
        *(_not_this_row(certificate, received, entry) if entry else ()),
    ]
    if received.received_at > (entry.time if entry else certificate.issued_at) + LEEWAY:
        wrong.append("batch.after-certificate")
    for code in wrong:
        case.invalid(BATCH, code)
    if not wrong:
        case.valid(
            BATCH,
            "batch.signed" if entry else "batch.signed-without-path",
            committee=received.authority.name,
            persons=received.persons,
            received=day(received.received_at),
        )
        _later(case, view, received.header.issuer, before=received.received_at)


def _beyond_authority(certificate: Certificate, received: ReceivedBatch) -> list[str]:
    """Codes for what the certificate says and its committee could not have granted."""
    authority, header = received.authority, received.header
    found = {
        "batch.other-committee": certificate.committee_id not in (None, header.issuer),
        "batch.filing-number": header.filing_no != authority.filing_no,
        "batch.method": header.method not in authority.methods
        or certificate.method not in (None, header.method),
        "batch.series": certificate.series not in authority.series,
        "batch.level": certificate.level not in authority.levels,
        "batch.specialty": bool(authority.specialties)
        and certificate.specialty is not None
        and certificate.specialty not in authority.specialties,
    }
    return [code for code, is_wrong in found.items() if is_wrong]


def _not_this_row(
    certificate: Certificate, received: ReceivedBatch, entry: CertificateEntry
) -> list[str]:
    """Codes for an entry that does not lead from this row to what the committee signed."""
    evidence, header = certificate.evidence, received.header
    if evidence is None or (entry.batch, entry.row) != (evidence.batch, evidence.row):
        return ["batch.other-row"]
    try:
        root = entry.rows_root()
    except Untrusted:
        return ["batch.path"]
    if entry.size != header.row_count or root != header.rows_root:
        return ["batch.path"]
    return []


def _later(case: Case, view: AuthorityView, committee: str, *, before: datetime) -> None:
    """A note when the committee has lost its right since."""
    try:
        now = view.standing(committee, at=case.at)
    except Untrusted:
        return  # No longer listed: its filing ended, which takes nothing back.
    if not now.authority.state.may_review and now.since > before:
        case.valid(
            BATCH,
            "batch.later-withdrawn",
            state=now.authority.state.value,
            since=day(now.since),
            decision=now.authority.state_decision or "",
        )


def _later_without_batch(
    case: Case, view: AuthorityView, certificate: Certificate, committee: str
) -> None:
    """Without the batch only a date before the loss tells that the right was still there."""
    try:
        now = view.standing(committee, at=case.at)
        then = view.standing(committee, at=certificate.issued_at)
    except Untrusted:
        return
    if now.authority.state.may_review or then.authority.state.may_review:
        _later(case, view, committee, before=certificate.issued_at)
    else:
        case.unknown(BATCH, "batch.receipt-unknown", since=day(then.since))
