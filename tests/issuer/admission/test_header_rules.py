"""Each rule about a batch as a whole: what it refuses, what it holds, where it stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.admission import Severity, check_header
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
from verifier.filing import CommitteeState
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


def test_ways_of_review_are_the_six():
    six = ("考试", "评审", "答辩", "考核认定", "实践操作", "业绩展示")
    assert found(changed(review_methods=six, group="民营企业专项评审")) == {}
    problem = found(changed(review_methods=("评审", "面谈")))["rule.authority.review-method"]
    assert (problem.column, problem.facts["method"]) == ("review_methods", "面谈")
    assert problem.rule == "authority.review-methods.national"
