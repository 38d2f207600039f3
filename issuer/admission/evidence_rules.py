"""Rules about the evidence in a row: which facts it may carry, and what follows from them.

A title that is granted without a vote rests on a certificate of grade and a clause that lets it:
both are asked again here, by the same function that every verifier asks.

Follows 威人社字〔2022〕32号 六 and the correspondences of the rule catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from issuer.admission.applying import ways_of
from issuer.admission.problems import Problem, of_refusal
from issuer.admission.row_case import RowCase, problem
from keys.errors import Refused
from verifier.batch import Row
from verifier.correspondence import Recognition, recognise_digital_grade
from verifier.facts import (
    KINDS,
    Assessment,
    Converted,
    Employed,
    ExamPass,
    Fact,
    Pathway,
    Postdoc,
    Way,
    members_of,
)
from verifier.titles import DigitalGradeCertificate, Method

Rule = Callable[[Row, RowCase], Iterator[Problem]]

_PROCEDURE: Final = frozenset(
    {"employment", "recommendation", "unit_notice", "responsible", "background", "posts"}
)
# 作为职称申报评审的重要依据: a grade may stand beside a review, and is what a recognition rests on.
MAY_CARRY: Final[Mapping[Method, frozenset[str]]] = {
    Method.REVIEW: frozenset(KINDS) - {Converted.KIND},
    Method.RECOGNITION: _PROCEDURE
    | {DigitalGradeCertificate.KIND, Pathway.KIND, Postdoc.KIND, Assessment.KIND},
    Method.CONVERSION: _PROCEDURE | {Converted.KIND},
    Method.EXAM: frozenset({Employed.KIND, ExamPass.KIND}),
}


def facts_fit_the_method(row: Row, case: RowCase) -> Iterator[Problem]:
    """A decision of this system: a row carries no evidence that its method does not ask for."""
    method = case.header.method
    for fact in row.facts:
        if fact.KIND not in MAY_CARRY[method]:
            column = _column_of(fact)
            yield problem(row, column, "row.facts.not-allowed", kind=fact.KIND, method=method.value)


def no_kind_of_fact_twice(row: Row, case: RowCase) -> Iterator[Problem]:
    """A decision of this system: of two notices nobody could say which one was meant."""
    del case
    seen: set[str] = set()
    for fact in row.facts:
        if fact.KIND in seen and not isinstance(fact, DigitalGradeCertificate):
            yield problem(row, "facts", "row.facts.twice", kind=fact.KIND)
        seen.add(fact.KIND)


def recognition_has_its_evidence(row: Row, case: RowCase) -> Iterator[Problem]:
    """威人社字〔2022〕32号 六: what is recognised is a certificate of grade, and exactly one.

    Or a person who comes by a way that grants without a vote: 博士后, 突出贡献.
    """
    if case.header.method is not Method.RECOGNITION:
        return
    grades = sum(fact.KIND == DigitalGradeCertificate.KIND for fact in row.facts)
    if grades != 1 and (grades or not _ways(row)):
        yield problem(row, "facts", "row.facts.one", found=grades)


def recognition_by_its_way(row: Row, case: RowCase) -> Iterator[Problem]:
    """人社厅发〔2020〕13号 五, 盘人社发〔2024〕34号 一: 直接认定 names the clause it rests on.

    A way that grants nothing here is for the book's rules on ways to tell.
    """
    if case.header.method is not Method.RECOGNITION or _grade(row) is not None:
        return
    rule = case.book.granting(_ways(row), row.level)
    if rule is not None and row.mapping != rule.id:
        yield problem(row, "mapping", "row.mapping.differs", rule=rule.id)


def recognition_follows_its_clause(row: Row, case: RowCase) -> Iterator[Problem]:
    """威人社字〔2022〕32号 六: 可认定中级、初级职称的.

    Recomputed from the evidence; a 高级 grade opens a review and grants nothing.
    """
    grade = _grade(row)
    if case.header.method is not Method.RECOGNITION or grade is None:
        return
    try:
        recognition = recognise(grade, case)
    except Refused as refusal:
        yield of_refusal(refusal, line=row.line, column="facts")
        return
    rule = recognition.correspondence.rule
    if row.mapping != rule:
        yield problem(row, "mapping", "row.mapping.differs", rule=rule)
    if row.level is not recognition.level:
        yield problem(
            row, "level", "row.level.recognised", rule=rule, level=recognition.level.value
        )
    if row.series != recognition.series:
        yield problem(
            row,
            "series",
            "row.series.recognised",
            rule=rule,
            series=case.series_name(recognition.series),
        )
    elif row.title not in recognition.titles:
        yield problem(
            row, "title", "row.title.recognised", rule=rule, known="、".join(recognition.titles)
        )


def nothing_else_is_mapped(row: Row, case: RowCase) -> Iterator[Problem]:
    """A decision of this system: only a recognition names a correspondence."""
    if case.header.method is not Method.RECOGNITION and row.mapping is not None:
        yield problem(row, "mapping", "row.mapping.unexpected", method=case.header.method.value)


def nobody_reviews_what_can_be_recognised(row: Row, case: RowCase) -> Iterator[Problem]:
    """威人社字〔2022〕32号 六: 可认定中级、初级职称的，不再重复组织评审."""
    if case.header.method is not Method.REVIEW or not row.facts:
        return
    rule = case.cite("duplicate.no-repeat-review")
    if rule is None:
        return
    grade = _grade(row)
    if grade is None:
        return
    try:
        recognition = recognise(grade, case)
    except Refused:
        return  # a grade that grants nothing is what may stand beside a review
    if (recognition.series, recognition.level) == (row.series, row.level):
        yield problem(row, "facts", "row.facts.repeat-review", rule=rule)


EVIDENCE_RULES: Final[tuple[Rule, ...]] = (
    facts_fit_the_method,
    no_kind_of_fact_twice,
    recognition_has_its_evidence,
    recognition_by_its_way,
    recognition_follows_its_clause,
    nothing_else_is_mapped,
    nobody_reviews_what_can_be_recognised,
)


def recognise(fact: DigitalGradeCertificate, case: RowCase) -> Recognition:
    """What the committee may grant for a grade on the day of its decision; raises Refused."""
    return recognise_digital_grade(
        fact, region=case.committee.region, on=case.header.decided_on, rules=case.rules
    )


def _grade(row: Row) -> DigitalGradeCertificate | None:
    """The grade certificate of a row; None where there is none, or more than one."""
    found = [fact for fact in row.facts if isinstance(fact, DigitalGradeCertificate)]
    return found[0] if len(found) == 1 else None


def _ways(row: Row) -> tuple[Way, ...]:
    return ways_of({fact.KIND: fact for fact in row.facts})


def _column_of(fact: Fact) -> str:
    """The first column of a fact; a grade certificate is told as one."""
    if isinstance(fact, DigitalGradeCertificate):
        return "facts"
    return f"{fact.KIND}.{next(iter(members_of(type(fact))))}"
