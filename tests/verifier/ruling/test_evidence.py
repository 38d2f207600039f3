"""What must be carried, what may exist once, what comes by examination."""

from __future__ import annotations

from datetime import date

import pytest

from verifier.rules import Kind, load_rules
from verifier.rules.shapes import PARAMETERS, SITUATIONS
from verifier.ruling import Place, Situation, Weight
from verifier.ruling.evidence import (
    CLAIM_MEMBERS,
    Claim,
    check_duplicates,
    check_exam_only,
    check_required,
    evaluation_of,
)
from verifier.ruling.situation import applies
from verifier.titles import Level

RULES = load_rules()
REQUIRED = [rule for rule in RULES.all_rules if rule.kind is Kind.REQUIRED]


def fitting(rule):
    """A situation in which the rule applies."""
    pairs = (text.partition("=") for text in rule.texts("when"))
    return Situation(**{name: values.split("|")[0] for name, _, values in pairs})


@pytest.mark.parametrize("rule", REQUIRED, ids=lambda rule: rule.id)
def test_whoever_carries_everything_passes(rule):
    assert check_required(rule, rule.texts("members"), situation=fitting(rule)) == ()


@pytest.mark.parametrize("rule", REQUIRED, ids=lambda rule: rule.id)
def test_each_member_that_is_missing_is_named(rule):
    for member in rule.texts("members"):
        carried = set(rule.texts("members")) - {member}
        found = check_required(rule, carried, situation=fitting(rule))
        assert [each.code for each in found] == ["rule.required.missing"]
        assert found[0].facts == {"member": member}


@pytest.mark.parametrize("rule", [r for r in REQUIRED if r.texts("when")], ids=lambda rule: rule.id)
def test_nothing_is_asked_for_in_another_situation(rule):
    assert check_required(rule, (), situation=Situation()) == ()


def test_a_freelancer_needs_no_employer_and_anybody_else_does():
    rule = RULES.rule("employer.freelance.national")
    assert check_required(rule, (), situation=Situation(employment="FREELANCE")) == ()
    found = check_required(rule, (), situation=Situation(employment="EMPLOYED"))
    assert [each.facts["member"] for each in found] == ["employer"]


def test_a_meeting_outside_the_plan_is_held():
    found = check_required(RULES.rule("meeting.planned.panjin-2024"), ())
    assert [each.weight for each in found] == [Weight.HOLD]


def test_a_dispatched_worker_is_recommended_by_the_agency():
    rule = RULES.rule("recommendation.dispatched.shanxi")
    dispatched = Situation(employment="DISPATCHED")
    assert check_required(rule, {"recommended_by_dispatch_agency"}, situation=dispatched) == ()
    assert len(check_required(rule, {"employer"}, situation=dispatched)) == 1


def test_situations_are_those_that_rules_may_name():
    assert set(SITUATIONS) == set(Situation.__slots__)
    assert applies(RULES.rule("filing.units.shaoxing-draft"), Situation(organiser="RD_PLATFORM"))


def test_claims_have_what_duplicates_compare():
    assert PARAMETERS[Kind.DUPLICATE]["key"].choices == CLAIM_MEMBERS


def claim(
    person="a", series="ENGINEERING", specialty="海洋牧场", level="INTERMEDIATE", year="2024"
):
    return Claim(person, series, specialty, level, year)


TITLE = RULES.rule("duplicate.title")
CROSS = RULES.rule("duplicate.cross-review")
REPEAT = RULES.rule("duplicate.no-repeat-review.weihai")


def test_one_person_may_hold_titles_of_one_level_in_several_series():
    claims = [claim(), claim(series="ECONOMICS"), claim(specialty="机电"), claim(person="b")]
    assert check_duplicates(TITLE, claims) == ()


def test_the_same_title_twice_is_refused_at_the_second():
    found = check_duplicates(TITLE, [claim(), claim(person="b"), claim(year="2025")])
    assert [(at, each.code, each.facts) for at, each in found] == [
        (2, "rule.duplicate.list", {"first": 0})
    ]
    assert found[0][1].weight is Weight.REFUSE


def test_a_city_title_and_a_provincial_one_stand_side_by_side_under_the_draft():
    rule = RULES.rule("duplicate.title.shaoxing-draft")
    both = [
        Claim("a", "ENGINEERING", "x", "ASSOCIATE_SENIOR", "2024", scope)
        for scope in ("CITY 3306", "PROVINCE 33")
    ]
    assert check_duplicates(rule, both) == ()
    assert len(check_duplicates(rule, both + both[:1])) == 1


def test_one_review_a_year_passes():
    assert check_duplicates(CROSS, [claim()], known={claim(year="2023").key(CROSS)}) == ()


def test_a_second_review_in_one_year_is_held():
    found = check_duplicates(CROSS, [claim(series="ECONOMICS")], known={claim().key(CROSS)})
    assert [(at, each.code, each.weight) for at, each in found] == [
        (0, "rule.duplicate.before", Weight.HOLD)
    ]


def test_what_was_recognised_is_not_reviewed_again():
    known = {claim(year="2023").key(REPEAT)}
    review = Situation(method="REVIEW")
    found = check_duplicates(REPEAT, [claim()], known=known, situation=review)
    assert [each.code for _, each in found] == ["rule.duplicate.before"]
    other = [claim(level="ASSISTANT")]
    assert check_duplicates(REPEAT, other, known=known, situation=review) == ()
    recognised = Situation(method="RECOGNITION")
    assert check_duplicates(REPEAT, [claim()], known=known, situation=recognised) == ()


def evaluated(series, level):
    place = Place(RULES, "14", date(2024, 5, 1))
    return evaluation_of(place.speaking("evaluation"), series=series, specialty="x", level=level)


def test_an_accountant_comes_by_examination():
    rule = evaluated("ACCOUNTING", Level.INTERMEDIATE)
    assert rule is not None
    found = check_exam_only(rule, method="REVIEW")
    assert found is not None
    # The list of such series has not been seen: it informs until an authority enters it.
    assert (found.code, found.weight) == ("rule.evaluation.exam-only", Weight.INFORM)
    assert check_exam_only(rule, method="EXAM") is None


def test_a_senior_accountant_is_examined_and_reviewed():
    rule = evaluated("ACCOUNTING", Level.ASSOCIATE_SENIOR)
    assert rule is not None
    assert rule.text("mode") == "EXAM_AND_REVIEW"
    assert check_exam_only(rule, method="REVIEW") is None


def test_of_an_engineer_nothing_is_said():
    assert evaluated("ENGINEERING", Level.INTERMEDIATE) is None
