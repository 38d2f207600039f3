"""From a signed copy to the pages that its holder keeps.

Everything on the pages comes out of the signed certificate, the codes beside it and the rule
book; nothing is looked up elsewhere and nothing is invented. The printed file carries the
credential and its log proof as attachments, so that it proves itself without this office.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection

import verifier
from issuer.lifecycle import Standing
from issuer.office import Office
from issuer.public_records import proof_of
from issuer.registrar.errand import read_trust_list
from issuer.render.face import Face
from issuer.render.pdf import render_pdf
from issuer.store import awards, batches, copies, session
from issuer.store.copies import CopyState, CopyText
from keys.envelope import peek
from keys.errors import Malformed, Refused
from keys.words import Words
from verifier import sd_jwt, wire
from verifier.batch import BatchHeader
from verifier.certificate import Certificate
from verifier.china_time import china_day
from verifier.committee import filed_on
from verifier.page import Speaker
from verifier.page_words import LEVELS, METHODS

T = TypeVar("T")

_PAGES: Final = (Path(verifier.__file__).parent / "locale", "pages")
_SCOPE_RULE: Final = "scope.characteristic-specialty"


@dataclass(frozen=True, slots=True)
class Printed:
    """A certificate's file.

    Attributes:
        pdf: Two pages, PDF/A-3b.
        code: What its QR code opens.
        credential, proof: The attachments, as text.
    """

    pdf: bytes
    certificate: Certificate
    code: str
    check_code: str
    link: str
    offline_link: str
    credential: str
    proof: str


def print_certificate(office: Office, number: str, *, specimen: bool = False) -> Printed:
    """Print the latest copy of a certificate.

    The same copy prints to the same pages; the attached proof names the newest checkpoint.

    Args:
        specimen: Stamp the pages as a sample with fictitious people.

    Raises:
        Refused: "print.not-minted" when the number has no signed copy; "print.taken-back" when
            the title does not stand (a specimen may show that); "render.*" when a character or
            a text does not fit the face.
    """
    with session.read(office.engine) as connection:
        minted = [
            copy for copy in copies.of_award(connection, number) if copy.state is CopyState.MINTED
        ]
        if not minted or minted[-1].log_index is None:
            raise Refused("print.not-minted", number=number)
        award = awards.get(connection, number, vault=office.vault)
        if not specimen and award.state != Standing.VALID:
            raise Refused("print.taken-back", number=number, standing=award.state)
        text = copies.text(connection, minted[-1].copy_id, vault=office.vault)
        proof = proof_of(connection, minted[-1].log_index)
        certificate = sd_jwt.read(text.credential)
        clause = _clause(connection, office, certificate)
    face = _face(certificate, text, office, clause, specimen)
    pdf = render_pdf(
        face,
        at=certificate.issued_at,
        attachments={
            "credential.sd-jwt": text.credential.encode("ascii"),
            "credential.tlog-proof": proof.encode("utf-8"),
        },
    )
    return Printed(
        pdf=pdf,
        certificate=certificate,
        code=text.code,
        check_code=text.check_code,
        link=face.link,
        offline_link=face.offline_link,
        credential=text.credential,
        proof=proof,
    )


def _face(
    certificate: Certificate,
    text: CopyText,
    office: Office,
    scope_clause: str | None,
    specimen: bool,  # noqa: FBT001  # handed through
) -> Face:
    profile = office.profile
    speaker = _speaker(office)
    mapping = certificate.mapping
    return Face(
        name=_said(certificate.name, "name"),
        title=certificate.title,
        series=office.rules.series(certificate.series).name_zh,
        specialty=_said(certificate.specialty, "specialty"),
        level=LEVELS[certificate.level],
        committee=_said(certificate.committee, "committee"),
        method=METHODS[_said(certificate.method, "method")],
        award_date=_said(certificate.award_date, "award_date"),
        approval_doc_no=_said(certificate.approval_doc_no, "approval_doc_no"),
        certificate_no=_said(certificate.certificate_no, "cert_no"),
        check_code=text.check_code,
        scope=speaker.scope(certificate.scope),
        issuer_name=profile.name,
        issued_on=china_day(certificate.issued_at),
        host=profile.host,
        link=wire.qr_link(profile.host, text.code),
        offline_link=wire.offline_link(profile.host, text.code, text.cwt),
        employer=certificate.employer,
        mapping=f"由“{mapping.source}”认定，依据 {mapping.document} {mapping.clause}"
        if mapping
        else None,
        scope_clause=scope_clause,
        specimen=specimen,
    )


def _speaker(office: Office) -> Speaker:
    words = Words("zh_CN", _PAGES)
    return Speaker(
        language=words.language,
        say=words.text,
        words=words,
        rules=office.rules,
        issuer=office.profile.name,
        host=office.profile.host,
    )


def _clause(connection: Connection, office: Office, certificate: Certificate) -> str | None:
    """The clause that gives a characteristic specialty its scope; None for other committees."""
    if certificate.evidence is None:
        return None
    # By the day of the decision, as the scope itself: a recognised title may count from a day
    # before the filing.
    sealed = batches.header(connection, certificate.evidence.batch)
    header = BatchHeader.from_dict(peek(sealed))
    trust = read_trust_list(connection, office, at=certificate.issued_at)
    filing = filed_on(trust, header.issuer, on=header.decided_on, at=certificate.issued_at)
    found = office.rules.deciding(_SCOPE_RULE, region=filing.region, on=header.decided_on)
    if not filing.characteristic or not found:
        return None
    return f"{found[0].document.reference} {found[0].clause}：{found[0].says}"


def _said(value: T | None, member: str) -> T:
    """A claim that an archive copy always has."""
    if value is None:
        raise Malformed("document.missing", where="certificate", member=member)
    return value
