"""Who may set a committee up and approve it, where its results count, what befalls it."""

from __future__ import annotations

from datetime import date

import pytest

from verifier.committee import OrganiserType
from verifier.rules import load_rules
from verifier.rules.shapes import ORGANISERS
from verifier.ruling import Weight
from verifier.ruling.committees import (
    Employer,
    Filing,
    barred_until,
    check_bar,
    check_filing,
    check_right,
    check_scope,
    check_state,
    is_inside_target,
)
from verifier.titles import Level, Scope, ScopeKind

RULES = load_rules()
LOW = (Level.INTERMEDIATE, Level.ASSISTANT, Level.TECHNICIAN)
ALL = tuple(Level)
SELF_REVIEW = ("authority.self-review.weihai", "authority.self-review.shanxi")


def filing(organiser="ENTERPRISE", *, series=("ENGINEERING",), levels=LOW, **more):
    return Filing(organiser, tuple(series), tuple(levels), **more)


def codes(rule, asked):
    return [each.code for each in check_filing(RULES.rule(rule), asked)]


def test_organisers_are_those_of_the_committees():
    assert frozenset(OrganiserType) == ORGANISERS


def test_a_zone_may_set_up_committees_of_every_level():
    zone = filing("DEVELOPMENT_ZONE", levels=ALL)
    assert codes("authority.characteristic-specialty", zone) == []


def test_a_committee_for_titles_without_a_level_of_the_list_is_refused():
    # The rule names five levels; a sixth does not exist, so a rule about fewer shows the bound.
    assert codes("authority.self-review.weihai", filing(levels=ALL)) == ["rule.authority.level"] * 2


@pytest.mark.parametrize("rule", SELF_REVIEW)
def test_an_enterprise_reviews_up_to_the_intermediate_level(rule):
    assert codes(rule, filing()) == []


@pytest.mark.parametrize("rule", SELF_REVIEW)
def test_an_enterprise_that_asks_for_senior_is_refused(rule):
    found = check_filing(RULES.rule(rule), filing(levels=(*LOW, Level.ASSOCIATE_SENIOR)))
    assert [each.code for each in found] == ["rule.authority.level"]
    assert found[0].facts == {"level": "ASSOCIATE_SENIOR"}


def test_an_enterprise_that_asks_for_another_series_is_refused():
    assert codes("authority.self-review.weihai", filing(series=("ECONOMICS",))) == [
        "rule.authority.series"
    ]


def test_a_city_or_a_county_files_a_self_review():
    for approver in ("CITY", "COUNTY"):
        assert codes("authority.self-review-approver.weihai", filing(approver=approver)) == []


def test_a_self_review_that_an_industry_department_files_is_refused():
    asked = filing(approver="INDUSTRY_DEPARTMENT")
    assert codes("authority.self-review-approver.weihai", asked) == ["rule.authority.approver"]


@pytest.mark.parametrize("kind", ["ENTERPRISE", "INDUSTRIAL_PARK", "ASSOCIATION", "RD_PLATFORM"])
def test_each_pilot_organiser_reviews_engineering_up_to_intermediate(kind):
    rule = "authority.self-review.shaoxing-draft"
    assert codes(rule, filing(kind)) == []
    found = check_filing(RULES.rule(rule), filing(kind, levels=ALL))
    assert {each.weight for each in found} == {Weight.INFORM}
    assert len(found) == 2


def test_a_city_files_up_to_intermediate_and_the_province_files_senior():
    assert codes("authority.approver-junior.shanxi", filing(approver="CITY")) == []
    senior = filing(levels=ALL, approver="PROVINCE")
    assert codes("authority.approver-senior.shanxi", senior) == []


def test_a_city_that_files_a_senior_committee_is_refused():
    senior = filing(levels=ALL, approver="CITY")
    assert codes("authority.approver-senior.shanxi", senior) == ["rule.authority.approver"]
    assert codes("authority.approver-senior.shanxi", filing(approver="CITY")) == []


def test_a_committee_for_the_country_is_filed_nationally():
    asked = filing(approver="NATION", scope=Scope(ScopeKind.NATIONAL, "CN"))
    assert codes("authority.national-scope", asked) == []


def test_a_province_that_files_a_committee_for_the_country_is_refused():
    asked = filing(approver="PROVINCE", scope=Scope(ScopeKind.NATIONAL, "CN"))
    assert codes("authority.national-scope", asked) == ["rule.authority.approver"]
    at_home = filing(approver="PROVINCE", scope=Scope(ScopeKind.PROVINCE, "37"))
    assert codes("authority.national-scope", at_home) == []


