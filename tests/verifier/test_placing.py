"""A verdict held to a place: what counts there is green, and nothing else that was asked is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys.words import LANGUAGES, Words
from tests.verifier.asking import RULES, own_rule, with_own
from tests.verifier.world import MARINE, NOW, World, moment
from verifier import report
from verifier.acts import Cause
from verifier.cli_rim import CATALOGUES
from verifier.placing import is_elsewhere, place
from verifier.recognition import Employer, Receiving
from verifier.titles import Scope, ScopeKind
from verifier.verdict import VerdictCode
from verifier.verify import verify

V = VerdictCode
DAY = timedelta(days=1)
SHAOXING, QINGDAO = (Receiving(region, date(2025, 3, 2)) for region in ("3306", "3702"))
AGREED = with_own(
    own_rule(
        "own.agreement", "recognition.agreement", "recognition", region="33",
        issuers=["37"], answer="RECOGNISED", reason="AGREEMENT",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World()


def judged(world, *, at=NOW, scope=None):
    verdict = verify(world.full(world.copy), world.bundle(at=at), at)
    if scope is None:
        return verdict
    return replace(verdict, claimed=replace(verdict.claimed, scope=scope))


def held(world, receiving, *, at=NOW, scope=None, rules=RULES):
    verdict = judged(world, at=at, scope=scope)
    return place(verdict, receiving, bundle=world.bundle(at=at), rules=rules)


def test_in_its_scope_it_stays_valid_and_says_so(world):
    found = held(world, QINGDAO)
    assert (found.verdict.code, found.reply.answer) == (V.VALID, "RECOGNISED")
    (told,) = [each for each in found.verdict.findings if each.code == "scope.counts"]
    assert told.rule == found.reply.rule.id


def test_elsewhere_it_is_genuine_and_not_for_there(world):
    found = held(world, SHAOXING)
    assert (found.verdict.code, found.reply.step) == (V.OUT_OF_SCOPE, "M24")
    assert found.verdict.deciding.facts["place"] == "绍兴市"
    assert found.verdict.deciding.rule == "recognition.floor.confirm"


def test_a_document_of_the_receiving_region_recognises_it(world):
    found = held(world, SHAOXING, rules=AGREED)
    assert found.verdict.code is V.RECOGNISED_PEER
    assert found.verdict.deciding.facts["document"] == "示人社发〔2023〕9号 一"
    assert found.verdict.certificate == judged(world).claimed


TARGETED = Scope(ScopeKind.TARGETED, "37", "民营企业")
OF_A_UNIT = Scope(ScopeKind.UNIT, "3710", "示例智造有限公司")
WEIHAI = replace(QINGDAO, region="3710")


@pytest.mark.parametrize(
    ("scope", "receiving", "code", "reason"),
    [
        (Scope(ScopeKind.CITY, "3710"), QINGDAO, V.OUT_OF_SCOPE, "CITY_ONLY"),
        (Scope(ScopeKind.CITY, "3710"), WEIHAI, V.VALID, "IN_SCOPE"),
        (TARGETED, SHAOXING, V.OUT_OF_SCOPE, "TARGETED"),
        (TARGETED, QINGDAO, V.CANNOT_TELL, "TARGET_IN_WORDS"),
        (OF_A_UNIT, WEIHAI, V.CANNOT_TELL, "UNIT_NOT_SAID"),
        (OF_A_UNIT, replace(WEIHAI, unit="示例智造有限公司"), V.VALID, "IN_SCOPE"),
        (OF_A_UNIT, replace(WEIHAI, unit="-"), V.OUT_OF_SCOPE, "UNIT_SCOPE"),
        (None, replace(QINGDAO, region="99"), V.CANNOT_TELL, "UNKNOWN_REGION"),
        (None, replace(QINGDAO, region="x"), V.CANNOT_TELL, "UNKNOWN_REGION"),
    ],
)
def test_the_printed_scope_binds_and_what_was_not_said_is_not_green(
    world, scope, receiving, code, reason
):
    found = held(world, receiving, scope=scope)
    assert (found.verdict.code, found.reply.reason) == (code, reason)


@pytest.mark.parametrize(
    ("employer", "code"),
    [
        (None, V.CANNOT_TELL),
        (Employer.PRIVATE, V.VALID),
        (Employer.STATE, V.OUT_OF_SCOPE),
    ],
)
def test_a_targeted_title_asks_for_the_kind_of_employer(world, employer, code):
    """晋人社厅发〔2020〕38号 二、5: 定向评价、定向使用."""
    book = with_own(
        own_rule("own.target", "scope.target", "scope", scope="TARGETED", scope_region="37",
                 ownership="PRIVATE")
    )  # fmt: skip
    asked = replace(QINGDAO, employer=employer)
    assert held(world, asked, scope=TARGETED, rules=book).verdict.code is code


def test_another_province_that_has_not_spoken_lately_is_not_green_anywhere(world):
    late = NOW + 2 * DAY
    found = held(world, SHAOXING, at=late, rules=AGREED)
    assert found.verdict.code is V.PEER_UNCONFIRMED
    assert found.verdict.deciding.facts["host"] == world.profile.host
    steps = [each.step for each in found.verdict.findings]
    assert steps == sorted(steps)
    # At home the same silence has another name, and is as little green.
    assert held(world, QINGDAO, at=late).verdict.code is V.STALE_OFFLINE


def test_past_its_last_day_it_counts_in_no_place(world):
    """Also when the place is asked about by somebody who did not look at the day."""
    over = Scope(ScopeKind.PROVINCE, "37", until=QINGDAO.on - DAY)
    found = held(world, QINGDAO, scope=over)
    assert (found.reply.answer, found.reply.reason) == ("NOT_VALID_HERE", "SCOPE_EXPIRED")
    assert found.verdict.code is V.SCOPE_EXPIRED


def test_a_place_takes_nothing_back_and_adds_nothing_to_what_is_bad():
    world = World()
    world.take_back(world.copy, Cause.IMPROPER_MEANS)
    before = judged(world)
    found = held(world, SHAOXING, rules=AGREED)
    assert found.verdict == before
    assert (found.verdict.code, found.reply.reason) == (V.REVOKED, "REVOKED")


def test_a_committee_that_lost_its_right_later_is_told_beside_the_place():
    world = World()
    world.withdraw(MARINE, at=moment(6, 20))
    assert held(world, QINGDAO).verdict.code is V.VALID_AUTH_WITHDRAWN
    elsewhere = held(world, SHAOXING, rules=AGREED).verdict
    assert elsewhere.code is V.RECOGNISED_PEER
    assert "batch.later-withdrawn" in {each.code for each in elsewhere.findings}


def test_without_lists_a_place_changes_nothing(world):
    verdict = judged(world)
    found = place(verdict, SHAOXING, bundle=None, rules=RULES)
    assert found.verdict == verdict
    assert found.reply.answer == "UNKNOWN"


def test_who_is_from_elsewhere(world):
    bundle, verdict = world.bundle(), judged(world)
    assert is_elsewhere(verdict, "330000", bundle=bundle)
    assert not is_elsewhere(verdict, "370200", bundle=bundle)
    forged = verify(world.full(world.copy)[:-9], bundle, NOW)
    assert not is_elsewhere(replace(forged, findings=()), "330000", bundle=bundle)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_its_words_with_every_fact(world, language):
    words = Words(language, *CATALOGUES)
    cases = [
        held(world, QINGDAO),
        held(world, SHAOXING),
        held(world, SHAOXING, rules=AGREED),
        held(world, SHAOXING, at=NOW + 2 * DAY),
        held(world, WEIHAI, scope=OF_A_UNIT),
    ]
    assert len({each.verdict.code for each in cases}) == len(cases)
    for each in cases:
        told = report.lines(each.verdict, words, rules=RULES, official="zc.example")
        assert not any("{" in line.text for line in told)
