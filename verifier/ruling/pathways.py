"""Ways of applying and of being recognised: for whom they are open, and on which facts.

Kind `pathway`. A way whose method is REVIEW opens a review and grants nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from verifier.rules import Rule
from verifier.ruling.breach import Breach, breach
from verifier.ruling.situation import Situation, applies
from verifier.titles import Level, Method


@dataclass(frozen=True, slots=True)
class Application:
    """One person's application, as far as its way goes.

    Attributes:
        method: How the title would be granted.
        carried: Names of the facts that the row carries.
        organ: "OFFICE" or "COMMITTEE": who recognises; None in a review.
        committee_levels: Levels of the committee; None where they are not asked about.
    """

    method: Method
    series: str
    level: Level
    carried: frozenset[str] = frozenset()
    organ: str | None = None
    committee_levels: tuple[Level, ...] | None = None


def check_pathway(
    rule: Rule, application: Application, *, situation: Situation | None = None
) -> tuple[Breach, ...]:
    """What a rule has against an application that goes its way.

    Returns:
        "rule.pathway.closed" alone where the way is closed, else any of ".method" (a way that
        opens a review does not grant), ".series", ".level", ".needs" (once for each fact that
        is missing), ".needs-any", ".organ".
    """
    speaks_of_method = "pathway" not in rule.parameters
    if speaks_of_method and application.method.value != rule.text("method"):
        return ()
    if not applies(rule, situation or Situation()):
        return (breach("rule.pathway.closed", rule, method=application.method.value),)
    return (*_bounds(rule, application), *_lacking(rule, application))


def _bounds(rule: Rule, application: Application) -> Iterator[Breach]:
    series, levels, organ = rule.texts("series"), rule.texts("levels"), rule.parameters.get("organ")
    if application.method.value != rule.text("method"):
        yield breach(
            "rule.pathway.method", rule, method=application.method.value, opens=rule.text("method")
        )
    if series and application.series not in series:
        yield breach("rule.pathway.series", rule, series=application.series)
    if levels and application.level.value not in levels:
        yield breach("rule.pathway.level", rule, level=application.level.value)
    granted = application.committee_levels
    is_beyond = granted is not None and application.level not in granted
    if organ is not None and (application.organ != organ or is_beyond):
        yield breach("rule.pathway.organ", rule, level=application.level.value)


def _lacking(rule: Rule, application: Application) -> Iterator[Breach]:
    for member in rule.texts("needs"):
        if member not in application.carried:
            yield breach("rule.pathway.needs", rule, member=member)
    choice = rule.texts("needs_any")
    if choice and not application.carried.intersection(choice):
        yield breach("rule.pathway.needs-any", rule, members="|".join(choice))


def grants(rule: Rule) -> bool:
    """Whether the way itself grants the title, without a vote, and its source decides."""
    return rule.standing.decides and rule.text("method") == Method.RECOGNITION


def waives(rule: Rule, requirement: str) -> bool:
    """Whether an applicant who goes this way need not meet a requirement."""
    return rule.standing.decides and requirement in rule.texts("waives")


def tenure_start(rule: Rule, *, first: date, converted_on: date) -> date:
    """From when the holder has held the title after a conversion: 任现职时间连续计算."""
    return first if rule.parameters.get("tenure") == "kept" else converted_on
