"""What an applicant must have: each condition of the draft, met and one short of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from verifier.rules import Kind, SourceStanding, load_rules
from verifier.ruling import Place
from verifier.ruling.conditions import Applicant, judge_conditions, lacking

RULES = load_rules()
SHAOXING = Place(RULES, "3306", date(2024, 5, 1))
CONDITIONS = [
    rule
    for rule in RULES.all_rules
    if rule.kind is Kind.CONDITION and "extra_years_when_major_differs" not in rule.parameters
]
YEARS = ("years_in_field", "years_in_title", "years_in_skill_work")


def fitting(rule):
    """An applicant who meets the rule and has nothing to spare."""
    number = {name: rule.number(name) for name in YEARS if name in rule.parameters}
    chosen = rule.texts("of")[: rule.number("at_least")] if rule.texts("of") else ()
    return Applicant(
        education=(*rule.texts("education"), None)[0],
        title=str(rule.parameters["title"]) if "title" in rule.parameters else None,
        skill=(*rule.texts("skill"), None)[0],
        facts=frozenset((*rule.texts("all_of"), *chosen)),
        **number,
    )


def codes(rule, applicant, **more):
    return [each.code for each in lacking(rule, applicant, **more)]


@pytest.mark.parametrize("rule", CONDITIONS, ids=lambda rule: rule.id)
def test_each_condition_is_met_at_its_limit(rule):
    assert codes(rule, fitting(rule)) == []


@pytest.mark.parametrize("rule", CONDITIONS, ids=lambda rule: rule.id)
def test_each_condition_fails_one_short_of_its_limit(rule):
    applicant = fitting(rule)
    shorter = [
        replace(applicant, **{name: rule.number(name) - 1})
        for name in YEARS
        if name in rule.parameters
    ]
    if applicant.facts:
        shorter.append(replace(applicant, facts=applicant.facts - {min(applicant.facts)}))
    named = [member for member in ("education", "title", "skill") if member in rule.parameters]
    shorter += [replace(applicant, **{member: None}) for member in named]
    assert shorter
    assert all(len(codes(rule, each)) == 1 for each in shorter)


def judged(subject, applicant):
    return {each.rule.id: each for each in judge_conditions(SHAOXING, subject, applicant)}


BACHELOR = "conditions.intermediate-review.zs1b.shaoxing-draft"
COLLEGE = "conditions.intermediate-review.zs1c.shaoxing-draft"


def test_a_bachelor_applies_after_five_years():
    found = judged("conditions.intermediate-review", Applicant("BACHELOR", years_in_field=5))
    assert [rule for rule, each in found.items() if each.is_met] == [BACHELOR]


def test_a_major_that_differs_asks_for_a_year_more():
    five = Applicant("BACHELOR", years_in_field=5, major_matches=False)
    lacked = judged("conditions.intermediate-review", five)[BACHELOR].lacking
    assert [each.facts for each in lacked] == [{"found": 5, "needed": 6}]
    six = replace(five, years_in_field=6)
    assert judged("conditions.intermediate-review", six)[BACHELOR].is_met


def test_a_senior_worker_class_counts_as_college():
    seven = Applicant(school_class="SENIOR_WORKER_CLASS", years_in_field=7)
    assert judged("conditions.intermediate-review", seven)[COLLEGE].is_met


def test_a_middle_worker_class_does_not_count_as_college():
    seven = Applicant(school_class="MIDDLE_WORKER", years_in_field=7)
    assert not judged("conditions.intermediate-review", seven)[COLLEGE].is_met


def test_a_class_counts_where_the_rule_is_in_force():
    shanxi = Place(RULES, "14", date(2024, 5, 1))
    rules = {each.text("school_class"): each for each in shanxi.deciding("education")}
    assert rules["PREP_TECHNICIAN"].text("counts_as") == "BACHELOR"
    assert rules["MIDDLE_WORKER"].text("counts_as") == "SECONDARY"


def test_recognition_and_review_are_kept_apart():
    applicant = Applicant("BACHELOR", years_in_field=5)
    assert not any(
        each.is_met for each in judged("conditions.intermediate-recognition", applicant).values()
    )


def test_a_draft_says_that_it_is_one():
    found = judge_conditions(SHAOXING, "conditions.intermediate-review", Applicant())
    assert {each.rule.standing for each in found} == {SourceStanding.DRAFT}


def test_the_rules_of_another_city_are_not_asked():
    weihai = Place(RULES, "3710", date(2024, 5, 1))
    assert judge_conditions(weihai, "conditions.intermediate-review", Applicant()) == ()
