"""Whether a certificate counts there, as JSON and in lines.

Every form of the answer says as of when, and that the receiving authority decides. Pure.
"""

from __future__ import annotations

from keys.encoding import Json
from keys.words import Words
from verifier.china_time import in_words
from verifier.citation import citation_lines, cited, slug
from verifier.recognition import Receiving, Reply
from verifier.recognition.answer import AnsweredItem, SignedAnswer
from verifier.rules import Rules


def recognition_document(
    reply: Reply, receiving: Receiving, words: Words, *, rules: Rules
) -> dict[str, Json]:
    """The answer for a machine, with the words that people read."""
    return {
        **reply_document(reply),
        "receiving": receiving_document(receiving),
        "heading": heading(reply, words),
        "says": sentence(reply, words),
        "notice": words("recognition.authority-decides"),
        "book": rules.digest,
    }


def reply_document(reply: Reply) -> dict[str, Json]:
    """An answer without a word of ours: codes and citations, as they are signed."""
    return {
        "answer": reply.answer.value,
        "step": reply.step,
        "reason": reply.reason,
        "rule": cited(reply.rule),
        "informs": [cited(each) for each in reply.informs],
        "as_of": reply.as_of.isoformat() if reply.as_of else None,
        "corrected": reply.corrected,
    }


def receiving_document(receiving: Receiving) -> dict[str, Json]:
    """Where it is to count, as it was understood; absent is not said."""
    told: dict[str, Json] = {
        "region": receiving.region,
        "on": receiving.on.isoformat(),
        "employer": receiving.employer,
        "unit": receiving.unit,
        "purpose": receiving.purpose,
        "same_work": receiving.same_work,
    }
    return {name: value for name, value in told.items() if value is not None}


def recognition_lines(
    reply: Reply, receiving: Receiving, words: Words, *, rules: Rules
) -> list[str]:
    """The answer for a person, most important first."""
    region = rules.region_name(receiving.region, words.language)
    lines = [f"{heading(reply, words)} · {region}", f"  {sentence(reply, words)}"]
    if reply.corrected:
        lines.append(f"  {words('recognition.corrected')}")
    if reply.as_of is not None:
        lines.append(f"  {words('recognition.as-of')}  {in_words(reply.as_of)}")
    return [
        *lines,
        f"  {words('recognition.step')}  {reply.step} {reply.reason}",
        *citation_lines(reply.rule, reply.informs, words),
        f"  {words('recognition.authority-decides')}",
    ]


def answer_document(answer: SignedAnswer, words: Words, *, bound: bool | None) -> dict[str, Json]:
    """A signed answer for a machine; `bound` is None where no request was shown."""
    return {
        "genuine": True,
        "bound": bound,
        "issuer": answer.issuer,
        "issuer_name": answer.issuer_name,
        "issued_at": answer.issued_at.isoformat(),
        "request_sha256": answer.request,
        "asker": answer.asker,
        "to": answer.region,
        "on": answer.on,
        "case_no": answer.case_no,
        "book": answer.book,
        "items": [_answered(each) for each in answer.items],
        "rules": {name: dict(each) for name, each in answer.rules.items()},
        "notice": words("recognition.authority-decides"),
    }


def answer_lines(answer: SignedAnswer, words: Words, *, bound: bool | None) -> list[str]:
    """A signed answer that was opened, for a person."""
    issued_at = in_words(answer.issued_at)
    lines = [
        words("answer.genuine", issuer=answer.issuer_name, issued_at=issued_at),
        words("answer.bound", case_no=answer.case_no) if bound else words("answer.unbound"),
    ]
    for place, each in enumerate(answer.items, start=1):
        lines.append(_answered_line(place, each, answer, words))
    return [*lines, words("recognition.authority-decides")]


def _answered(item: AnsweredItem) -> dict[str, Json]:
    return {
        "verdict": item.verdict.value,
        "answer": item.answer.value,
        "step": item.step,
        "reason": item.reason,
        "rule": item.rule,
        "informs": list(item.informs),
        "as_of": item.as_of,
        "title": dict(item.title) if item.title is not None else None,
    }


def _answered_line(place: int, item: AnsweredItem, answer: SignedAnswer, words: Words) -> str:
    title = item.title or {}
    named = " ".join(str(title[name]) for name in ("title", "certificate_no") if name in title)
    rule = answer.rules.get(item.rule, {})
    cited_as = f"{rule.get('number') or rule.get('title') or item.rule} {rule.get('clause', '')}"
    return words(
        "answer.item",
        place=place,
        heading=words(f"answer.{slug(item.answer.value)}"),
        title=named or words("answer.no-title"),
        reason=item.reason,
        rule=cited_as.strip(),
        as_of=item.as_of or answer.on,
    )


def heading(reply: Reply, words: Words) -> str:
    """The answer in a word or two."""
    return words(f"answer.{slug(reply.answer.value)}")


def sentence(reply: Reply, words: Words) -> str:
    """The reason in a sentence; an authority's own reason may have no words here."""
    code = f"recognition.reason.{slug(reply.reason)}"
    return words(code) if words.knows(code) else reply.reason
