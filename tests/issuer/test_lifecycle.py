"""The tables of what may follow what, and the days of a notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from issuer.lifecycle import (
    BatchEvent,
    BatchState,
    Standing,
    StandingEvent,
    check_confirmation,
    count_notice,
    move_batch,
    move_title,
    taking_back,
)
from keys.encoding import Sha256, sha256
from tests.issuer.refusing import refused
from tests.verifier.rules.books import with_own
from tests.verifier.rules.test_own_rules import OWN
from verifier.acts import Cause, Notice
from verifier.decision import Confirm
from verifier.rules import load_rules

BATCH = sha256(b"batch")
ROW = Sha256(sha256(b"row"))
OTHER_ROW = Sha256(sha256(b"other row"))

BATCH_MOVES = {
    ("HELD", "release"): "ADMITTED",
    ("ADMITTED", "notice"): "NOTICED",
    ("NOTICED", "notice"): "NOTICED",
    ("NOTICED", "confirm"): "CONFIRMED",
    ("CONFIRMED", "confirm"): "CONFIRMED",
    ("CONFIRMED", "mint"): "MINTED",
    ("MINTED", "confirm"): "CONFIRMED",
}
TITLE_MOVES = {
    ("VALID", "suspend"): "SUSPENDED",
    ("VALID", "revoke"): "REVOKED",
    ("VALID", "cancel"): "CANCELLED",
    ("VALID", "correct"): "VALID",
    ("SUSPENDED", "reinstate"): "VALID",
    ("SUSPENDED", "revoke"): "REVOKED",
    ("SUSPENDED", "cancel"): "CANCELLED",
}


@pytest.mark.parametrize(("state", "event"), list(product(BatchState, BatchEvent)))
def test_a_batch_moves_as_the_table_says_and_not_otherwise(state, event):
    after = BATCH_MOVES.get((state.value, event.value))
    if after is None:
        with refused("lifecycle.batch", state=state.value, event=event.value):
            move_batch(state, event)
    else:
        assert move_batch(state, event) is BatchState(after)


@pytest.mark.parametrize(("standing", "event"), list(product(Standing, StandingEvent)))
def test_a_title_moves_as_the_table_says_and_not_otherwise(standing, event):
    after = TITLE_MOVES.get((standing.value, event.value))
    if after is None:
        with refused("lifecycle.title", standing=standing.value, event=event.value):
            move_title(standing, event)
    else:
        assert move_title(standing, event) is Standing(after)


def test_nothing_brings_back_what_was_taken_for_good():
    gone = {Standing.REVOKED, Standing.CANCELLED, Standing.SUPERSEDED}
    assert not [pair for pair in TITLE_MOVES if Standing(pair[0]) in gone]


@pytest.mark.parametrize("cause", Cause)
def test_only_blame_and_courts_revoke_the_rest_cancels(cause):
    revokes = cause in {Cause.IMPROPER_MEANS, Cause.COURT}
    assert taking_back(cause) is (StandingEvent.REVOKE if revokes else StandingEvent.CANCEL)


def notice(posted: date, closed: date, *objections: Sha256) -> Notice:
    return Notice(
        issuer="https://zc.weihai.example/committees/zone",
        audience="https://zc.weihai.example",
        issued_at=datetime(2025, 6, 25, tzinfo=UTC),
        batch=BATCH,
        place="示例公示栏",
        posted_on=posted,
        closed_on=closed,
        objections=objections,
    )


def days_of(posted: date, closed: date, region: str = "3710") -> int:
    return count_notice(notice(posted, closed), rules=load_rules(), region=region).days


def test_the_day_of_posting_is_not_counted():
    assert days_of(date(2025, 6, 16), date(2025, 6, 23)) == 5


@pytest.mark.parametrize(
    ("posted", "closed"),
    [
        (date(2025, 6, 16), date(2025, 6, 20)),  # five days on the wall, the first not counted
        (date(2025, 6, 16), date(2025, 6, 22)),  # a weekend adds nothing
        (date(2025, 9, 28), date(2025, 10, 10)),  # twelve days over the national holiday
    ],
)
def test_four_working_days_are_too_few(posted, closed):
    with refused("notice.too-short", days=4, needed=5, rule="notice.result-days.floor"):
        days_of(posted, closed)


def test_a_saturday_that_is_worked_counts():
    assert days_of(date(2025, 9, 28), date(2025, 10, 11)) == 5


def test_a_notice_that_closes_before_it_is_posted_is_refused():
    with refused("notice.order"):
        days_of(date(2025, 6, 24), date(2025, 6, 16))


def test_a_year_without_a_table_of_holidays_is_refused():
    with refused("calendar.year"):
        days_of(date(2035, 6, 4), date(2035, 6, 20))


def test_a_year_and_a_limit_that_the_authority_entered_are_counted():
    year = '[[year]]\nyear = 2035\ndocument = "a notice of tests"\n'
    rules = with_own(OWN + year)
    found = count_notice(notice(date(2035, 6, 4), date(2035, 6, 13)), rules=rules, region="371000")
    assert (found.days, found.needed) == (7, 7)
    with refused("notice.too-short", days=6, needed=7, rule="notice.result-days.weihai-own"):
        count_notice(notice(date(2035, 6, 4), date(2035, 6, 12)), rules=rules, region="371000")


def test_the_rule_of_a_region_goes_before_the_floor():
    counted = count_notice(
        notice(date(2024, 6, 17), date(2024, 6, 24)), rules=load_rules(), region="2111"
    )
    assert (counted.needed, counted.rule) == (5, "notice.result-days.panjin-2024")


SHOWN = notice(date(2025, 6, 16), date(2025, 6, 24), ROW)
ORDINARY = Confirm(BATCH, "威人社字〔2025〕61号（示例）", date(2025, 6, 26), (ROW,))


def check(confirm=ORDINARY, shown=SHOWN, *, today=date(2025, 6, 27), already_released=False):
    check_confirmation(confirm, shown, today=today, already_released=already_released)


def test_an_ordinary_confirmation_passes():
    check()


def test_the_last_day_of_the_notice_is_too_early():
    with refused("confirm.notice-open", closed_on="2025-06-24"):
        check(replace(ORDINARY, published_on=date(2025, 6, 24)), today=date(2025, 6, 24))
    check(replace(ORDINARY, published_on=date(2025, 6, 25)), today=date(2025, 6, 25))


def test_a_document_dated_inside_the_notice_is_refused():
    with refused("confirm.before-notice"):
        check(replace(ORDINARY, published_on=date(2025, 6, 24)))


def test_a_document_of_tomorrow_is_refused():
    with refused("confirm.future"):
        check(replace(ORDINARY, published_on=date(2025, 6, 28)))


@pytest.mark.parametrize("withheld", [(), (OTHER_ROW,)])
def test_a_row_that_somebody_objected_to_does_not_go_out_with_the_rest(withheld):
    with refused("confirm.objection", rows=1):
        check(replace(ORDINARY, withheld=withheld))


def test_it_may_follow_under_a_document_of_its_own():
    check(replace(ORDINARY, withheld=()), already_released=True)
