"""What the verify page says about the place that was asked about: answer, clause, whom to ask.

Pure, from what `verifier.placing` found; the words are handed in. The answer never stands alone:
it names the document and clause that it rests on with their standing, and the office that decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from keys.words import Words
from verifier.citation import slug
from verifier.placing import Placed
from verifier.recognition import Answer
from verifier.rules import Rule, Rules, SourceStanding, covers
from verifier.verdict import VerdictCode

_V = VerdictCode
ASKS_WHERE: Final = frozenset(
    {
        *(_V.VALID, _V.VALID_AUTH_WITHDRAWN, _V.RECOGNISED_PEER),
        *(_V.OUT_OF_SCOPE, _V.PEER_UNCONFIRMED),
    }
)
"""Verdicts beside which the page asks where the certificate is to count."""
_COLOURS: Final[Mapping[Answer, str]] = MappingProxyType(
    {
        Answer.RECOGNISED: "ok",
        Answer.NEEDS_CONFIRMATION: "warn",
        Answer.NOT_VALID_HERE: "warn",
        Answer.UNKNOWN: "grey",
    }
)


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry of the rule book: document and clause, its words, its standing, its address here.

    Attributes:
        seen: Whether its text was seen; what was not is no quotation.
    """

    source: str
    says: str
    standing: str
    address: str
    seen: bool


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """The answer about a place, in words.

    Attributes:
        look: Colour class; heading and sentence say the same.
        where: The place as it was understood: region, kind of employer, purpose.
        informs: Entries on the same that do not decide.
        ask: The office that decides, with its telephone where this host knows it.
    """

    look: str
    heading: str
    where: str
    says: str
    rule: Cited
    informs: tuple[Cited, ...]
    ask: str
    notice: str


def place_said(
    placed: Placed, words: Words, *, rules: Rules, home: str | None, contact: str | None
) -> PlaceSaid:
    """The answer about a place.

    Args:
        home: Region of the authority whose page it is, if known.
        contact: Its telephone or desk.
    """
    reply, asked = placed.reply, placed.receiving
    region = rules.region_name(asked.region, words.language)
    is_ours = home is not None and covers(home, asked.region)
    code = "place.ask-contact" if contact and is_ours else "place.ask"
    return PlaceSaid(
        look=_COLOURS[reply.answer],
        heading=words(f"answer.{slug(reply.answer)}"),
        where=_where(placed, words, region),
        says=_reason(reply.reason, words),
        rule=_cited(reply.rule, words),
        informs=tuple(_cited(each, words) for each in reply.informs),
        ask=words(code, region=region, contact=contact or ""),
        notice=words("recognition.authority-decides"),
    )


def _where(placed: Placed, words: Words, region: str) -> str:
    asked = placed.receiving
    employer = words(f"employer.{slug(asked.employer)}") if asked.employer else None
    purpose = words(f"purpose.{slug(asked.purpose)}") if asked.purpose else None
    return " · ".join(part for part in (region, employer, purpose) if part)


def _reason(reason: str, words: Words) -> str:
    """An authority's own reason may have no words here."""
    code = f"recognition.reason.{slug(reason)}"
    return words(code) if words.knows(code) else reason


def _cited(rule: Rule, words: Words) -> Cited:
    clause = "" if rule.clause == "-" else f" {rule.clause}"
    standing = words(f"standing.{slug(rule.standing.value)}")
    return Cited(
        source=f"{rule.document.number or f'《{rule.document.title}》'}{clause}",
        says=rule.says,
        standing=words("place.standing", standing=standing, on=rule.checked_on.isoformat()),
        address=rule.address,
        seen=rule.standing is not SourceStanding.UNCONFIRMED,
    )
