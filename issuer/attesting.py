"""The office writes a 对应关系证明: what a certificate corresponds to where nothing is exchanged.

Somebody of the office has looked at the certificate and at the conditions; this module holds what
they found against the rule book, signs it with the ANSWER key and prints it. It mints nothing,
stores nothing and gives no number of a certificate.

Follows 盘人社发〔2024〕34号 一、（一） and docs/formats/correspondence-paper.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import verifier
from issuer.office import Office
from issuer.render.slip import Slip, render_slip
from keys.errors import Refused
from keys.roles import Role
from keys.words import Words
from verifier.answers.equivalence import asked
from verifier.china_time import china_day
from verifier.correspondence import Question
from verifier.correspondence_paper import Paper, paper_link, sign_paper, write_paper
from verifier.rules import covers

_LOCALE: Final = Path(verifier.__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Attested:
    """A paper that was signed and printed.

    Attributes:
        token: The signed paper; it is attached to the PDF as well.
        link: Content of its QR code.
    """

    paper: Paper
    token: str
    link: str
    pdf: bytes


def attest(
    office: Office,
    question: Question,
    *,
    holder: str,
    certificate_no: str,
    number: str,
    at: datetime,
) -> Attested:
    """Write, sign and print a paper.

    Args:
        question: What is held, on which day, and the conditions that the office has established.
        number: The office's own number of the paper.

    Raises:
        Refused: "paper.elsewhere" for a region that is not this office's; "paper.not-equivalent",
            "paper.choice" as `write_paper`; "render.no-glyph".
    """
    if not covers(office.profile.region, question.region):
        raise Refused("paper.elsewhere", region=question.region)
    paper = write_paper(
        question,
        holder=holder,
        certificate_no=certificate_no,
        number=number,
        issuer=office.entity,
        rules=office.rules,
        at=at,
    )
    token = sign_paper(paper, office.signers[Role.ANSWER])
    link = paper_link(office.profile.host, token)
    slip = _slip(office, paper, token)
    return Attested(paper, token, link, render_slip(slip, link, at=at, glyphs=office.glyphs))


def _slip(office: Office, paper: Paper, token: str) -> Slip:
    words = Words("zh_CN", (_LOCALE, "answers"))
    rule = office.rules.rule(paper.rule)
    held = asked(paper.question, words, rules=office.rules)
    return Slip(
        heading=words("paper.title-of-page"),
        warning=words("paper.heading"),
        number=paper.number,
        rows=(
            (words("paper.holder"), paper.holder),
            (words("paper.held"), held),
            (words("paper.certificate-no"), paper.certificate_no),
            (words("paper.title"), paper.title),
            (words("paper.on"), paper.question.on.isoformat()),
            (words("paper.by"), f"{paper.document} {paper.clause}"),
            (words("paper.number"), paper.number),
        ),
        says=f"“{rule.says}”",
        notice=words("equivalence.not-a-title"),
        how=words("paper.how", host=office.profile.host),
        issuer=office.profile.name,
        issued_on=china_day(paper.issued_at).isoformat(),
        token=token,
    )
