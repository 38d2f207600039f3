"""Committees: who may set one up and approve it, where its results count, what befalls it.

Kinds `authority`, `scope` and `sanction`. A rule about some organisers says nothing of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from verifier.rules import Rule, covers, short_code
from verifier.ruling.breach import Breach, breach
from verifier.ruling.days import years_after
from verifier.titles import Level, Scope


@dataclass(frozen=True, slots=True)
class Filing:
    """What an organiser asks for, or what a committee was filed for.

    Attributes:
        organiser: "ENTERPRISE", as `OrganiserType`; None where several kinds organise jointly.
        approver: Who files it: "NATION", "PROVINCE", "CITY", "COUNTY", "INDUSTRY_DEPARTMENT";
            None where it is not known yet, and then no rule about approvers is asked.
        specialties, review_methods: In words; empty where they are not asked about.
    """

    organiser: str | None
    series: tuple[str, ...]
    levels: tuple[Level, ...]
    approver: str | None = None
    scope: Scope | None = None
    specialties: tuple[str, ...] = ()
    review_methods: tuple[str, ...] = ()


def check_filing(rule: Rule, filing: Filing) -> tuple[Breach, ...]:
    """What a rule has against a filing.

    Returns:
        "rule.authority.level", ".series", ".approver", ".specialty", ".review-method".
    """
    organisers = rule.texts("organisers")
    if organisers and filing.organiser not in organisers:
        return ()
    return tuple(_beyond(rule, filing))


def _beyond(rule: Rule, filing: Filing) -> Iterator[Breach]:
    levels, series = rule.texts("levels"), rule.texts("series")
    if rule.texts("approvers"):
        yield from _wrong_approver(rule, filing)
    else:
        for level in filing.levels:
            if levels and level.value not in levels:
                yield breach("rule.authority.level", rule, level=level.value)
    for code in filing.series:
        if series and code not in series:
            yield breach("rule.authority.series", rule, series=code)
    for name in filing.specialties:
        if not _is_listed(name, rule.texts("specialties")):
            yield breach("rule.authority.specialty", rule, specialty=name)
    for method in filing.review_methods:
        if not _is_listed(method, rule.texts("review_methods")):
            yield breach("rule.authority.review-method", rule, method=method)


def _wrong_approver(rule: Rule, filing: Filing) -> Iterator[Breach]:
    """An approver rule speaks of the levels and scopes that it names, or of all."""
    levels, scopes = rule.texts("levels"), rule.texts("scopes")
    speaks = not levels or any(level.value in levels for level in filing.levels)
    if scopes:
        speaks = filing.scope is not None and filing.scope.kind.value in scopes
    if speaks and filing.approver is not None and filing.approver not in rule.texts("approvers"):
        approvers = "|".join(rule.texts("approvers"))
        yield breach("rule.authority.approver", rule, approver=filing.approver, approvers=approvers)


def _is_listed(name: str, listed: tuple[str, ...]) -> bool:
    """Whether a name is in the list; an entry that ends in … stands for itself and some words."""
    for each in listed:
        if each.endswith("…"):
            begins = each.removesuffix("…")
            if name.startswith(begins) and name != begins:
                return True
        elif name == each:
            return True
    return not listed


def check_scope(rule: Rule, scope: Scope) -> Breach | None:
    """Whether results are given the reach that the rule gives: "rule.scope.reach"."""
    region = rule.text("scope_region")
    if scope.kind.value == rule.text("scope") and short_code(scope.region) == region:
        return None
    return breach("rule.scope.reach", rule, scope=rule.text("scope"), region=region)


@dataclass(frozen=True, slots=True)
class Employer:
    """Where a title would be used: the region, who owns the unit, the series of the post."""

    region: str
    ownership: str
    series: str


def is_inside_target(rule: Rule, employer: Employer) -> bool:
    """Whether 定向使用 covers an employer: its region, its ownership, the series."""
    ownership, series = rule.parameters.get("ownership"), rule.texts("series")
    return (
        covers(rule.text("scope_region"), employer.region)
        and ownership in (None, employer.ownership)
        and (not series or employer.series in series)
    )


def check_state(rule: Rule, state: str) -> Breach | None:
    """Whether supervision may put a committee, or a right to nominate, in a state.

    Returns:
        "rule.sanction.state" for a state that the rule does not name.
    """
    if state in rule.texts("states"):
        return None
    return breach("rule.sanction.state", rule, state=state, states="|".join(rule.texts("states")))


def check_right(rule: Rule, state: str | None) -> Breach | None:
    """Whether a right was taken away under the rule: "rule.sanction.withdrawn"."""
    if state is None or state not in rule.texts("states"):
        return None
    return breach("rule.sanction.withdrawn", rule, state=state)


def barred_until(rule: Rule, since: date) -> date:
    """The last day on which a person who was found out on `since` may not apply."""
    return years_after(since, rule.number("bar_years"))


def check_bar(rule: Rule, *, since: date, applied_on: date) -> Breach | None:
    """Whether a person applies while a bar runs: "rule.sanction.bar" with its last day."""
    until = barred_until(rule, since)
    if not since <= applied_on <= until:
        return None
    return breach("rule.sanction.bar", rule, until=until.isoformat())
