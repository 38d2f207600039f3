"""The states of a batch and of a certificate: who may move what, and after how many days.

One table each, so that the order of the acts can be read in one place and nothing can skip a
step. The table says what may follow what; the days of a notice come from the rule catalogue.
It never loads, saves or signs.

Follows 职称评审管理暂行规定 (公示, 确认, 公布) and decision records of this system where no
document decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from keys.encoding import Sha256
from keys.errors import Refused
from verifier.acts import Cause, Notice
from verifier.calendar import working_days_between
from verifier.decision import Confirm
from verifier.rules import Rules
from verifier.ruling import Place, Situation
from verifier.ruling.days import check_window
from verifier.ruling.evidence import check_required

NOTICE_RULE: Final = "notice.result-days"
POST_FILING_RULE: Final = "post-filing"


class BatchState(StrEnum):
    """Where a batch stands."""

    REJECTED = "REJECTED"  # kept with every reason; a mended list is a new batch
    HELD = "HELD"  # waits for the authority: a limit that says 原则上, or a filing to renew
    ADMITTED = "ADMITTED"
    NOTICED = "NOTICED"  # 公示 declared
    CONFIRMED = "CONFIRMED"  # 确认并公布: certificates are planned
    MINTED = "MINTED"


class BatchEvent(StrEnum):
    """What happens to a batch."""

    RELEASE = "release"
    NOTICE = "notice"
    CONFIRM = "confirm"
    MINT = "mint"


class Standing(StrEnum):
    """Where a title stands; the public word for its certificates."""

    VALID = "VALID"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    CANCELLED = "CANCELLED"
    SUPERSEDED = "SUPERSEDED"


class StandingEvent(StrEnum):
    """What happens to a title."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    CANCEL = "cancel"
    CORRECT = "correct"


_BATCH: Final = {
    (BatchState.HELD, BatchEvent.RELEASE): BatchState.ADMITTED,
    (BatchState.ADMITTED, BatchEvent.NOTICE): BatchState.NOTICED,
    # A notice that was too short is mended by a longer one.
    (BatchState.NOTICED, BatchEvent.NOTICE): BatchState.NOTICED,
    (BatchState.NOTICED, BatchEvent.CONFIRM): BatchState.CONFIRMED,
    # Rows that were withheld follow under a publication document of their own.
    (BatchState.CONFIRMED, BatchEvent.CONFIRM): BatchState.CONFIRMED,
    (BatchState.MINTED, BatchEvent.CONFIRM): BatchState.CONFIRMED,
    (BatchState.CONFIRMED, BatchEvent.MINT): BatchState.MINTED,
}

# Nothing leaves REVOKED or CANCELLED: an overturned decision issues a new version, both events
# stay on record, and a status bit never comes back.
_TITLE: Final = {
    (Standing.VALID, StandingEvent.SUSPEND): Standing.SUSPENDED,
    (Standing.SUSPENDED, StandingEvent.REINSTATE): Standing.VALID,
    (Standing.VALID, StandingEvent.REVOKE): Standing.REVOKED,
    (Standing.SUSPENDED, StandingEvent.REVOKE): Standing.REVOKED,
    (Standing.VALID, StandingEvent.CANCEL): Standing.CANCELLED,
    (Standing.SUSPENDED, StandingEvent.CANCEL): Standing.CANCELLED,
    (Standing.VALID, StandingEvent.CORRECT): Standing.VALID,
}


def move_batch(state: BatchState, event: BatchEvent) -> BatchState:
    """The state that follows; raises Refused("lifecycle.batch") where nothing does."""
    try:
        return _BATCH[state, event]
    except KeyError:
        raise Refused("lifecycle.batch", state=state.value, event=event.value) from None


def move_title(standing: Standing, event: StandingEvent) -> Standing:
    """The standing that follows; raises Refused("lifecycle.title") where nothing does."""
    try:
        return _TITLE[standing, event]
    except KeyError:
        raise Refused("lifecycle.title", standing=standing.value, event=event.value) from None


def taking_back(cause: Cause) -> StandingEvent:
    """撤销 or 注销, by the cause."""
    return StandingEvent.REVOKE if cause.is_revocation else StandingEvent.CANCEL


@dataclass(frozen=True, slots=True)
class NoticeCount:
    """How long a notice was shown: working days found, working days needed, and the rule."""

    days: int
    needed: int
    rule: str


def count_notice(notice: Notice, *, rules: Rules, region: str) -> NoticeCount:
    """The working days of a notice; the day of posting is not counted (民法典 第二百零一条).

    Raises:
        Refused: "notice.order" when it closes before it is posted, "notice.too-short" below the
            limit of the region, "calendar.year" for a year without a holiday table.
    """
    if notice.closed_on < notice.posted_on:
        raise Refused("notice.order")
    rule = rules.limit(NOTICE_RULE, region=region, on=notice.posted_on)
    first, last, needed = notice.posted_on, notice.closed_on, rule.number("working_days")
    days = working_days_between(first, last, overrides=rules.years)
    if check_window(rule, first, last, years=rules.years):
        raise Refused("notice.too-short", days=days, needed=needed, rule=rule.id)
    return NoticeCount(days=days, needed=needed, rule=rule.id)


def check_confirmation(
    confirm: Confirm, notice: Notice, *, today: date, already_released: bool
) -> None:
    """Whether a publication may follow its notice.

    Args:
        confirm: The decision.
        notice: The last notice of the batch.
        today: Day of the act, China time.
        already_released: An earlier publication released the other rows of this batch.

    Raises:
        Refused: "confirm.notice-open" while the notice runs, "confirm.before-notice" when the
            document is dated inside it, "confirm.future", and "confirm.objection" when a row
            that somebody objected to would go out with the rest. Released later, under a
            document of its own, it may.
    """
    if today <= notice.closed_on:
        raise Refused("confirm.notice-open", closed_on=notice.closed_on.isoformat())
    if confirm.published_on <= notice.closed_on:
        raise Refused("confirm.before-notice", closed_on=notice.closed_on.isoformat())
    if confirm.published_on > today:
        raise Refused("confirm.future", published_on=confirm.published_on.isoformat())
    released: set[Sha256] = set(notice.objections) - set(confirm.withheld)
    if released and not already_released:
        raise Refused("confirm.objection", rows=len(released))


def check_filed_afterwards(confirm: Confirm, *, self_review: bool, place: Place) -> None:
    """人社厅发〔2020〕13号 五: results of a self-review count once they were filed (事后备案).

    Raises:
        Refused: "confirm.post-filing" with the rule that asks for the number.
    """
    rule = place.rule(POST_FILING_RULE)
    carried = ("post_filing_no",) if confirm.post_filing_no else ()
    situation = Situation(review="SELF_REVIEW" if self_review else "FILED")
    if rule is not None and check_required(rule, carried, situation=situation):
        raise Refused("confirm.post-filing", rule=rule.id)
