"""A grade certificate may lead to a title, open a review, or say nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from keys.errors import Refused
from verifier.correspondence import (
    Answer,
    advise_digital_grade,
    correspondence_by_rule,
    recognise_digital_grade,
    sources,
)
from verifier.rules import load_rules
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level

RULES = load_rules()
WEIHAI, PANJIN = "371000", "211100"
ON = date(2024, 9, 2)
FACT = DigitalGradeCertificate(
    occupation="2-02-38-01",
    grade=DigitalGrade.INTERMEDIATE,
    certificate_no="S000037202400001",
    issued_on=date(2024, 5, 20),
)


def code_of(fact: DigitalGradeCertificate, *, region: str = WEIHAI, on: date = ON) -> str:
    with pytest.raises(Refused) as caught:
        recognise_digital_grade(fact, region=region, on=on, rules=RULES)
    return caught.value.code


@pytest.mark.parametrize(
    ("grade", "level", "title"),
    [
        (DigitalGrade.JUNIOR, Level.ASSISTANT, "助理工程师"),
        (DigitalGrade.INTERMEDIATE, Level.INTERMEDIATE, "工程师"),
    ],
)
def test_weihai_may_recognise_the_lower_grades(grade, level, title):
    found = recognise_digital_grade(replace(FACT, grade=grade), region=WEIHAI, on=ON, rules=RULES)
    assert (found.series, found.level, found.titles) == ("ENGINEERING", level, (title,))
    assert found.correspondence.document == "威人社字〔2022〕32号"
    assert found.correspondence.clause == "六"


def test_every_occupation_of_the_digital_engineers_is_recognised():
    for occupation in RULES.occupations:
        fact = replace(FACT, occupation=occupation.code)
        found = recognise_digital_grade(fact, region=WEIHAI, on=ON, rules=RULES)
        assert found.correspondence.source == f"{occupation.name}（中级）"


def test_the_senior_grade_is_never_a_title():
    senior = replace(FACT, grade=DigitalGrade.SENIOR)
    with pytest.raises(Refused) as caught:
        recognise_digital_grade(senior, region=WEIHAI, on=ON, rules=RULES)
    assert caught.value.code == "correspondence.senior-grade"
    assert caught.value.facts["says"] == "取得的专业技术等级证书，作为职称申报评审的重要依据"
    for region in (WEIHAI, PANJIN, "11"):
        advice = advise_digital_grade(DigitalGrade.SENIOR, region=region, on=ON, rules=RULES)
        assert advice.answer in (Answer.MAY_APPLY, Answer.UNKNOWN)


def test_liaoning_counts_the_grade_as_it_is_and_makes_no_certificate():
    assert code_of(FACT, region=PANJIN) == "correspondence.no-exchange"
    advice = advise_digital_grade(FACT.grade, region=PANJIN, on=ON, rules=RULES)
    assert advice.answer is Answer.EQUIVALENT


@pytest.mark.parametrize(("region", "on"), [("11", ON), ("3701", ON), (WEIHAI, date(2022, 11, 15))])
def test_no_entry_means_unknown_and_never_a_title(region, on):
    fact = replace(FACT, issued_on=date(2022, 1, 4))
    assert code_of(fact, region=region, on=on) == "correspondence.none"
    advice = advise_digital_grade(fact.grade, region=region, on=on, rules=RULES)
    assert (advice.answer, advice.rule) == (Answer.UNKNOWN, None)


def test_the_document_decides_from_its_first_day():
    fact = replace(FACT, issued_on=date(2022, 1, 4))
    assert recognise_digital_grade(fact, region=WEIHAI, on=date(2022, 11, 16), rules=RULES)


def test_a_grade_issued_after_the_recognition_is_refused():
    assert code_of(replace(FACT, issued_on=date(2024, 9, 3))) == "correspondence.too-early"


def test_an_occupation_of_another_class_is_refused():
    assert code_of(replace(FACT, occupation="4-04-04-05")) == "rules.occupation"


def test_the_certificate_prints_what_the_rule_and_the_evidence_say():
    rule = "correspondence.digital-engineer.weihai-intermediate"
    found = correspondence_by_rule(rule, [FACT], rules=RULES)
    assert found.rule == rule
    assert found.source == "人工智能工程技术人员（中级）"
    assert found.source in sources(RULES.rule(rule), rules=RULES)


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("correspondence.digital-engineer.weihai-intermediate", []),
        ("correspondence.digital-engineer.weihai-junior", [FACT]),
        ("correspondence.digital-engineer.weihai-senior",
         [replace(FACT, grade=DigitalGrade.SENIOR)]),
        ("correspondence.digital-engineer.panjin-2024-intermediate", [FACT]),
        ("notice.result-days.floor", [FACT]),
    ],
)  # fmt: skip
def test_a_rule_that_grants_nothing_prints_nothing(rule, facts):
    with pytest.raises(Refused) as caught:
        correspondence_by_rule(rule, facts, rules=RULES)
    assert caught.value.code == "correspondence.evidence"
