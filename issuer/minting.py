"""From a planned copy to a signed certificate, checked by the judge that a stranger would use.

Pure: it is handed a plan, a signer and the lists a stranger would hold, and gives back signed
bytes. It reserves nothing, stores nothing and publishes nothing. A certificate that the
verifier would not call valid never leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Sha256, sha256
from keys.errors import Refused
from keys.signer import Signer
from verifier import cwt, sd_jwt, wire
from verifier.batch import BatchHeader, Row
from verifier.bundle import Bundle
from verifier.certificate import Certificate, Evidence, StatusReference
from verifier.committee import IssuerProfile
from verifier.correspondence import correspondence_by_rule
from verifier.profile import STATUS_PATH
from verifier.rules import Rules
from verifier.verify import verify

_PAST_ITS_DAYS: Final = frozenset({"scope.expired"})
"""A title may be corrected after the last day on which it may be used: it never expires itself."""
_MAY_BE_OPEN: Final = _PAST_ITS_DAYS | {"batch.receipt-unknown"}
"""An offline code has no room for its batch: made after its committee lost its right, it cannot
show that the batch came before. It sends its reader to the page, which can."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One certificate that is to be: everything is decided, nothing is signed.

    Attributes:
        row: The committee's row, as admitted.
        row_hash: Its place-free name, in the credential and in the log.
        header: The batch header that the committee signed; `batch` is its digest.
        committee: Name of the committee, in force when the batch was decided.
        approval_doc_no: 批准文号, from the publication.
        number: Certificate number.
        version: 1, and one more for each correction.
        status_list, status_index: The bit of this copy and of no other.
        code: 26 characters of the QR code.
    """

    row: Row
    row_hash: Sha256
    header: BatchHeader
    batch: Sha256
    committee: str
    approval_doc_no: str
    number: str
    version: int
    status_list: int
    status_index: int
    code: str


@dataclass(frozen=True, slots=True)
class Minted:
    """A signed certificate in both its encodings, verified.

    Attributes:
        credential: SD-JWT VC with every disclosure.
        cwt: COSE_Sign1 of the offline QR.
        jwt_digest: Digest of the issuer-signed JWT before the first `~`.
        cwt_digest: Digest of `cwt`.
    """

    credential: str
    cwt: bytes
    jwt_digest: Sha256
    cwt_digest: Sha256
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Press:
    """What a run of minting works with: who signs for whom, and under which rules.

    `bundle` holds the lists that a stranger would hold at that moment.
    """

    profile: IssuerProfile
    signer: Signer
    rules: Rules
    bundle: Bundle


def certificate_of(plan: Plan, press: Press, *, at: datetime) -> Certificate:
    """What the certificate says."""
    row, profile = plan.row, press.profile
    mapping = (
        correspondence_by_rule(row.mapping, row.facts, rules=press.rules) if row.mapping else None
    )
    return Certificate(
        issuer=profile.entity,
        issued_at=at,
        title=row.title,
        series=row.series,
        level=row.level,
        scope=row.scope,
        version=plan.version,
        evidence=Evidence(
            batch=plan.batch, row=plan.row_hash, log=profile.log_origin, book=press.rules.digest
        ),
        status=StatusReference(
            uri=f"{profile.entity}{STATUS_PATH}{plan.status_list}", index=plan.status_index
        ),
        name=row.name,
        certificate_no=plan.number,
        specialty=row.specialty,
        committee=plan.committee,
        committee_id=plan.header.issuer,
        method=plan.header.method,
        award_date=row.award_date,
        approval_doc_no=plan.approval_doc_no,
        employer=row.employer,
        mapping=mapping,
    )


def mint(plans: Sequence[Plan], press: Press, *, at: datetime) -> Iterator[Minted]:
    """Sign and verify each planned copy, in order.

    Raises:
        Refused: "mint.not-valid" when the verifier would not call one of them valid. Nothing of
            the chunk may then be kept: the cause (a key, a list, a rule) is the same for all.
    """
    for plan in plans:
        certificate = certificate_of(plan, press, at=at)
        credential = sd_jwt.encode(certificate, press.signer)
        sealed = cwt.encode(certificate, press.signer, region=press.profile.region)
        offline = wire.offline_link(press.profile.host, plan.code, sealed)
        for text, excused in ((credential, _PAST_ITS_DAYS), (offline, _MAY_BE_OPEN)):
            verdict = verify(text, press.bundle, at)
            # A committee that lost its right after receipt takes nothing back: valid with a note.
            findings = [each.code for each in verdict.against]
            if not verdict.code.is_valid and not excused.issuperset(findings):
                told = ", ".join(findings)
                raise Refused("mint.not-valid", number=plan.number, findings=told)
        yield Minted(
            credential=credential,
            cwt=sealed,
            jwt_digest=sha256(sd_jwt.issuer_jwt(credential).encode("ascii")),
            cwt_digest=sha256(sealed),
            issued_at=at,
        )
