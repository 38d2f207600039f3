"""Which further evidence a committee's list is asked for, so that its template has the columns.

Only what its own rules ask of every row, or of every row of a method that it may use: whoever
has a rarer way to record asks for those columns by name. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from issuer.admission.row_book import RowBook, row_book
from issuer.committee.fact_columns import GROUPS
from keys.errors import Refused
from verifier.committee import CommitteeAuthority
from verifier.facts import ASKED, Background, ExamPass
from verifier.rules import Rule, Rules
from verifier.ruling import Place
from verifier.titles import Method

_OF_THE_COMMITTEE: Final = frozenset({"method", "organiser", "level", "series"})
_EXAMINED: Final = "EXAM_AND_REVIEW"


def kinds_asked_for(committee: CommitteeAuthority, *, rules: Rules, on: date) -> frozenset[str]:
    """Kinds of fact that the rules of its region ask of this committee's lists on a day."""
    book = row_book(Place(rules, committee.region, on))
    named = {
        name
        for rule in (*_required(book, committee), *_of_methods(book, committee))
        for name in (*rule.texts("members"), *rule.texts("needs"))
    }
    kinds = {ASKED[name].kind for name in named if name in ASKED}
    if any(_is_for(rule, committee) for rule in book.conditions.alternatives):
        kinds.add(Background.KIND)
    if Method.REVIEW in committee.methods and _is_examined_first(book, committee):
        kinds.add(ExamPass.KIND)
    return frozenset(kinds)


def kinds_named(groups: Iterable[str]) -> frozenset[str]:
    """Kinds of fact by what a clerk calls them; raises Refused("desk.evidence")."""
    for group in groups:
        if group not in GROUPS:
            raise Refused("desk.evidence", known="、".join(GROUPS))
    return frozenset(GROUPS[group] for group in groups)


def _required(book: RowBook, committee: CommitteeAuthority) -> Iterator[Rule]:
    """Rules that ask every row of the committee, whoever it is about."""
    for rule in book.required:
        cases = [each.partition("=") for each in rule.texts("when")]
        if all(
            name in _OF_THE_COMMITTEE and _may_be(name, values, committee)
            for name, _, values in cases
        ):
            yield rule


def _may_be(name: str, values: str, committee: CommitteeAuthority) -> bool:
    ours: dict[str, Iterable[str]] = {
        "method": committee.methods,
        "organiser": (committee.organiser_type,),
        "level": committee.levels,
        "series": committee.series,
    }
    return not set(values.split("|")).isdisjoint(ours[name])


def _of_methods(book: RowBook, committee: CommitteeAuthority) -> Iterator[Rule]:
    """以考代评 and 转评 are ways by themselves."""
    for method in (Method.EXAM, Method.CONVERSION):
        if method in committee.methods:
            yield from book.ways.get(method.value, ())


def _is_for(rule: Rule, committee: CommitteeAuthority) -> bool:
    return (
        not set(rule.texts("series")).isdisjoint(committee.series)
        and rule.parameters.get("level") in committee.levels
        and rule.parameters.get("method") in (None, *committee.methods)
    )


def _is_examined_first(book: RowBook, committee: CommitteeAuthority) -> bool:
    return any(
        rule.text("mode") == _EXAMINED
        and not set(rule.texts("series")).isdisjoint(committee.series)
        and not set(rule.texts("levels")).isdisjoint(committee.levels)
        for rule in book.place.deciding("evaluation")
    )
