"""An entry of the rule book as it is cited: document, number, clause, words, standing, dates.

Every answer cites what it rests on and what merely informs in the same form, so that nobody takes
a draft for a rule. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from keys.encoding import Json
from keys.words import Words
from verifier.rules import Rule, SourceStanding

_NO_CLAUSE: Final = "-"


def cited(rule: Rule) -> dict[str, Json]:
    """An entry for a machine; `decides` tells whether its source may decide anything."""
    document = rule.document
    return {
        "rule": rule.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "clause": rule.clause,
        "says": rule.says,
        "standing": rule.standing.value,
        "decides": rule.standing.decides,
        "checked_on": rule.checked_on.isoformat(),
        "effective": rule.effective.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "region": rule.region,
    }


def citation_line(rule: Rule, words: Words) -> str:
    """An entry on one line, with its standing in words."""
    # What was not seen is not put in quotation marks.
    unseen = rule.standing is SourceStanding.UNCONFIRMED
    clause = "" if rule.clause == _NO_CLAUSE else f" {rule.clause}"
    line = words(
        "citation.unseen" if unseen else "citation.line",
        document=rule.document.number or f"《{rule.document.title}》",
        clause=clause,
        says=rule.says,
        standing=words(f"standing.{rule.standing.value.replace('_', '-')}"),
        checked_on=rule.checked_on.isoformat(),
    )
    if rule.until is None:
        return line
    return words("citation.ended", line=line, until=rule.until.isoformat())


def citation_lines(rule: Rule | None, informs: Iterable[Rule], words: Words) -> list[str]:
    """What an answer rests on, then what informs, each under its heading."""
    lines = []
    if rule is not None:
        lines += [f"  {words('citation.by')}", f"    {citation_line(rule, words)}"]
    told = [f"    {citation_line(each, words)}" for each in informs]
    return [*lines, f"  {words('citation.informs')}", *told] if told else lines


def slug(code: str) -> str:
    """A code as it stands in the catalogues: "MAY_APPLY" is "may-apply"."""
    return code.lower().replace("_", "-")
