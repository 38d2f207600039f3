"""对应关系证明: a signed paper that says what a certificate corresponds to, and is none itself.

Where the regulations say that nothing is exchanged (无需换发), this is what the holder shows. Its
`typ` is its own and its key an ANSWER key, which signs no title; a reader looks the rule up again
and believes the paper only if the same entry still says the same of that day. It stands for one
person, one day and one region, and says what was met.

Follows 盘人社发〔2024〕34号 一、（一） and docs/formats/correspondence-paper.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from keys.encoding import Json, canonical
from keys.envelope import seal
from keys.errors import Malformed, Refused, Untrusted
from keys.jws import COMPACT, header_of
from keys.roles import Typ
from keys.signer import Signer
from verifier.answered import open_answered
from verifier.bundle import Bundle
from verifier.correspondence import Answer, Equivalence, Held, Question, equivalent
from verifier.members import Members, seconds, without_none
from verifier.rules import Rules

PAPER_PATH: Final = "/correspondence"
MAX_PAPER_BYTES: Final = 4096
MAX_LINK: Final = MAX_PAPER_BYTES + 300
_SCHEME: Final = "https://"
_MAX_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper says.

    Attributes:
        number: The office's number of the paper.
        holder: Name of the person.
        question: What is held, where, on which day, and which conditions were found to be met.
        certificate_no: Number of the certificate that is held.
        rule: Id of the entry; `document` and `clause` cite it.
        title: What it corresponds to: "助理工程师".
    """

    number: str
    issuer: str
    issued_at: datetime
    holder: str
    question: Question
    certificate_no: str
    rule: str
    document: str
    clause: str
    series: str
    title: str

    def to_bytes(self) -> bytes:
        """The payload that is signed."""
        asked = self.question
        return canonical(
            without_none(
                {
                    "iss": self.issuer,
                    "iat": seconds(self.issued_at),
                    "jti": self.number,
                    "holder": self.holder,
                    "held": asked.held,
                    "name": asked.name,
                    "grade": asked.grade,
                    "certificate_no": self.certificate_no,
                    "obtained_on": asked.obtained_on.isoformat() if asked.obtained_on else None,
                    "region": asked.region,
                    "on": asked.on.isoformat(),
                    "years": asked.years,
                    "met": sorted(asked.met),
                    "rule": self.rule,
                    "document": self.document,
                    "clause": self.clause,
                    "series": self.series,
                    "title": self.title,
                }
            )
        )


def write_paper(
    question: Question,
    *,
    holder: str,
    certificate_no: str,
    number: str,
    issuer: str,
    rules: Rules,
    at: datetime,
) -> Paper:
    """A paper about what somebody holds, if it corresponds as it is.

    Raises:
        Refused: "paper.not-equivalent" (`answer`) where it does not, or not yet; "paper.choice"
            where several titles are possible.
    """
    found = equivalent(question, rules=rules)
    if found.answer is not Answer.EQUIVALENT or found.rule is None:
        raise Refused("paper.not-equivalent", answer=found.answer.value)
    if len(found.options) != 1 or found.options[0].series is None:
        raise Refused("paper.choice")
    (option,) = found.options
    return Paper(
        number=number,
        issuer=issuer,
        issued_at=at,
        holder=holder,
        question=question,
        certificate_no=certificate_no,
        rule=found.rule.id,
        document=found.rule.document.reference,
        clause=found.rule.clause,
        series=option.series or "",
        title="/".join(option.titles),
    )


def sign_paper(paper: Paper, signer: Signer) -> str:
    """Seal a paper with the ANSWER key; raises Untrusted("key.role") for any other."""
    return seal(paper.to_bytes(), Typ.CORRESPONDENCE, signer)


def paper_link(host: str, token: str) -> str:
    """What its QR code holds; what stands behind the # never leaves the reader's telephone."""
    return f"{_SCHEME}{host}{PAPER_PATH}#{token}"


def is_paper(text: str) -> bool:
    """Whether a text has the form of a paper or of its link; nothing is verified."""
    token = text.strip().partition(f"{PAPER_PATH}#")[2] or text.strip()
    parts = COMPACT.match(token)
    if parts is None or len(token) > MAX_PAPER_BYTES:
        return False
    try:
        return header_of(parts.group(1)).typ == Typ.CORRESPONDENCE.value
    except Malformed:
        return False


def open_paper(text: str, bundle: Bundle, *, at: datetime) -> Paper:
    """Check a paper: who signed it, and that the rule says so.

    Args:
        text: The signed paper, or the content of its QR code.

    Raises:
        Malformed: No such paper.
        Refused: "paper.unknown-rule" for an entry that the reader's book does not have.
        Untrusted: As `open_answered`; "paper.foreign-host" for a link of another site;
            "paper.rule" where the entry does not say what the paper says.
    """
    token = _token(text, bundle)
    opened = open_answered(token, Typ.CORRESPONDENCE, bundle, at=at, limit=MAX_PAPER_BYTES)
    paper = _read(opened.document, opened.issued_at)
    try:
        bundle.rules.rule(paper.rule)
    except Refused:
        raise Refused("paper.unknown-rule", rule=paper.rule) from None
    found = equivalent(paper.question, rules=bundle.rules)
    if not _says(found, paper):
        raise Untrusted("paper.rule", rule=paper.rule)
    return paper


def _token(text: str, bundle: Bundle) -> str:
    text = text.strip()
    if len(text) > MAX_LINK:
        raise Malformed("envelope.form")
    if not text.lower().startswith(_SCHEME):
        return text
    address, _, token = text[len(_SCHEME) :].partition(f"{PAPER_PATH}#")
    if address.lower() not in bundle.hosts():
        raise Untrusted("paper.foreign-host")
    return token


def _says(found: Equivalence, paper: Paper) -> bool:
    return (
        found.answer is Answer.EQUIVALENT
        and found.rule is not None
        and (found.rule.id, found.rule.document.reference, found.rule.clause)
        == (paper.rule, paper.document, paper.clause)
        and any(
            (each.series, "/".join(each.titles)) == (paper.series, paper.title)
            for each in found.options
        )
    )


def _read(document: dict[str, Json], issued_at: datetime) -> Paper:
    members = Members(document, "paper")
    members.integer("iat")
    paper = Paper(
        number=members.text("jti", limit=80),
        issuer=members.text("iss"),
        issued_at=issued_at,
        holder=members.text("holder", limit=_MAX_NAME),
        question=_question(members),
        certificate_no=members.text("certificate_no", limit=40),
        rule=members.text("rule", limit=80),
        document=members.text("document", limit=80),
        clause=members.text("clause", limit=40),
        series=members.text("series", limit=40),
        title=members.text("title", limit=60),
    )
    members.done()
    return paper


def _question(members: Members) -> Question:
    obtained: date | None = members.day("obtained_on") if members.has("obtained_on") else None
    return Question(
        held=members.choice("held", Held),
        grade=members.text("grade", limit=40),
        region=members.text("region", limit=6),
        on=members.day("on"),
        name=members.optional_text("name", limit=80),
        obtained_on=obtained,
        years=members.integer("years", most=80) if members.has("years") else None,
        met=frozenset(members.texts("met", limit=20)),
    )
