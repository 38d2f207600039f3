"""Each rule about a batch as a whole: what it refuses, what it holds, where it stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.admission import Severity, check_header
from keys.encoding import sha256
from tests.issuer.desk_world import (
    AT,
    COMMITTEE,
    MEETING,
    RULES,
    committee,
    counts,
    draft,
    header_case,
    sitting,
)
from verifier.batch import Meeting
from verifier.filing import CommitteeState, PlannedMeeting
from verifier.rules import load_own_rules
from verifier.titles import Level, Method


def found(header=None, **changes):
    return {p.code: p for p in check_header(header_case(header, **changes))}


def changed(**members):
    return replace(draft().header, **members)


def with_meeting(**members):
    header = draft().header
    return replace(header, meeting=replace(header.meeting, **members))


def test_batch_that_keeps_every_rule_has_no_problem():
    assert found() == {}


def test_problems_of_a_batch_have_no_line():
    problems = found(changed(standards=(), undertakings=())).values()
    assert {p.line for p in problems} == {None}


def test_committee_hands_in_for_itself_only():
    assert set(found(changed(issuer=COMMITTEE + "-b"))) == {"header.issuer"}


def test_batch_for_another_authority_is_refused():
    assert set(found(audience="https://zc.yantai.example")) == {"header.audience"}


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (draft().header.issued_at - timedelta(seconds=60), set()),
        (draft().header.issued_at - timedelta(seconds=61), {"header.window.early"}),
        (draft().header.expires_at, set()),
        (draft().header.expires_at + timedelta(seconds=1), {"header.window.late"}),
    ],
)
def test_batch_counts_inside_its_window_only(at, codes):
    assert set(found(at=at)) == codes


def test_window_that_never_opens_is_refused():
    header = draft().header
    assert "header.window.late" in found(replace(header, expires_at=header.issued_at))


def test_filing_number_is_the_filed_one():
    assert set(found(changed(filing_no="威人社备〔2025〕2号（示例）"))) == {"header.filing-no"}


@pytest.mark.parametrize("state", [CommitteeState.SUSPENDED, CommitteeState.WITHDRAWN])
def test_suspended_or_withdrawn_at_receipt_is_refused(state):
    problem = found(receiving=committee(state=state, state_decision="威人社停〔2025〕1号"))[
        f"header.committee.{state.value.lower()}"
    ]
    assert problem.severity is Severity.REFUSE
    assert problem.rule == "supervision.shandong"
    assert problem.facts["decision"] == "威人社停〔2025〕1号"


def test_committee_that_rectifies_still_reviews():
    state = committee(state=CommitteeState.RECTIFYING, state_decision="威人社改〔2025〕1号")
    assert found(receiving=state) == {}


def test_state_at_the_meeting_does_not_count():
    state = committee(state=CommitteeState.SUSPENDED, state_decision="威人社停〔2025〕1号")
    assert found(committee=state) == {}


def test_filing_that_lapsed_before_receipt_holds():
    lapsed = committee(valid_to=date(2025, 6, 24))
    assert found(receiving=lapsed)["header.committee.filing-expired"].severity is Severity.HOLD
    assert found(receiving=committee(valid_to=date(2025, 6, 25))) == {}


def test_day_of_receipt_is_the_chinese_one():
    """23:30 in London is the next day in Weihai."""
    lapsed = committee(valid_to=date(2025, 6, 24))
    late = datetime(2025, 6, 24, 16, 30, tzinfo=UTC)
    assert "header.committee.filing-expired" in found(receiving=lapsed, at=late)


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (MEETING, MEETING, False),
        (MEETING + timedelta(days=1), date(2028, 2, 29), True),
        (date(2025, 3, 1), MEETING - timedelta(days=1), True),
    ],
)
def test_decision_lies_inside_the_filing_its_last_day_included(first, last, refused):
    filing = committee(valid_from=first, valid_to=last)
    assert ("header.decided-on.outside-filing" in found(committee=filing)) is refused


def test_decision_of_tomorrow_is_refused():
    tomorrow = AT.date() + timedelta(days=1)
    paper = draft(said=sitting(2, decided_on=tomorrow, meeting=Meeting(tomorrow, 1, "x")))
    assert "header.decided-on.future" in found(paper.header)


def test_method_must_be_filed():
    assert "header.method" in found(changed(method=Method.EXAM))


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


@pytest.mark.parametrize("numbers", [(1, 2, 2), (3, 1, 2)])
def test_counts_go_down(numbers):
    assert "header.counts.order" in found(changed(counts=counts(*numbers)))


def test_list_holds_exactly_those_who_passed():
    assert set(found(changed(counts=counts(9, 8, 3)))) == {"header.counts.rows"}


def test_standard_is_named():
    assert found(changed(standards=()))["header.standards"].rule == "batch.standards"


@pytest.mark.parametrize(("texts", "who"), [(("单位承诺书",), "个人"), (("个人承诺书",), "单位")])
def test_both_undertakings_are_there(texts, who):
    problem = found(changed(undertakings=texts))["header.undertakings"]
    assert problem.facts["who"] == who


def test_pass_rate_above_half_holds_where_a_plan_says_so():
    from issuer.admission import check_rows
    from tests.issuer.desk_world import row

    senior = [row(n, level=Level.ASSOCIATE_SENIOR, title="高级工程师") for n in (2, 3)]
    filing = committee(region="2111", levels=(Level.ASSOCIATE_SENIOR,))

    def rate(reviewed, day):
        paper = draft(senior, said=sitting(2, reviewed=reviewed, applied=9, decided_on=day))
        return [p for p in check_rows(paper.header, senior, filing, rules=RULES) if p.line is None]

    assert rate(4, date(2024, 11, 1)) == []
    (problem,) = rate(3, date(2024, 11, 1))
    assert (problem.code, problem.severity) == ("rule.limit.rate", Severity.HOLD)
    assert rate(3, date(2025, 1, 1)) == []


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


# -- what every region asks ---------------------------------------------------------------------


def test_ways_of_review_are_the_six():
    six = ("考试", "评审", "答辩", "考核认定", "实践操作", "业绩展示")
    assert found(changed(review_methods=six, group="民营企业专项评审")) == {}
    problem = found(changed(review_methods=("评审", "面谈")))["rule.authority.review-method"]
    assert (problem.column, problem.facts["method"]) == ("review_methods", "面谈")
    assert problem.rule == "authority.review-methods.national"


@pytest.mark.parametrize(("day", "informed"), [(date(2025, 9, 30), 0), (date(2025, 10, 1), 1)])
def test_the_last_day_of_a_draft_informs_pilot_units(day, informed):
    case = of_panjin(held_on=day, region="3306", at=datetime(2025, 10, 9, tzinfo=UTC))
    window = {"issued_at": case.at, "expires_at": case.at + timedelta(days=1)}
    found = codes(replace(case, header=replace(case.header, **window)))
    told = [("rule.deadline.late", Severity.INFORM, "meeting.last-day.shaoxing-draft")]
    assert found == told * informed
