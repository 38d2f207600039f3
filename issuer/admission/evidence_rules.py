"""Rules about the evidence in a row: which facts it may carry, and what follows from them.

A title that is granted without a vote rests on a certificate of grade and a clause that lets it:
both are asked again here, by the same function that every verifier asks.

Follows 威人社字〔2022〕32号 六 and the correspondences of the rule catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from issuer.admission.problems import Problem, of_refusal
from issuer.admission.row_case import RowCase, problem
from keys.errors import Refused
from verifier.batch import Row
from verifier.correspondence import Recognition, recognise_digital_grade
from verifier.titles import DigitalGradeCertificate, Fact, Method

Rule = Callable[[Row, RowCase], Iterator[Problem]]

# 作为职称申报评审的重要依据: a grade may stand beside a review, and is what a recognition rests on.
MAY_CARRY: Final[Mapping[Method, frozenset[str]]] = {
    Method.REVIEW: frozenset({DigitalGradeCertificate.KIND}),
    Method.RECOGNITION: frozenset({DigitalGradeCertificate.KIND}),
    Method.CONVERSION: frozenset(),
    Method.EXAM: frozenset(),
}


def facts_fit_the_method(row: Row, case: RowCase) -> Iterator[Problem]:
    """A decision of this system: a row carries no evidence that its method does not ask for."""
    method = case.header.method
    for fact in row.facts:
        if fact.KIND not in MAY_CARRY[method]:
            yield problem(
                row, "facts", "row.facts.not-allowed", kind=fact.KIND, method=method.value
            )


def recognition_has_its_evidence(row: Row, case: RowCase) -> Iterator[Problem]:
    """威人社字〔2022〕32号 六: what is recognised is a certificate of grade, and exactly one."""
    if case.header.method is Method.RECOGNITION and len(row.facts) != 1:
        yield problem(row, "facts", "row.facts.one", found=len(row.facts))


def recognition_follows_its_clause(row: Row, case: RowCase) -> Iterator[Problem]:
    """威人社字〔2022〕32号 六: 可认定中级、初级职称的.

    Recomputed from the evidence; a 高级 grade opens a review and grants nothing.
    """
    if case.header.method is not Method.RECOGNITION or len(row.facts) != 1:
        return
    try:
        recognition = recognise(row.facts[0], case)
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
    rule = case.cite("duplicate.no-repeat-review")
    if case.header.method is not Method.REVIEW or rule is None:
        return
    for fact in row.facts:
        try:
            recognition = recognise(fact, case)
        except Refused:
            continue  # a grade that grants nothing is what may stand beside a review
        if (recognition.series, recognition.level) == (row.series, row.level):
            yield problem(row, "facts", "row.facts.repeat-review", rule=rule)


EVIDENCE_RULES: Final[tuple[Rule, ...]] = (
    facts_fit_the_method,
    recognition_has_its_evidence,
    recognition_follows_its_clause,
    nothing_else_is_mapped,
    nobody_reviews_what_can_be_recognised,
)


def recognise(fact: Fact, case: RowCase) -> Recognition:
    """What the committee may grant for a fact on the day of its decision; raises Refused."""
    return recognise_digital_grade(
        fact, region=case.committee.region, on=case.header.decided_on, rules=case.rules
    )
