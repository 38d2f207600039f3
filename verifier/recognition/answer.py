"""The signed answer that an asker keeps: `zc-recognition+jwt`.

It holds codes, citations and the title's own facts, and never a person: the name stands in the
request, and the answer is bound to the request by its digest. It says as of when, under which
rule book, and who asked. Signed with the ANSWER key, it can be shown as nothing else.

Follows docs/formats/recognition-answer.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Json, Sha256, canonical
from keys.envelope import seal
from keys.errors import Malformed, Untrusted
from keys.roles import Typ
from keys.signer import Signer
from verifier.answered import open_answered
from verifier.bundle import Bundle
from verifier.citation import cited
from verifier.members import Members, seconds, without_none
from verifier.recognition.case import Answer, Receiving, TitleFacts, TitleHeld
from verifier.recognition.reply import Reply
from verifier.recognition.request import MAX_ITEMS, Asker, RecognitionRequest
from verifier.rules import Rule
from verifier.verdict import VerdictCode

MAX_ANSWER_BYTES: Final = 2 * 2**20


@dataclass(frozen=True, slots=True)
class Replied:
    """One certificate of a request: what it was found to be, and the answer."""

    shown: TitleHeld
    reply: Reply


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One answer as it was signed.

    Attributes:
        verdict: Of the certificate, when it was asked.
        rule: Id of the entry that it rests on; `SignedAnswer.rules` cites it.
        title: What the certificate says of the title, None where nothing of it was believed.
    """

    verdict: VerdictCode
    answer: Answer
    step: str
    reason: str
    rule: str
    informs: tuple[str, ...]
    as_of: str | None
    title: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """An answer that an authority signed.

    Attributes:
        request: Digest of the request that it answers.
        asker: Who asked, as the office knew it.
        rules: Id -> citation, as the entries stood.
    """

    issuer: str
    issuer_name: str
    issued_at: datetime
    request: Sha256
    asker: str
    region: str
    on: str
    case_no: str
    book: Sha256
    items: tuple[AnsweredItem, ...]
    rules: Mapping[str, Mapping[str, Json]]


def sign_answer(
    replied: Sequence[Replied],
    request: RecognitionRequest,
    asker: Asker,
    *,
    receiving: Receiving,
    issuer: str,
    book: Sha256,
    signer: Signer,
    at: datetime,
) -> str:
    """Seal the answers to a request, in the order of its items.

    Raises:
        Untrusted: The signer may not sign this ("key.role").
    """
    rules: dict[str, Rule] = {}
    for each in replied:
        rules |= {rule.id: rule for rule in (each.reply.rule, *each.reply.informs)}
    payload: dict[str, Json] = {
        "iss": issuer,
        "iat": seconds(at),
        "request_sha256": request.digest,
        "asker": asker.kind,
        "to": receiving.region,
        "on": receiving.on.isoformat(),
        "case_no": request.case_no,
        "book": book,
        "items": [_item(each) for each in replied],
        "rules": {name: cited(rule) for name, rule in sorted(rules.items())},
    }
    return seal(canonical(payload), Typ.RECOGNITION, signer)


def open_answer(token: str, bundle: Bundle, *, at: datetime) -> SignedAnswer:
    """Check and read a signed answer, today or years later.

    Raises:
        Malformed, Untrusted: As `open_answered`, and Malformed for what is no such answer.
    """
    opened = open_answered(token, Typ.RECOGNITION, bundle, at=at, limit=MAX_ANSWER_BYTES)
    members = Members(opened.document, "answer")
    rules = members.value("rules")
    if not isinstance(rules, dict):
        raise Malformed("document.member", where="answer", member="rules")
    members.integer("iat")
    answer = SignedAnswer(
        issuer=members.text("iss"),
        issuer_name=opened.authority.profile.name,
        issued_at=opened.issued_at,
        request=members.digest("request_sha256"),
        asker=members.text("asker", limit=40),
        region=members.text("to", limit=6),
        on=members.day("on").isoformat(),
        case_no=members.text("case_no", limit=80),
        book=members.digest("book"),
        items=tuple(_read_item(each) for each in members.array("items", limit=MAX_ITEMS)),
        rules={name: each for name, each in rules.items() if isinstance(each, dict)},
    )
    members.done()
    return answer


def demand_bound(answer: SignedAnswer, request: RecognitionRequest) -> None:
    """Refuse an answer to another request.

    Raises:
        Untrusted: "answer.request".
    """
    if answer.request != request.digest or len(answer.items) != len(request.items):
        raise Untrusted("answer.request")


def _item(replied: Replied) -> dict[str, Json]:
    reply, facts = replied.reply, replied.shown.facts
    return without_none(
        {
            "verdict": replied.shown.verdict.value,
            "answer": reply.answer.value,
            "step": reply.step,
            "reason": reply.reason,
            "rule": reply.rule.id,
            "informs": [rule.id for rule in reply.informs],
            "as_of": reply.as_of.isoformat() if reply.as_of else None,
            "title": _title(facts) if facts else None,
        }
    )


def _title(facts: TitleFacts) -> dict[str, Json]:
    return without_none(
        {
            "certificate_no": facts.certificate_no,
            "title": facts.title,
            "series": facts.series,
            "level": facts.level,
            "scope": facts.scope.to_dict(),
            "issuer_region": facts.issuer_region,
            "award_date": facts.award_date.isoformat() if facts.award_date else None,
        }
    )


def _read_item(value: Json) -> AnsweredItem:
    members = Members(value, "answer.items")
    title = members.value("title") if members.has("title") else None
    if title is not None and not isinstance(title, dict):
        raise Malformed("document.member", where="answer.items", member="title")
    item = AnsweredItem(
        verdict=members.choice("verdict", VerdictCode),
        answer=members.choice("answer", Answer),
        step=members.text("step", limit=8),
        reason=members.text("reason", limit=60),
        rule=members.text("rule", limit=80),
        informs=members.texts("informs", limit=60),
        as_of=members.optional_text("as_of", limit=40),
        title=title,
    )
    members.done()
    return item
