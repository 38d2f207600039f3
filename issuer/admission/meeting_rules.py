"""Rules about the meeting of a committee: that there was one, when, as planned, voted on once.

A meeting is held against the timetable that the authority filed for the committee: whoever hands
a batch in does not say of itself that its plan was there in time. Limits are of the rule book.

Follows 盘人社发〔2024〕34号 二、（七） and its timetable, and the floors of this system.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from issuer.admission.header_case import HeaderCase, HeaderRule
from issuer.admission.problems import Problem, of_breach
from verifier.filing import PlannedMeeting
from verifier.ruling.amounts import check_rounds
from verifier.ruling.days import check_deadline, check_window
from verifier.ruling.evidence import check_required
from verifier.titles import Method

# Methods that rest on a vote of the committee; 认定 is granted by its office without one.
WITH_MEETING: Final = frozenset({Method.REVIEW, Method.CONVERSION})


def has_its_meeting(case: HeaderCase) -> Iterator[Problem]:
    """职称评审管理暂行规定: a review has its meeting; 认定 is granted without a vote."""
    header = case.header
    if header.meeting is None:
        if header.method in WITH_MEETING:
            yield case.problem("header.meeting.missing", "meeting", method=header.method.value)
    elif header.method is Method.RECOGNITION:
        yield case.problem("header.meeting.unexpected", "meeting")
    elif header.meeting.held_on != header.decided_on:
        yield case.problem(
            "header.meeting.day",
            "meeting",
            held_on=header.meeting.held_on.isoformat(),
            decided_on=header.decided_on.isoformat(),
        )


def voted_once(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 严禁多轮投票表决; elsewhere a floor of this system."""
    meeting, rule = case.header.meeting, case.deciding("meeting.rounds")
    breach = check_rounds(rule, meeting.rounds) if meeting and rule else None
    if breach:
        yield of_breach(breach, "meeting")


def met_before_the_last_day(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 年度例会应于11月底前完成，原则上不允许跨年度. Holds."""
    meeting = case.header.meeting
    for rule in case.asking("meeting.last-day") if meeting else ():
        breach = check_deadline(rule, meeting.held_on) if meeting else None
        if breach:
            yield of_breach(breach, "meeting")


def met_as_planned(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 公布的时间计划. A meeting of another day holds."""
    meeting = case.header.meeting
    if meeting is None or _planned(case) is not None:
        return
    for rule in case.asking("meeting.planned"):
        for breach in check_required(rule, ()):
            found = of_breach(breach, "meeting")
            facts = {"held_on": meeting.held_on.isoformat()}
            yield replace(found, code="header.meeting.unplanned", facts=facts)


def plan_was_filed_before(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 在例会前两周，将评审工作方案报备案."""
    planned = _planned(case)
    rule = case.deciding("meeting.plan-lead")
    if planned is None or rule is None:
        return
    if planned.filed_on is None:
        yield case.problem(
            "header.meeting.plan",
            "meeting",
            subject="meeting.plan-lead",
            held_on=planned.held_on.isoformat(),
            days=rule.number("days"),
        )
        return
    breach = check_window(rule, planned.filed_on, planned.held_on, years=case.rules.years)
    if breach:
        yield of_breach(breach, "meeting")


def is_recorded(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 应对评审会议全过程记录. The tally is bound by its digest."""
    meeting = case.header.meeting
    if meeting is None:
        return
    carried = ("tally", "meeting_record") if meeting.record else ("tally",)
    for rule in case.asking("meeting.record"):
        for breach in check_required(rule, carried):
            yield of_breach(breach, "meeting")


MEETING_RULES: Final[tuple[HeaderRule, ...]] = (
    has_its_meeting,
    voted_once,
    met_before_the_last_day,
    met_as_planned,
    plan_was_filed_before,
    is_recorded,
)


def _planned(case: HeaderCase) -> PlannedMeeting | None:
    """The meeting in the timetable as the authority has it at receipt: it may enter one late."""
    meeting = case.header.meeting
    if meeting is None:
        return None
    listed = case.receiving.meetings
    return next((each for each in listed if each.held_on == meeting.held_on), None)
