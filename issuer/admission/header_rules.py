"""Rules about a batch as a whole: who hands it in, under which filing, with which counts.

One small function a rule, each with its clause. A rule yields what is wrong and never looks at
another rule's findings. Desk, reception and minting ask the one function `check_header`; the
rules about the meeting stand in a module of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from issuer.admission.header_case import HeaderCase, HeaderRule
from issuer.admission.meeting_rules import MEETING_RULES
from issuer.admission.problems import Problem, Severity, in_order, of_breach
from keys.errors import address_told
from verifier.china_time import CHINA
from verifier.ruling.committees import Filing, check_filing
from verifier.ruling.days import check_deadline, first_year

LEEWAY: Final = timedelta(seconds=60)
UNDERTAKERS: Final = ("个人", "单位")


def check_header(case: HeaderCase) -> tuple[Problem, ...]:
    """Every problem of a header; none of them has a line."""
    return in_order(problem for rule in HEADER_RULES for problem in rule(case))


def speaks_for_itself(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 谁评审、谁负责. Nobody hands in for another."""
    if case.header.issuer != case.committee.entity:
        yield case.problem("header.issuer", "issuer", expected=case.committee.entity)


def is_for_this_authority(case: HeaderCase) -> Iterator[Problem]:
    """RFC 7519 4.1.3: a batch for one authority is nothing to another."""
    if case.header.audience != case.audience:
        yield case.problem(
            "header.audience",
            "audience",
            found=address_told(case.header.audience),
            expected=case.audience,
        )


def is_handed_in_in_time(case: HeaderCase) -> Iterator[Problem]:
    """RFC 7519 4.1.4 and 4.1.6: not before it was made, not after its window."""
    issued, expires = case.header.issued_at, case.header.expires_at
    if issued > case.at + LEEWAY:
        yield case.problem("header.window.early", "issued_at", issued_at=_minute(issued))
    if case.at > expires or expires <= issued:
        yield case.problem("header.window.late", "expires_at", expires_at=_minute(expires))


def names_its_filing(case: HeaderCase) -> Iterator[Problem]:
    """职称评审管理暂行规定 第八条: 核准备案. The number is the one that was filed."""
    if case.header.filing_no != case.committee.filing_no:
        yield case.problem(
            "header.filing-no",
            "filing_no",
            found=case.header.filing_no,
            expected=case.committee.filing_no,
        )


def committee_may_review(case: HeaderCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 三: 暂停其评审工作直至收回评审权. Judged at receipt."""
    committee = case.receiving
    if not committee.state.may_review:
        yield case.problem(
            f"header.committee.{committee.state.value.lower()}",
            None,
            subject="supervision",
            decision=committee.state_decision or "",
        )


def filing_has_not_lapsed(case: HeaderCase) -> Iterator[Problem]:
    """职称评审管理暂行规定 第八条: a filing that ended between meeting and receipt holds."""
    if case.today > case.receiving.valid_to:
        yield case.problem(
            "header.committee.filing-expired",
            None,
            Severity.HOLD,
            valid_to=case.receiving.valid_to.isoformat(),
        )


def decided_inside_the_filing(case: HeaderCase) -> Iterator[Problem]:
    """职称评审管理暂行规定 第八条: the meeting lies inside the filing, last day included."""
    committee = case.committee
    if not committee.valid_from <= case.header.decided_on <= committee.valid_to:
        yield case.problem(
            "header.decided-on.outside-filing",
            "decided_on",
            decided_on=case.header.decided_on.isoformat(),
            valid_from=committee.valid_from.isoformat(),
            valid_to=committee.valid_to.isoformat(),
        )


def decided_already(case: HeaderCase) -> Iterator[Problem]:
    """A result cannot be handed in before it was decided."""
    if case.header.decided_on > case.today:
        yield case.problem(
            "header.decided-on.future", "decided_on", decided_on=case.header.decided_on.isoformat()
        )


def method_is_granted(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 严格按照核准备案的评审范围."""
    if case.header.method not in case.committee.methods:
        yield case.problem(
            "header.method", "method", subject="filed-scope", method=case.header.method.value
        )


def counts_add_up(case: HeaderCase) -> Iterator[Problem]:
    """Nobody passes who was not reviewed; nobody is in the list who did not pass."""
    counts = case.header.counts
    if not counts.applied >= counts.reviewed >= counts.passed:
        yield case.problem(
            "header.counts.order",
            "counts",
            applied=counts.applied,
            reviewed=counts.reviewed,
            passed=counts.passed,
        )
    if counts.passed != case.header.row_count:
        yield case.problem(
            "header.counts.rows", "counts", passed=counts.passed, rows=case.header.row_count
        )


def names_its_standards(case: HeaderCase) -> Iterator[Problem]:
    """鲁人社字〔2019〕208号 二、（二）: every result names the standard it was held against."""
    if not case.header.standards:
        yield case.problem("header.standards", "standards", subject="batch.standards")


def carries_both_undertakings(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 个人、单位双承诺制."""
    texts = case.header.undertakings
    for who in UNDERTAKERS:
        if not any(who in text for text in texts):
            yield case.problem(
                "header.undertakings", "undertakings", subject="batch.undertakings", who=who
            )


def methods_are_listed(case: HeaderCase) -> Iterator[Problem]:
    """人社厅发〔2020〕13号 四: 考试、评审、答辩、考核认定、实践操作、业绩展示."""
    asked = Filing(None, (), (), review_methods=case.header.review_methods)
    for rule in case.asking("authority.review-methods"):
        for breach in check_filing(rule, asked):
            yield of_breach(breach, "review_methods")


def self_review_was_filed_in_time(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（六）: filed too late, a self-review begins a year later."""
    committee = case.committee
    if not committee.self_review:
        return
    filed_on = committee.approved_on or committee.valid_from
    for rule in case.asking("filing.last-day"):
        breach = check_deadline(rule, filed_on)
        if breach and case.header.decided_on.year < first_year(rule, filed_on):
            yield of_breach(breach, "decided_on")


HEADER_RULES: Final[tuple[HeaderRule, ...]] = (
    speaks_for_itself,
    is_for_this_authority,
    is_handed_in_in_time,
    names_its_filing,
    committee_may_review,
    filing_has_not_lapsed,
    decided_inside_the_filing,
    decided_already,
    method_is_granted,
    *MEETING_RULES,
    counts_add_up,
    names_its_standards,
    carries_both_undertakings,
    methods_are_listed,
    self_review_was_filed_in_time,
)


def _minute(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
