"""The plan of Panjin for 2024, from the timetable of its committee to certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.issuer.refusing import refused, rejected
from tests.journeys.panjin import (
    FILING,
    MET,
    POSTED,
    engineers,
    founded,
    go_public,
    results,
)
from verifier.filing import PlannedMeeting
from verifier.titles import Level
from verifier.verdict import VerdictCode


@pytest.fixture
def panjin(tmp_path):
    province = founded(f"sqlite:///{tmp_path / 'office.db'}", tmp_path)
    yield province
    province.close()


def held(receipt):
    return receipt.status.state.value, [(each.code, each.rule) for each in receipt.status.problems]


def test_ten_of_twenty_senior_engineers_get_their_certificates(panjin):
    paper = results(panjin, engineers(10), reviewed=20)
    assert held(panjin.hand_in(paper)) == ("ADMITTED", [])
    go_public(panjin, paper)
    made = panjin.mint(paper)
    assert len(made) == 10
    assert {panjin.verify(each.number).code for each in made} == {VerdictCode.VALID}
    assert panjin.verify(made[0].number, "offline").code is VerdictCode.VALID


@pytest.mark.parametrize(("passed", "reviewed"), [(11, 20), (3, 5)])
def test_more_than_half_wait_for_the_authority_and_its_reason(panjin, passed, reviewed):
    paper = results(panjin, engineers(passed), reviewed=reviewed)
    rate = ("rule.limit.rate", "review.pass-rate.panjin-2024")
    assert held(panjin.hand_in(paper)) == ("HELD", [rate])
    with refused("lifecycle.batch"):
        go_public(panjin, paper)
    panjin.release(paper)
    go_public(panjin, paper)
    assert len(panjin.mint(paper)) == passed


def test_the_rate_of_an_intermediate_review_is_nobodys_business(panjin):
    people = engineers(3, title="工程师", level=Level.INTERMEDIATE)
    assert held(panjin.hand_in(results(panjin, people, reviewed=3))) == ("ADMITTED", [])


def test_a_meeting_that_was_moved_waits_until_the_timetable_or_a_reason_follows(panjin):
    moved = date(2024, 10, 15)
    paper = results(panjin, engineers(1), reviewed=2, met=moved)
    planned = ("header.meeting.unplanned", "meeting.planned.panjin-2024")
    assert held(panjin.hand_in(paper)) == ("HELD", [planned])
    entered = (*FILING.meetings, PlannedMeeting(moved, date(2024, 10, 1)))
    committee = panjin.committees["panjin-senior"]
    keys = panjin.trusted(committee.clerk, committee.chair, committee.spare)
    panjin.file(replace(FILING, meetings=entered), keys)
    panjin.go(hours=1)
    again = results(panjin, engineers(1, first=30), reviewed=2, met=moved)
    assert held(panjin.hand_in(again)) == ("ADMITTED", [])


def test_a_plan_that_was_filed_thirteen_days_before_is_too_late(tmp_path):
    late = replace(FILING, meetings=(PlannedMeeting(MET, date(2024, 10, 3)),))
    panjin = founded(f"sqlite:///{tmp_path / 'office.db'}", tmp_path, filing=late)
    with rejected("rule.window.days-short"):
        panjin.hand_in(results(panjin, engineers(1), reviewed=2))
    panjin.close()


def test_four_working_days_of_notice_are_too_few(panjin):
    paper = results(panjin, engineers(1), reviewed=2)
    panjin.hand_in(paper)
    with refused("notice.too-short", days=4, needed=5, rule="notice.result-days.panjin-2024"):
        panjin.declare(paper, posted=POSTED, closed=date(2024, 10, 23))
