"""Rules of the book about one row: one function a kind, each asking `verifier.ruling`.

No number, name or region stands here: an authority that adds an entry of a kind has it asked at
the desk, at admission and before signing. What a source that does not decide has to say is left
out: it refuses nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from issuer.admission.applying import Said, applicant_of, said_by
from issuer.admission.problems import Problem, of_breach
from issuer.admission.row_book import OF_THE_ROW
from issuer.admission.row_case import RowCase, problem
from verifier.batch import Row
from verifier.facts import (
    ASKED,
    Entrustment,
    Fact,
    OffPost,
    Posting,
    Recommendation,
    UnitNotice,
    Way,
)
from verifier.rules import Rule
from verifier.ruling import Breach, applies
from verifier.ruling.conditions import as_educated, extra_years, lacking
from verifier.ruling.days import check_window
from verifier.ruling.evidence import check_exam_only, check_required
from verifier.ruling.pathways import Application, check_pathway, waives
from verifier.titles import Method

Span = tuple[date | None, date, str]
"""First day, last day, and the column that is told."""


def keeps_the_book(row: Row, case: RowCase) -> Iterator[Problem]:
    """Every finding of the book's own rules about a row."""
    kind = None if row.facts else _kind_of(row)
    if kind is not None and kind in case.kept:
        return
    said = said_by(row, case)
    found = [each for rule in BOOK_RULES for each in rule(row, said, case)]
    if kind is not None and not found:
        case.kept.add(kind)
    yield from found


def _kind_of(row: Row) -> Hashable:
    """All that these rules look at in a row without facts."""
    has_employer = row.employer is not None or row.employer_uscc is not None
    return (has_employer, row.basis is None, row.series, row.specialty, row.level)


def carries_what_is_required(row: Row, said: Said, case: RowCase) -> Iterator[Problem]:
    """Kind `required`: who recommends, the unit's notice, who answers, an examination passed."""
    for rule in case.book.required:
        for breach in check_required(rule, said.carried, situation=said.situation):
            if breach.facts["member"] != "employer":
                yield from _told(row, [breach])
            elif not case.committee.units:  # where it names units, the filing asks for one
                yield problem(row, "employer", "row.employer", rule=rule.id)


def is_come_by_as_it_must(row: Row, said: Said, case: RowCase) -> Iterator[Problem]:
    """Kind `evaluation`: 以考代评 is neither reviewed nor recognised."""
    closed = [
        each
        for rule in case.book.methods
        for each in check_pathway(rule, _application(row, said, case), situation=said.situation)
    ]
    if closed:
        yield from _told(row, closed[:1])
    elif said.evaluation is not None:
        found = check_exam_only(said.evaluation, method=case.header.method.value)
        yield from _told(row, [found] if found else [])


def goes_an_open_way(row: Row, said: Said, case: RowCase) -> Iterator[Problem]:
    """Kind `pathway`: a way is open here, to this series and level, on these facts."""
    if said.implied is not None:
        # The method is the way; evidence of another does not belong there.
        yield from _told(row, _along(case.book.ways.get(said.implied, ()), row, said, case))
        return
    for way in said.ways:
        rules = case.book.ways.get(way, ())
        if rules:
            yield from _told(row, _along(rules, row, said, case))
        elif not _is_bounded_by_days(way, case):
            yield problem(row, "pathway.way", "row.way.none", way=way.value)


def keeps_its_days(row: Row, said: Said, case: RowCase) -> Iterator[Problem]:
    """Kind `window`: the unit's notice, posting, leaving a post, approval before the meeting."""
    for subject, span_of in SPANS.items():
        rule = case.book.spans.get(subject)
        if rule is None or not said.facts or not applies(rule, said.situation):
            continue
        first, last, column = span_of(said.facts, case) or (None, None, "")
        if first is not None and last is not None:
            found = check_window(rule, first, last, years=case.rules.years)
            yield from _told(row, [found] if found else [], column=column)


def meets_the_conditions(row: Row, said: Said, case: RowCase) -> Iterator[Problem]:
    """Kind `condition`: one alternative is met, and what is asked besides."""
    conditions = case.book.conditions
    alternatives = [rule for rule in conditions.alternatives if _is_for(rule, row, case)]
    ways = [rule for way in said.ways for rule in case.book.ways.get(way, ())]
    if not alternatives or any(waives(rule, "education") for rule in ways):
        return
    applicant = as_educated(conditions.education, applicant_of(said))
    extra = extra_years(conditions.major, applicant)
    judged = [lacking(rule, applicant, extra_years=extra) for rule in alternatives]
    yield from _told(row, _fewest(judged), column="background.education")
    for rule in conditions.common:
        if row.series in rule.texts("series"):
            yield from _told(row, lacking(rule, applicant), column="background.awards")


