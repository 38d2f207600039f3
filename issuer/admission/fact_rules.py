"""Rules that a fact keeps whatever the region: numbers that are numbers, days in their order.

Decisions of this system, like the form of an identity number: they catch slips, and grant nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from issuer.admission.problems import Problem, of_refusal
from issuer.admission.row_case import RowCase, problem
from issuer.identity import check_uscc
from keys.errors import Refused
from verifier.batch import Row
from verifier.facts import Converted, ExamPass, Fact, Nomination, Posting, UnitNotice, members_of
from verifier.rules import covers
from verifier.titles import DigitalGradeCertificate

Rule = Callable[[Row, RowCase], Iterator[Problem]]

# Days that may lie ahead: until when a result counts.
_AHEAD: Final = frozenset({"valid_until"})


def enterprise_code_is_sound(row: Row, case: RowCase) -> Iterator[Problem]:
    """GB 32100-2015: the enterprise that nominates, counted by its code."""
    del case
    for fact in row.facts:
        if isinstance(fact, Nomination):
            try:
                check_uscc(fact.enterprise)
            except Refused as refusal:
                yield of_refusal(refusal, line=row.line, column="nomination.enterprise")


def nothing_is_dated_ahead(row: Row, case: RowCase) -> Iterator[Problem]:
    """Evidence is older than the decision that rests on it."""
    decided_on = case.header.decided_on
    for fact in row.facts:
        if isinstance(fact, DigitalGradeCertificate):
            continue  # the correspondence says so of it
        for member in members_of(type(fact)):
            day = getattr(fact, member)
            if isinstance(day, date) and member not in _AHEAD and day > decided_on:
                column = f"{fact.KIND}.{member}"
                yield problem(row, column, "row.fact.later", decided_on=decided_on.isoformat())


def days_are_in_their_order(row: Row, case: RowCase) -> Iterator[Problem]:
    """A span ends after it began."""
    del case
    for fact in row.facts:
        for first, last, column in _spans(fact):
            if last < first:
                yield problem(row, column, "row.fact.order", first=first.isoformat())


def examination_still_counts(row: Row, case: RowCase) -> Iterator[Problem]:
    """晋人社厅发〔2020〕38号 二、8: a result with a last day counts up to it."""
    for fact in row.facts:
        last = fact.valid_until if isinstance(fact, ExamPass) else None
        if last is not None and last < case.header.decided_on:
            yield problem(
                row,
                "exam_pass.valid_until",
                "row.exam.expired",
                rule=case.cite("evidence.exam-pass"),
                valid_until=last.isoformat(),
            )


def converted_at_its_level(row: Row, case: RowCase) -> Iterator[Problem]:
    """晋人社厅发〔2020〕38号 二、5: 转评…同级职称."""
    for fact in row.facts:
        if isinstance(fact, Converted) and fact.level is not row.level:
            rule = case.cite("conversion.private-enterprise")
            yield problem(row, "conversion.level", "row.conversion.level", rule=rule)


def posted_to_this_region(row: Row, case: RowCase) -> Iterator[Problem]:
    """人社厅发〔2020〕13号 一: 在派驻地申报, so the posting is where the committee is filed."""
    region = case.committee.region
    for fact in row.facts:
        if isinstance(fact, Posting) and not (
            covers(region, fact.region) or covers(fact.region, region)
        ):
            rule = case.cite("posted.years")
            yield problem(row, "posting.region", "row.posting.region", rule=rule)


FACT_RULES: Final[tuple[Rule, ...]] = (
    enterprise_code_is_sound,
    nothing_is_dated_ahead,
    days_are_in_their_order,
    examination_still_counts,
    converted_at_its_level,
    posted_to_this_region,
)


def check_facts(row: Row, case: RowCase) -> Iterator[Problem]:
    """Every finding about the facts of a row; most rows have none."""
    if row.facts:
        for rule in FACT_RULES:
            yield from rule(row, case)


def _spans(fact: Fact) -> Iterator[tuple[date, date, str]]:
    if isinstance(fact, UnitNotice):
        yield fact.posted_on, fact.closed_on, "unit_notice.closed_on"
    if isinstance(fact, Posting):
        yield fact.since, fact.until, "posting.until"
    if isinstance(fact, ExamPass) and fact.valid_until is not None:
        yield fact.passed_on, fact.valid_until, "exam_pass.valid_until"
