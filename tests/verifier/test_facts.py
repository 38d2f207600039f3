"""Facts have one strict spelling, and say what a rule may ask for by name."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from keys.errors import Malformed
from verifier import facts
from verifier.facts import ASKED, KINDS, Way, carried_by, fact_from
from verifier.rules import Kind, load_rules
from verifier.rules.shapes import EDUCATIONS, PATHWAYS, SCHOOL_CLASSES, SITUATIONS, SKILLS
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level

DAY = date(2025, 3, 1)
FACTS = (
    DigitalGradeCertificate("2-02-38-01", DigitalGrade.JUNIOR, "SD2024000001", DAY),
    facts.Pathway(Way.DIRECT),
    facts.Nomination(
        "91371000MA3EXD010A", facts.EnterpriseGrade.NATIONAL, facts.Nominator.CHAIR, DAY
    ),
    facts.ExamPass("高级会计师资格考试（示例）", "K2024-1", DAY, date(2028, 3, 1)),
    facts.Employed(facts.Employment.FREELANCE),
    facts.Recommendation(
        facts.Recommender.LOCAL_HRSS, facts.Intake.OUTSIDE, DAY, DAY, DAY, DAY, DAY
    ),
    facts.UnitNotice(DAY, date(2025, 3, 10), 0),
    facts.Responsible("示例公司人力资源部", "示例评委会办公室"),
    facts.Converted("J-2020-1", Level.INTERMEDIATE, DAY),
    facts.Entrustment("示例委〔2024〕1号", "示例人社局", "2111", DAY),
    facts.Posting("3710", DAY, date(2026, 3, 1)),
    facts.OffPost("示例学院", DAY),
    facts.Postdoc("示例工作站", "示例公司", DAY, "2023M000001", "P-1"),
    facts.GovernmentService("示例局工程师", DAY),
    facts.Assessment("KH-1", DAY, "DW-1"),
    facts.Posts(3),
    facts.Background(
        facts.Education.DOCTOR,
        facts.SchoolClass.PREP_TECHNICIAN,
        DAY,
        facts.Major.DIFFERS,
        5,
        Level.ASSISTANT,
        4,
        facts.SkillLevel.SENIOR_WORKER,
        3,
        "national_technical_expert",
    ),
)
EVERY = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.KIND)


def test_every_kind_is_looked_at():
    assert [each.KIND for each in FACTS] == list(KINDS)


@EVERY
def test_a_fact_is_read_as_it_was_written(fact):
    assert fact_from(fact.to_dict()) == fact


@EVERY
def test_a_member_too_many_or_too_few_is_refused(fact):
    document = fact.to_dict()
    with pytest.raises(Malformed) as refused:
        fact_from({**document, "more": "1"})
    assert refused.value.code == "document.unknown-member"
    needed = [each.name for each in fields(fact) if "None" not in str(each.type)]
    for member in needed:
        with pytest.raises(Malformed) as refused:
            fact_from({name: value for name, value in document.items() if name != member})
        assert refused.value.code == "document.missing"


@EVERY
def test_a_member_of_another_type_is_refused(fact):
    document = fact.to_dict()
    for member in document.keys() - {"kind"}:
        with pytest.raises(Malformed) as refused:
            fact_from({**document, member: [1]})
        assert refused.value.code == "document.member"


def test_a_null_is_no_absent_member():
    with pytest.raises(Malformed) as refused:
        fact_from({**facts.Background().to_dict(), "education": None})
    assert refused.value.code == "document.member"


def test_an_unknown_kind_is_refused():
    with pytest.raises(Malformed) as refused:
        fact_from({"kind": "rumour"})
    assert refused.value.code == "document.unknown-fact"


def test_the_words_are_those_of_the_catalogue():
    assert set(Way) == PATHWAYS
    assert set(facts.Education) == EDUCATIONS
    assert set(facts.SchoolClass) == SCHOOL_CLASSES
    assert set(facts.SkillLevel) == SKILLS
    assert set(facts.Employment) | {"EMPLOYED"} == SITUATIONS["employment"]
    assert set(facts.Intake) == SITUATIONS["intake"]


def test_whatever_a_way_asks_for_a_row_can_say():
    of_the_row = {"direct_application_basis", "talent_basis", "stays_in_enterprise"}
    named = {
        member
        for rule in load_rules().all_rules
        if rule.kind is Kind.PATHWAY
        for member in (*rule.texts("needs"), *rule.texts("needs_any"))
    }
    assert named - ASKED.keys() == of_the_row


def test_what_is_asked_for_is_carried_only_with_the_right_value():
    assert "recommended_by_local_hrss" in carried_by(FACTS)
    by_employer = facts.Recommendation(facts.Recommender.EMPLOYER)
    assert carried_by([by_employer]) == frozenset()
    assert "unit_notice_no_objection" not in carried_by([facts.UnitNotice(DAY, DAY, 1)])
    assert carried_by([facts.Postdoc("示例工作站")]) == {"postdoc_in_station"}
    assert carried_by([facts.Background(education=facts.Education.BACHELOR)]) == frozenset()