BookRule = Callable[[Row, Said, RowCase], Iterator[Problem]]
BOOK_RULES: Final[tuple[BookRule, ...]] = (
    carries_what_is_required,
    is_come_by_as_it_must,
    goes_an_open_way,
    keeps_its_days,
    meets_the_conditions,
)


def _along(rules: Iterable[Rule], row: Row, said: Said, case: RowCase) -> tuple[Breach, ...]:
    """What stands against a way; of several entries that open it, one that is kept is enough."""
    application = _application(row, said, case)
    judged = [check_pathway(rule, application, situation=said.situation) for rule in rules]
    return _fewest(judged)


def _application(row: Row, said: Said, case: RowCase) -> Application:
    return Application(
        method=case.header.method,
        series=row.series,
        level=row.level,
        carried=said.carried,
        # 认定 is handed in without a meeting: its office grants it.
        organ="OFFICE" if case.header.method is Method.RECOGNITION else "COMMITTEE",
        committee_levels=case.committee.levels,
    )


def _fewest(judged: Iterable[tuple[Breach, ...]]) -> tuple[Breach, ...]:
    return min(judged, key=lambda breaches: len(breaches), default=())  # noqa: PLW0108 mypy


def _is_for(rule: Rule, row: Row, case: RowCase) -> bool:
    return (
        row.series in rule.texts("series")
        and rule.parameters.get("level") == row.level
        and rule.parameters.get("method") in (None, case.header.method)
    )


def _is_bounded_by_days(way: Way, case: RowCase) -> bool:
    """Whether a window alone opens the way: 离岗, 派驻."""
    return any(f"pathway={way.value}" in rule.texts("when") for rule in case.book.spans.values())


def _unit_notice(facts: Mapping[str, Fact], case: RowCase) -> Span | None:
    del case
    fact = facts.get(UnitNotice.KIND)
    if not isinstance(fact, UnitNotice):
        return None
    return fact.posted_on, fact.closed_on, "unit_notice.closed_on"


def _posting(facts: Mapping[str, Fact], case: RowCase) -> Span | None:
    del case
    fact = facts.get(Posting.KIND)
    return (fact.since, fact.until, "posting.until") if isinstance(fact, Posting) else None


def _off_post(facts: Mapping[str, Fact], case: RowCase) -> Span | None:
    fact = facts.get(OffPost.KIND)
    if not isinstance(fact, OffPost):
        return None
    return fact.left_on, case.header.decided_on, "off_post.left_on"


def _entrusted(facts: Mapping[str, Fact], case: RowCase) -> Span | None:
    fact = facts.get(Entrustment.KIND)
    if not isinstance(fact, Entrustment):
        return None
    return fact.approved_on, case.header.decided_on, "entrustment.approved_on"


def _handed_in(facts: Mapping[str, Fact], case: RowCase) -> Span | None:
    fact = facts.get(Recommendation.KIND)
    if not isinstance(fact, Recommendation):
        return None
    return fact.handed_in_on, case.header.decided_on, "recommendation.handed_in_on"


SPANS: Final[Mapping[str, Callable[[Mapping[str, Fact], RowCase], Span | None]]] = {
    "notice.unit-days": _unit_notice,
    "posted.years": _posting,
    "off-post.years": _off_post,
    "entrusted.approval": _entrusted,
    "recommendation.lead": _handed_in,
}
"""Subject of a window -> the days in a row that it lies between."""

_COLUMNS: Final[Mapping[str, str]] = {
    "rule.pathway.series": "series",
    "rule.pathway.level": "level",
    "rule.pathway.organ": "level",
    "rule.pathway.closed": "specialty",
    "rule.evaluation.exam-only": "specialty",
}


def _told(
    row: Row, breaches: Iterable[Breach], *, column: str = "pathway.way"
) -> Iterator[Problem]:
    for breach in breaches:
        asked = breach.facts.get("member") or str(breach.facts.get("members", "")).split("|")[0]
        at = column_of(str(asked)) or _COLUMNS.get(breach.code, column)
        yield of_breach(breach, at, line=row.line)


def column_of(member: str) -> str | None:
    """The column of a list in which a row says what a rule asks for by name."""
    if member in ASKED:
        return f"{ASKED[member].kind}.{ASKED[member].member}"
    return OF_THE_ROW.get(member)
