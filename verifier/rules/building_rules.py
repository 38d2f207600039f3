"""One rule from its table: its document, its days, its region, its parameters.

A rule may say less than its document can carry and never more. It reads no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from keys.errors import Malformed
from verifier.rules.entries import Document, Kind, Region, Rule, Series, SourceStanding
from verifier.rules.reading import Entry, reference
from verifier.rules.shapes import SITUATIONS, situation_is_known

_A_COMMON_YEAR: Final = "1999-"  # a last day is one in every year, so 29 February is none


def read_rule(
    entry: Entry,
    documents: Mapping[str, Document],
    regions: Mapping[str, Region],
    series: Mapping[str, Series],
) -> tuple[Entry, str, Rule]:
    """A rule with its entry and id.

    Raises:
        Malformed: "rules.member", "rules.reference", or "rules.decides" when it would decide
            more than its document can.
    """
    document = reference(documents, entry, "document")
    kind = entry.choice("kind", Kind)
    rule = Rule(
        id=entry.text("id"),
        subject=entry.text("subject"),
        kind=kind,
        document=document,
        clause=entry.text("clause"),
        says=entry.text("says"),
        standing=entry.choice("standing", SourceStanding)
        if entry.has("standing")
        else document.standing,
        effective=entry.day("effective"),
        until=entry.optional_day("until"),
        region=reference(regions, entry, "region").code,
        parameters=MappingProxyType(entry.parameters(kind)),
    )
    if rule.standing.decides and not (document.standing.decides and document.number):
        raise Malformed("rules.decides", file=entry.file, entry=rule.id, document=document.id)
    if rule.standing is SourceStanding.PLAN and rule.until is None:
        raise entry.wrong("until", "the last day of the plan")
    if rule.until is not None and rule.until < rule.effective:
        raise entry.wrong("until", f"a day from {rule.effective.isoformat()} on")
    _check_references(entry, rule, regions, series)
    return entry, rule.id, rule


def _check_references(
    entry: Entry, rule: Rule, regions: Mapping[str, Region], series: Mapping[str, Series]
) -> None:
    """Whatever the parameters name is in the book."""
    named = rule.parameters.get("series", ())
    for code in (named,) if isinstance(named, str) else rule.texts("series"):
        _known(entry, rule, code, series)
    for code in rule.texts("issuers"):
        _known(entry, rule, code, regions)
    if "scope_region" in rule.parameters:
        _known(entry, rule, rule.text("scope_region"), regions)
    if "last_day" in rule.parameters and not _is_day(rule.text("last_day")):
        raise entry.wrong("parameters.last_day", "month and day, e.g. 11-30")
    for member in ("when", "unless"):
        for text in rule.texts(member):
            if not situation_is_known(text, series=frozenset(series)):
                expected = "name=VALUE or name=ONE|OTHER, of " + ", ".join(SITUATIONS)
                raise entry.wrong(f"parameters.{member}", expected)
    if rule.kind is Kind.CONDITION:
        _check_condition(entry, rule)


def _check_condition(entry: Entry, rule: Rule) -> None:
    """Years belong to something, and of a number of facts there are as many to choose from."""
    for years, of in (("years_in_title", "title"), ("years_in_skill_work", "skill")):
        if (years in rule.parameters) is not (of in rule.parameters):
            raise entry.wrong(f"parameters.{years}", f"years together with {of}")
    if ("at_least" in rule.parameters) is not ("of" in rule.parameters):
        raise entry.wrong("parameters.at_least", "a number together with the list `of`")
    if "of" in rule.parameters and not 0 < rule.number("at_least") <= len(rule.texts("of")):
        raise entry.wrong("parameters.at_least", f"1 to {len(rule.texts('of'))}")


def _is_day(text: str) -> bool:
    try:
        day = datetime.strptime(_A_COMMON_YEAR + text, "%Y-%m-%d")  # noqa: DTZ007  # a date
    except ValueError:
        return False
    return day.strftime("%m-%d") == text


def _known(entry: Entry, rule: Rule, code: str, known: Mapping[str, object]) -> None:
    if code not in known:
        raise Malformed("rules.reference", file=entry.file, entry=rule.id, member=code)
