"""Rounds, rates and quotas, at both sides of their bound."""

from __future__ import annotations

import pytest

from verifier.rules import load_rules
from verifier.ruling import Situation, Weight, applies
from verifier.ruling.amounts import check_quota, check_rate, check_rounds
from verifier.titles import Level

RULES = load_rules()
FULL, ASSOCIATE = Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR
RATE = RULES.rule("review.pass-rate.panjin-2024")
POSTS = RULES.rule("review.post-quota.panjin-2024")
NATIONAL = RULES.rule("nomination.quota.weihai-national")
PROVINCIAL = RULES.rule("nomination.quota.weihai-provincial")


@pytest.mark.parametrize("rule", ["meeting.rounds.floor", "meeting.rounds.panjin-2024"])
def test_one_round_of_votes_passes(rule):
    assert check_rounds(RULES.rule(rule), 1) is None


@pytest.mark.parametrize("rule", ["meeting.rounds.floor", "meeting.rounds.panjin-2024"])
@pytest.mark.parametrize("rounds", [0, 2])
def test_any_other_number_of_rounds_is_refused(rule, rounds):
    found = check_rounds(RULES.rule(rule), rounds)
    assert found is not None
    assert (found.code, found.weight) == ("rule.limit.rounds", Weight.REFUSE)


def test_the_tenth_of_twenty_passes():
    assert check_rate(RATE, passed=10, of=20, levels=[ASSOCIATE]) is None


@pytest.mark.parametrize(("passed", "of"), [(11, 20), (3, 5)])
def test_the_eleventh_of_twenty_is_held(passed, of):
    found = check_rate(RATE, passed=passed, of=of, levels=[ASSOCIATE])
    assert found is not None
    assert (found.code, found.weight) == ("rule.limit.rate", Weight.HOLD)
    assert found.facts == {"passed": passed, "of": of, "percent": 50}


def test_a_rate_of_seniors_says_nothing_of_the_intermediate():
    assert check_rate(RATE, passed=20, of=20, levels=[Level.INTERMEDIATE]) is None


def test_a_rate_is_not_asked_where_appointment_is_combined():
    assert applies(RATE, Situation(appointment="SEPARATED"))
    assert applies(RATE, Situation())
    assert not applies(RATE, Situation(appointment="COMBINED"))


def test_as_many_as_there_are_posts_pass():
    assert applies(POSTS, Situation(appointment="COMBINED"))
    assert check_rate(POSTS, passed=3, of=3) is None


def test_one_more_than_there_are_posts_is_held():
    found = check_rate(POSTS, passed=4, of=3)
    assert found is not None
    assert (found.code, found.weight) == ("rule.limit.post-quota", Weight.HOLD)
    assert not applies(POSTS, Situation(appointment="SEPARATED"))


@pytest.mark.parametrize("nominees", [[], [FULL], [ASSOCIATE, ASSOCIATE], [FULL, ASSOCIATE]])
def test_two_nominees_of_a_national_enterprise_pass(nominees):
    assert check_quota(NATIONAL, nominees) == ()


@pytest.mark.parametrize(
    ("nominees", "codes"),
    [
        ([ASSOCIATE] * 3, ["rule.quota.persons"]),
        ([FULL, FULL], ["rule.quota.full-senior"]),
        ([FULL, FULL, ASSOCIATE], ["rule.quota.persons", "rule.quota.full-senior"]),
    ],
)
def test_the_third_nominee_and_the_second_full_senior_are_refused(nominees, codes):
    found = check_quota(NATIONAL, nominees)
    assert [each.code for each in found] == codes
    assert {each.weight for each in found} == {Weight.REFUSE}


def test_one_associate_of_a_provincial_enterprise_passes():
    assert check_quota(PROVINCIAL, [ASSOCIATE]) == ()


def test_a_full_senior_or_a_second_of_a_provincial_enterprise_is_refused():
    assert [each.code for each in check_quota(PROVINCIAL, [FULL])] == ["rule.quota.full-senior"]
    assert [each.code for each in check_quota(PROVINCIAL, [ASSOCIATE] * 2)] == [
        "rule.quota.persons"
    ]