@pytest.mark.parametrize("name", ["机电", "其他：智能装备"])
def test_a_specialty_of_the_list_or_other_with_words_passes(name):
    assert codes("authority.specialties.shaoxing-draft", filing(specialties=(name,))) == []


@pytest.mark.parametrize("name", ["智能装备", "其他", "其他："])
def test_a_specialty_outside_the_list_needs_other_and_words(name):
    assert codes("authority.specialties.shaoxing-draft", filing(specialties=(name,))) == [
        "rule.authority.specialty"
    ]


def test_a_known_method_of_evaluation_passes():
    asked = filing(review_methods=("答辩", "实践操作"))
    assert codes("authority.review-methods.national", asked) == []


def test_an_unknown_method_of_evaluation_is_refused():
    asked = filing(review_methods=("抽签",))
    assert codes("authority.review-methods.national", asked) == ["rule.authority.review-method"]


@pytest.mark.parametrize(
    "rule",
    ["scope.characteristic-specialty", "scope.characteristic-specialty.weihai-enterprise"],
)
def test_results_of_a_characteristic_specialty_count_in_the_province(rule):
    assert check_scope(RULES.rule(rule), Scope(ScopeKind.PROVINCE, "370000")) is None


@pytest.mark.parametrize(
    "rule",
    ["scope.characteristic-specialty", "scope.characteristic-specialty.weihai-enterprise"],
)
@pytest.mark.parametrize(
    "scope", [Scope(ScopeKind.NATIONAL, "CN"), Scope(ScopeKind.PROVINCE, "33")]
)
def test_results_of_a_characteristic_specialty_count_nowhere_else(rule, scope):
    found = check_scope(RULES.rule(rule), scope)
    assert found is not None
    assert found.code == "rule.scope.reach"


def test_a_local_senior_title_counts_in_its_city_only():
    rule = RULES.rule("scope.local-senior.shaoxing-draft")
    assert check_scope(rule, Scope(ScopeKind.CITY, "3306")) is None
    found = check_scope(rule, Scope(ScopeKind.PROVINCE, "33"))
    assert found is not None
    assert found.weight is Weight.INFORM


def test_a_private_employer_in_the_province_is_inside_the_target():
    rule = RULES.rule("scope.private-enterprise.shanxi")
    assert is_inside_target(rule, Employer("140100", "PRIVATE", "ENGINEERING"))


@pytest.mark.parametrize(
    "employer",
    [
        Employer("140100", "STATE", "ENGINEERING"),
        Employer("130100", "PRIVATE", "ENGINEERING"),
        Employer("140100", "PRIVATE", "ECONOMICS"),
    ],
)
def test_an_employer_outside_the_target_is_outside(employer):
    assert not is_inside_target(RULES.rule("scope.private-enterprise.shanxi"), employer)


@pytest.mark.parametrize(
    "rule", ["supervision.shandong", "supervision.national", "supervision.panjin-2024"]
)
def test_supervision_rectifies_suspends_and_withdraws(rule):
    for state in ("RECTIFYING", "SUSPENDED", "WITHDRAWN"):
        assert check_state(RULES.rule(rule), state) is None
    found = check_state(RULES.rule(rule), "DISSOLVED")
    assert found is not None
    assert found.code == "rule.sanction.state"


def test_the_draft_suspends_and_withdraws_and_does_not_rectify():
    rule = RULES.rule("supervision.shaoxing-draft")
    assert check_state(rule, "SUSPENDED") is None
    assert check_state(rule, "RECTIFYING") is not None


def test_an_enterprise_in_good_standing_may_nominate():
    rule = RULES.rule("nomination.cancelled.weihai")
    assert check_right(rule, None) is None
    assert check_right(rule, "ACTIVE") is None


def test_an_enterprise_whose_right_was_cancelled_may_not_nominate():
    found = check_right(RULES.rule("nomination.cancelled.weihai"), "WITHDRAWN")
    assert found is not None
    assert (found.code, found.weight) == ("rule.sanction.withdrawn", Weight.REFUSE)


def test_a_bar_runs_three_years_and_ends_with_their_last_day():
    rule = RULES.rule("bar.after-fraud.national")
    since = date(2024, 8, 1)
    assert barred_until(rule, since) == date(2027, 8, 1)
    barred = check_bar(rule, since=since, applied_on=date(2027, 8, 1))
    assert barred is not None
    assert (barred.code, barred.weight) == ("rule.sanction.bar", Weight.INFORM)
    assert check_bar(rule, since=since, applied_on=date(2027, 8, 2)) is None
