"""What a committee may grant for a grade certificate, and what the certificate then says of it.

A grade is never a title. At most a committee may grant a title for it without a vote (认定), where
a document of that region says so, and for a senior grade not even then. The same functions
answer at the desk, at admission, at minting and in the numbered verify. Nothing is concluded
from silence.

Follows the entries of verifier/rules/correspondence.toml and their clauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from keys.errors import Refused
from verifier.correspondence.question import Answer, Held, may_answer
from verifier.facts import Fact
from verifier.rules import Rule, Rules
from verifier.titles import Correspondence, DigitalGrade, DigitalGradeCertificate, Level

DIGITAL_GRADE: Final = Held.DIGITAL_GRADE.value

_GRADE_NAMES: Final = {
    DigitalGrade.JUNIOR: "初级",
    DigitalGrade.INTERMEDIATE: "中级",
    DigitalGrade.SENIOR: "高级",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """An answer and the rule it rests on; UNKNOWN rests on none."""

    answer: Answer
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Recognition:
    """A title that may be granted without a vote, and why.

    Attributes:
        titles: Names that the series has at this level.
    """

    correspondence: Correspondence
    series: str
    level: Level
    titles: tuple[str, ...]


def advise_digital_grade(grade: DigitalGrade, *, region: str, on: date, rules: Rules) -> Advice:
    """What a digital engineer's grade leads to in a region on a day; never raises."""
    for rule in rules.correspondences(DIGITAL_GRADE, region=region, on=on):
        if rule.text("grade") == grade and _may_say(rule):
            return Advice(Answer(rule.text("answer")), rule)
    return Advice(Answer.UNKNOWN, None)


def recognise_digital_grade(
    fact: DigitalGradeCertificate, *, region: str, on: date, rules: Rules
) -> Recognition:
    """The title that a committee of `region` may grant for a grade certificate on a day.

    Args:
        region: Where the committee is filed, GB/T 2260.
        on: Day of the recognition.

    Raises:
        Refused: "rules.occupation" for an occupation that is none of the digital engineers',
            "correspondence.too-early" when the grade was issued after `on`,
            "correspondence.senior-grade" when the grade only opens a review,
            "correspondence.no-exchange" when it counts as it is and no certificate is made,
            "correspondence.none" when no document of the region says anything.
    """
    rules.occupation(fact.occupation)
    if fact.issued_on > on:
        raise Refused(
            "correspondence.too-early", issued_on=fact.issued_on.isoformat(), on=on.isoformat()
        )
    advice = advise_digital_grade(fact.grade, region=region, on=on, rules=rules)
    if advice.rule is None:
        raise Refused(
            "correspondence.none", grade=_GRADE_NAMES[fact.grade], region=rules.region_name(region)
        )
    if advice.answer is not Answer.MAY_BE_RECOGNISED:
        code = "no-exchange" if advice.answer is Answer.EQUIVALENT else "senior-grade"
        raise Refused(
            f"correspondence.{code}",
            grade=_GRADE_NAMES[fact.grade],
            document=advice.rule.document.reference,
            clause=advice.rule.clause,
            says=advice.rule.says,
            rule=advice.rule.id,
        )
    return _recognition(advice.rule, fact, rules)


def correspondence_by_rule(rule_id: str, facts: Sequence[Fact], *, rules: Rules) -> Correspondence:
    """What a certificate prints of a recognition by a given rule, from the evidence in the row.

    Raises:
        Refused: "rules.unknown" for an unknown rule, "correspondence.evidence" when the rule
            grants nothing or no fact of the row is what it asks for.
    """
    rule = rules.rule(rule_id)
    for fact in facts:
        if not isinstance(fact, DigitalGradeCertificate):
            continue
        if grants(rule) and rule.text("grade") == fact.grade:
            return _recognition(rule, fact, rules).correspondence
    raise Refused("correspondence.evidence", rule=rule_id)


def grants(rule: Rule) -> bool:
    """Whether a title may be granted by this rule: a deciding correspondence that recognises."""
    return (
        rule.subject == DIGITAL_GRADE
        and rule.standing.decides
        and rule.parameters.get("answer") == Answer.MAY_BE_RECOGNISED
        and _may_say(rule)
    )


def sources(rule: Rule, *, rules: Rules) -> frozenset[str]:
    """Everything that a certificate can name as the source of a recognition by this rule."""
    grade = DigitalGrade(rule.text("grade"))
    return frozenset(in_words(each.name, grade) for each in rules.occupations)


def in_words(occupation: str, grade: DigitalGrade) -> str:
    """A grade certificate in words: "人工智能工程技术人员（中级）"."""
    return f"{occupation}（{_GRADE_NAMES[grade]}）"


def _may_say(rule: Rule) -> bool:
    """Whether the entry says no more of its grade than can be true anywhere."""
    return Answer(rule.text("answer")) in may_answer(Held.DIGITAL_GRADE, rule.text("grade"))


def _recognition(rule: Rule, fact: DigitalGradeCertificate, rules: Rules) -> Recognition:
    series, level = rule.text("series"), Level(rule.text("level"))
    return Recognition(
        correspondence=Correspondence(
            rule=rule.id,
            source=in_words(rules.occupation(fact.occupation).name, fact.grade),
            document=rule.document.reference,
            clause=rule.clause,
        ),
        series=series,
        level=level,
        titles=rules.titles(series, level),
    )
