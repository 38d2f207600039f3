"""Each rule about the meeting: Panjin's plan of 2024, the floors of the rest, what drafts tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.admission import Severity, check_header
from keys.encoding import sha256
from tests.issuer.admission.test_header_rules import changed, found, with_meeting
from tests.issuer.desk_world import AT, MEETING, committee, draft, header_case, sitting
from verifier.batch import Meeting
from verifier.filing import PlannedMeeting
from verifier.rules import load_own_rules
from verifier.titles import Method


@pytest.mark.parametrize("method", [Method.REVIEW, Method.CONVERSION])
def test_review_needs_its_meeting(method):
    assert "header.meeting.missing" in found(changed(method=method, meeting=None))


def test_recognition_has_no_meeting():
    assert set(found(changed(method=Method.RECOGNITION))) == {"header.meeting.unexpected"}
    assert found(changed(method=Method.RECOGNITION, meeting=None)) == {}


def test_meeting_is_on_the_day_of_the_decision():
    header = with_meeting(held_on=MEETING - timedelta(days=1))
    assert set(found(header)) == {"header.meeting.day"}


def test_second_round_of_votes_is_refused():
    problem = found(with_meeting(rounds=2))["rule.limit.rounds"]
    assert problem.rule == "meeting.rounds.floor"


@pytest.mark.parametrize(("day", "held"), [(date(2024, 11, 30), False), (date(2024, 12, 1), True)])
def test_meeting_after_the_last_day_of_the_region_holds(day, held):
    planned = (PlannedMeeting(day, date(2024, 6, 30)),)
    late = [("rule.deadline.late", Severity.HOLD, "meeting.last-day.panjin-2024")]
    assert codes(of_panjin(held_on=day, meetings=planned)) == late * held


# -- Panjin in 2024: a plan decides there, and says when meetings are held ------------------------

PLANNED = date(2024, 10, 16)
IN_TIME, TOO_LATE = PLANNED - timedelta(days=14), PLANNED - timedelta(days=13)
TIMETABLE = (PlannedMeeting(PLANNED, IN_TIME),)


def of_panjin(*, held_on=PLANNED, meetings=TIMETABLE, at=None, **changes):
    """A senior committee of Panjin, whose meeting was planned, filed and recorded."""
    meeting = Meeting(held_on, 1, sha256(b"tally"), "盘评会录〔2024〕3号（示例）")
    header = draft(said=sitting(2, decided_on=held_on, meeting=meeting)).header
    filing = committee(
        region="2111", valid_from=date(2024, 1, 1), meetings=meetings, characteristic=False
    )
    filing = replace(filing, **changes)
    return header_case(header, committee=filing, receiving=filing, at=at or AT)


def codes(case):
    return [(each.code, each.severity, each.rule) for each in check_header(case)]


def test_meeting_of_panjin_that_keeps_the_plan_has_no_problem():
    assert codes(of_panjin()) == []


def test_meeting_on_another_day_than_planned_holds():
    found = codes(of_panjin(held_on=PLANNED + timedelta(days=1)))
    assert found == [("header.meeting.unplanned", Severity.HOLD, "meeting.planned.panjin-2024")]


def test_timetable_counts_as_the_authority_has_it_at_receipt():
    case = of_panjin()
    late = replace(case, committee=replace(case.committee, meetings=()))
    assert codes(late) == []
    assert codes(replace(case, receiving=replace(case.receiving, meetings=()))) != []


def test_plan_is_filed_fourteen_days_before_the_meeting():
    rule = "meeting.plan-lead.panjin-2024"
    assert codes(of_panjin(meetings=(PlannedMeeting(PLANNED, TOO_LATE),))) == [
        ("rule.window.days-short", Severity.REFUSE, rule)
    ]
    assert codes(of_panjin(meetings=(PlannedMeeting(PLANNED),))) == [
        ("header.meeting.plan", Severity.REFUSE, rule)
    ]


def test_meeting_of_panjin_is_recorded():
    case = of_panjin()
    unrecorded = replace(case.header, meeting=replace(case.header.meeting, record=None))
    assert codes(replace(case, header=unrecorded)) == [
        ("rule.required.missing", Severity.REFUSE, "meeting.record.panjin-2024")
    ]


def test_second_round_of_votes_is_refused_by_the_plan_of_panjin():
    case = of_panjin()
    again = replace(case.header, meeting=replace(case.header.meeting, rounds=2))
    assert codes(replace(case, header=again)) == [
        ("rule.limit.rounds", Severity.REFUSE, "meeting.rounds.panjin-2024")
    ]


def test_the_plan_of_2024_asks_nothing_of_a_meeting_in_2025():
    assert codes(of_panjin(held_on=date(2025, 1, 8), meetings=())) == []


def test_nobody_in_weihai_is_asked_for_a_timetable():
    assert found() == {}


@pytest.mark.parametrize(("filed", "informed"), [(date(2024, 6, 30), 0), (date(2024, 7, 1), 1)])
def test_self_review_filed_after_june_is_told_to_begin_a_year_later(filed, informed):
    """The day stands damaged in the paper, so it informs until an authority enters it."""
    found = codes(of_panjin(self_review=True, approved_on=filed))
    told = [("rule.deadline.late", Severity.INFORM, "filing.last-day.panjin-2024")]
    assert found == told * informed
    assert codes(of_panjin(approved_on=filed)) == []


def test_self_review_filed_late_is_refused_where_the_authority_has_entered_the_day(tmp_path):
    tmp_path.joinpath("panjin.toml").write_text(LAST_DAY, "utf-8")
    case = replace(of_panjin(self_review=True), rules=load_own_rules(tmp_path))

    def filed(day):
        return codes(replace(case, committee=replace(case.committee, approved_on=day)))

    assert filed(date(2024, 6, 30)) == []
    assert filed(date(2023, 9, 1)) == []
    (refused,) = [each for each in filed(date(2024, 7, 1)) if each[1] is Severity.REFUSE]
    assert refused[2] == "filing.last-day.panjin-own"


LAST_DAY = """
[[document]]
id = "panjin-own"
title = "关于自主评审备案截止日期的说明（示例）"
number = "盘人社字〔2024〕900号"
issuer = "盘锦市人力资源和社会保障局（示例）"
standing = "in_force"
checked_on = 2024-06-06

[[rule]]
id = "filing.last-day.panjin-own"
subject = "filing.last-day"
kind = "deadline"
document = "panjin-own"
clause = "一"
says = "提交材料截止日期为6月30日"
effective = 2024-06-06
region = "2111"
[rule.parameters]
last_day = "06-30"
breach = "refuse"
"""


@pytest.mark.parametrize(("day", "informed"), [(date(2025, 9, 30), 0), (date(2025, 10, 1), 1)])
def test_the_last_day_of_a_draft_informs_pilot_units(day, informed):
    case = of_panjin(held_on=day, region="3306", at=datetime(2025, 10, 9, tzinfo=UTC))
    window = {"issued_at": case.at, "expires_at": case.at + timedelta(days=1)}
    found = codes(replace(case, header=replace(case.header, **window)))
    told = [("rule.deadline.late", Severity.INFORM, "meeting.last-day.shaoxing-draft")]
    assert found == told * informed
