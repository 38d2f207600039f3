"""Rules about a batch as a whole: who hands it in, under which filing, after which meeting.

One small function a rule, each with its clause. A rule yields what is wrong and never looks at
another rule's findings. Scope and filing are judged at the day of the decision, the state of the
committee at receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from issuer.admission.problems import Problem, Severity, in_order
from keys.errors import address_told
from verifier.batch import BatchHeader
from verifier.china_time import CHINA, china_day
from verifier.committee import CommitteeAuthority
from verifier.rules import Rule as CatalogueRule
from verifier.rules import Rules
from verifier.titles import Method

LEEWAY: Final = timedelta(seconds=60)
UNDERTAKERS: Final = ("个人", "单位")

# Methods that rest on a vote of the committee; 认定 is granted by its office without one.
_WITH_MEETING: Final = frozenset({Method.REVIEW, Method.CONVERSION})


@dataclass(frozen=True, slots=True)
class HeaderCase:
    """A header and all that it is held against.

    Attributes:
        header: What the committee signed.
        committee: Its authority at the day of the decision.
        receiving: Its authority at receipt: state and filing may have changed since.
        rules: The rule book; limits of the committee's region and the day of decision count.
        audience: Entity id of the authority that receives the batch.
        at: Moment of receipt, aware UTC.
    """

    header: BatchHeader
    committee: CommitteeAuthority
    receiving: CommitteeAuthority
    rules: Rules
    audience: str
    at: datetime

    @property
    def today(self) -> date:
        """Day of receipt, China time."""
        return china_day(self.at)

    def deciding(self, subject: str) -> CatalogueRule | None:
        """The catalogue's rule on a subject in the committee's region, None where none decides."""
        found = self.rules.deciding(
            subject, region=self.committee.region, on=self.header.decided_on
        )
        return found[0] if found else None

    def problem(
        self,
        code: str,
        column: str | None,
        severity: Severity = Severity.REFUSE,
        *,
        subject: str | None = None,
        **facts: str | int,
    ) -> Problem:
        """A problem of the batch as a whole, with the rule that decides on `subject`."""
        rule = self.deciding(subject) if subject else None
        return Problem(None, column, code, severity, facts, rule.id if rule else None)


Rule = Callable[[HeaderCase], Iterator[Problem]]


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


def has_its_meeting(case: HeaderCase) -> Iterator[Problem]:
    """职称评审管理暂行规定: a review has its meeting; 认定 is granted without a vote."""
    header = case.header
    if header.meeting is None:
        if header.method in _WITH_MEETING:
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
    meeting, limit = case.header.meeting, case.deciding("meeting.rounds")
    if meeting is not None and limit is not None and meeting.rounds != limit.number("rounds"):
        yield case.problem(
            "header.votes", "meeting", subject="meeting.rounds", rounds=meeting.rounds
        )


def met_before_the_last_day(case: HeaderCase) -> Iterator[Problem]:
    """盘人社发〔2024〕34号 二、（七）: 年度例会应于11月底前完成，原则上不允许跨年度. Holds."""
    meeting, limit = case.header.meeting, case.deciding("meeting.last-day")
    if meeting is None or limit is None:
        return
    last_day = limit.text("last_day")
    if meeting.held_on.strftime("%m-%d") > last_day:
        yield case.problem(
            "header.meeting.late",
            "meeting",
            Severity.HOLD if limit.is_hold else Severity.REFUSE,
            subject="meeting.last-day",
            held_on=meeting.held_on.isoformat(),
            last_day=last_day,
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


HEADER_RULES: Final[tuple[Rule, ...]] = (
    speaks_for_itself,
    is_for_this_authority,
    is_handed_in_in_time,
    names_its_filing,
    committee_may_review,
    filing_has_not_lapsed,
    decided_inside_the_filing,
    decided_already,
    method_is_granted,
    has_its_meeting,
    voted_once,
    met_before_the_last_day,
    counts_add_up,
    names_its_standards,
    carries_both_undertakings,
)


def _minute(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
