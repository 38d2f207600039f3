"""Ways of applying and of being recognised, open and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from verifier.rules import Kind, load_rules
from verifier.ruling import Situation
from verifier.ruling.pathways import Application, check_pathway, grants, tenure_start, waives
from verifier.titles import Level, Method

RULES = load_rules()
PATHWAYS = [
    rule for rule in RULES.all_rules if rule.kind is Kind.PATHWAY and "pathway" in rule.parameters
]


def fitting(rule):
    """An application that the way is made for."""
    level = Level((*rule.texts("levels"), "INTERMEDIATE")[0])
    return Application(
        method=Method(rule.text("method")),
        series=(*rule.texts("series"), "ENGINEERING")[0],
        level=level,
        carried=frozenset((*rule.texts("needs"), *rule.texts("needs_any")[:1])),
        organ=str(rule.parameters.get("organ", "COMMITTEE")),
        committee_levels=(level,),
    )


def codes(rule, application, **situation):
    found = check_pathway(rule, application, situation=Situation(**situation))
    return [each.code for each in found]


@pytest.mark.parametrize("rule", PATHWAYS, ids=lambda rule: rule.id)
def test_each_way_is_open_to_those_it_is_for(rule):
    assert codes(rule, fitting(rule)) == []


@pytest.mark.parametrize(
    "rule", [r for r in PATHWAYS if r.texts("needs")], ids=lambda rule: rule.id
)
def test_each_fact_that_a_way_needs_is_asked_for(rule):
    for member in rule.texts("needs"):
        application = fitting(rule)
        lacking = replace(application, carried=application.carried - {member})
        assert codes(rule, lacking) == ["rule.pathway.needs"]


@pytest.mark.parametrize("rule", PATHWAYS, ids=lambda rule: rule.id)
def test_a_way_that_opens_a_review_does_not_grant(rule):
    other = Method.RECOGNITION if rule.text("method") != "RECOGNITION" else Method.REVIEW
    assert codes(rule, replace(fitting(rule), method=other)) == ["rule.pathway.method"]
    assert grants(rule) is (rule.text("method") == "RECOGNITION" and rule.standing.decides)


NOMINATION = RULES.rule("nomination.direct-senior.weihai")


def test_a_nomination_opens_a_review_for_senior_engineers():
    assert codes(NOMINATION, fitting(NOMINATION)) == []
    assert not grants(NOMINATION)
    assert waives(NOMINATION, "education")
    assert not waives(NOMINATION, "vote")


def test_a_nomination_in_another_series_or_level_is_refused():
    economist = replace(fitting(NOMINATION), series="ECONOMICS")
    assert codes(NOMINATION, economist) == ["rule.pathway.series"]
    junior = replace(fitting(NOMINATION), level=Level.INTERMEDIATE)
    assert codes(NOMINATION, junior) == ["rule.pathway.level"]


def test_talent_is_not_recognised_where_an_examination_is_held():
    rule = RULES.rule("pathway.talent-direct.shaoxing-draft")
    assert codes(rule, fitting(rule)) == []
    assert codes(rule, fitting(rule), evaluation="EXAM_ONLY") == ["rule.pathway.closed"]


def test_what_comes_by_examination_alone_is_not_reviewed():
    rule = RULES.rule("exam-only.shanxi")
    review = Application(Method.REVIEW, "ACCOUNTING", Level.INTERMEDIATE)
    assert codes(rule, review, evaluation="EXAM_ONLY") == ["rule.pathway.closed"]
    assert codes(rule, review, evaluation="EXAM_AND_REVIEW") == []
    exam = replace(review, method=Method.EXAM)
    assert codes(rule, exam, evaluation="EXAM_ONLY") == []


POSTDOC = RULES.rule("pathway.postdoc.national")


def test_a_postdoc_with_fund_or_project_who_stays_is_recognised():
    assert codes(POSTDOC, fitting(POSTDOC)) == []
    other = replace(
        fitting(POSTDOC),
        carried=frozenset((*POSTDOC.texts("needs"), "provincial_project_lead")),
    )
    assert codes(POSTDOC, other) == []


def test_a_postdoc_without_fund_and_project_is_not():
    without = replace(fitting(POSTDOC), carried=frozenset(POSTDOC.texts("needs")))
    assert codes(POSTDOC, without) == ["rule.pathway.needs-any"]


OFFICE = RULES.rule("pathway.postdoc.panjin-2024")


def test_the_office_of_a_senior_committee_recognises_a_postdoc():
    assert codes(OFFICE, fitting(OFFICE)) == []


def test_the_office_of_an_intermediate_committee_does_not():
    junior = replace(fitting(OFFICE), committee_levels=(Level.INTERMEDIATE,))
    assert codes(OFFICE, junior) == ["rule.pathway.organ"]
    assert codes(OFFICE, replace(fitting(OFFICE), organ="COMMITTEE")) == ["rule.pathway.organ"]


def test_full_senior_needs_the_assessment_of_the_employer():
    rule = RULES.rule("pathway.postdoc-full-senior.panjin-2024")
    without = replace(fitting(rule), carried=frozenset({"left_station_on"}))
    assert codes(rule, without) == ["rule.pathway.needs"]


def test_a_doctor_may_apply_for_senior_and_is_granted_nothing():
    rule = RULES.rule("pathway.doctor.panjin-2024")
    assert codes(rule, fitting(rule)) == []
    assert not grants(rule)
    assert codes(rule, replace(fitting(rule), level=Level.INTERMEDIATE)) == ["rule.pathway.level"]


def test_a_conversion_keeps_the_day_of_the_first_certificate():
    rule = RULES.rule("conversion.private-enterprise.shanxi")
    first, converted = date(2020, 9, 1), date(2023, 5, 1)
    assert tenure_start(rule, first=first, converted_on=converted) == first
    assert tenure_start(NOMINATION, first=first, converted_on=converted) == converted
