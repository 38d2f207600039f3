"""Windows and last days, at both sides of their bound."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from keys.errors import Refused
from tests.verifier.rules.books import with_own
from verifier.rules import load_rules
from verifier.ruling import Weight
from verifier.ruling.days import check_deadline, check_window, first_year, last_day_of, years_after

RULES = load_rules()
FLOOR = RULES.rule("notice.result-days.floor")
UNIT_NOTICE = RULES.rule("notice.unit-days.panjin-2024")
PLAN_LEAD = RULES.rule("meeting.plan-lead.panjin-2024")
LAST_DAY = RULES.rule("meeting.last-day.panjin-2024")
PILOT = RULES.rule("meeting.last-day.shaoxing-draft")
SELF_REVIEW = RULES.rule("filing.last-day.panjin-2024")
LEAD = RULES.rule("recommendation.lead.panjin-2024")
APPROVAL = RULES.rule("entrusted.approval.panjin-2024")
OFF_POST = RULES.rule("off-post.years.shanxi")
OFF_POST_NATIONAL = RULES.rule("off-post.years.national")
POSTED = RULES.rule("posted.years.national")
FILING = RULES.rule("filing.years.floor")


@pytest.mark.parametrize("rule", [FLOOR, RULES.rule("notice.result-days.panjin-2024"), UNIT_NOTICE])
def test_five_working_days_pass(rule):
    assert check_window(rule, date(2024, 6, 17), date(2024, 6, 24)) is None


@pytest.mark.parametrize("rule", [FLOOR, RULES.rule("notice.result-days.panjin-2024"), UNIT_NOTICE])
def test_four_working_days_are_too_few(rule):
    found = check_window(rule, date(2024, 6, 17), date(2024, 6, 21))
    assert found is not None
    assert found.code == "rule.window.working-days-short"
    assert found.facts == {"found": 4, "needed": 5}
    assert found.weight is Weight.REFUSE


@pytest.mark.parametrize(
    ("posted", "closed"),
    [
        # 国庆 and 中秋 2025: off from 10-01 to 10-08, Sunday 09-28 and Saturday 10-11 worked.
        (date(2025, 9, 30), date(2025, 10, 14)),
        (date(2025, 9, 26), date(2025, 10, 10)),
        # 春节 2026: off from 02-15 to 02-23, Saturdays 02-14 and 02-28 worked.
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 2, 14), date(2026, 2, 28)),
    ],
)
def test_a_notice_over_a_holiday_counts_only_days_worked(posted, closed):
    assert check_window(FLOOR, posted, closed) is None
    short = check_window(FLOOR, posted, closed - timedelta(days=1))
    assert short is not None
    assert short.facts["found"] == 4


def test_a_year_without_holidays_is_refused_and_names_the_file_to_add():
    with pytest.raises(Refused) as caught:
        check_window(FLOOR, date(2031, 1, 2), date(2031, 1, 20))
    assert caught.value.code == "calendar.year"
    assert caught.value.facts == {"year": 2031, "file": "calendar.toml"}


def test_a_year_that_an_authority_entered_is_counted():
    years = with_own('[[year]]\nyear = 2031\ndocument = "a notice of tests"\n').years
    assert check_window(FLOOR, date(2031, 1, 2), date(2031, 1, 9), years=years) is None


def test_fourteen_days_before_the_meeting_pass():
    assert check_window(PLAN_LEAD, date(2024, 10, 1), date(2024, 10, 15)) is None


def test_thirteen_days_before_the_meeting_are_too_few():
    found = check_window(PLAN_LEAD, date(2024, 10, 2), date(2024, 10, 15))
    assert found is not None
    assert (found.code, found.facts["found"]) == ("rule.window.days-short", 13)


def test_ten_days_of_lead_pass_and_nine_do_not():
    assert check_window(LEAD, date(2024, 9, 20), date(2024, 9, 30)) is None
    found = check_window(LEAD, date(2024, 9, 21), date(2024, 9, 30))
    assert found is not None
    assert found.facts == {"found": 9, "needed": 10}


def test_an_entrusted_review_is_approved_by_the_day_of_its_meeting():
    assert check_window(APPROVAL, date(2024, 9, 30), date(2024, 9, 30)) is None


def test_an_entrusted_review_that_was_approved_after_its_meeting_is_refused():
    found = check_window(APPROVAL, date(2024, 10, 1), date(2024, 9, 30))
    assert found is not None
    assert found.code == "rule.window.days-short"


def test_a_year_posted_away_passes():
    assert check_window(POSTED, date(2022, 3, 1), date(2023, 3, 1)) is None


def test_364_days_posted_away_are_too_few():
    found = check_window(POSTED, date(2022, 3, 1), date(2023, 2, 28))
    assert found is not None
    assert (found.code, found.facts["found"]) == ("rule.window.years-short", 364)


@pytest.mark.parametrize("rule", [OFF_POST, OFF_POST_NATIONAL])
def test_three_years_off_post_pass_on_their_last_day(rule):
    assert check_window(rule, date(2021, 7, 1), date(2024, 7, 1)) is None


@pytest.mark.parametrize("rule", [OFF_POST, OFF_POST_NATIONAL])
def test_the_day_after_three_years_off_post_is_too_late(rule):
    found = check_window(rule, date(2021, 7, 1), date(2024, 7, 2))
    assert found is not None
    assert (found.code, found.facts["needed"]) == ("rule.window.years-long", 3)


def test_a_filing_lasts_three_years_and_not_a_day_more():
    assert check_window(FILING, date(2021, 7, 1), date(2024, 7, 1)) is None
    assert check_window(FILING, date(2021, 7, 1), date(2024, 7, 2)) is not None


def test_a_leap_day_ends_on_the_last_of_february():
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_the_last_of_november_is_in_time():
    assert check_deadline(LAST_DAY, date(2024, 11, 30)) is None


def test_the_first_of_december_is_held():
    found = check_deadline(LAST_DAY, date(2024, 12, 1))
    assert found is not None
    assert (found.code, found.weight) == ("rule.deadline.late", Weight.HOLD)
    assert found.facts == {"day": "2024-12-01", "last_day": "2024-11-30"}


def test_a_meeting_of_the_next_year_is_late_for_this_one():
    assert check_deadline(LAST_DAY, date(2025, 1, 6), year=2024) is not None
    assert check_deadline(LAST_DAY, date(2025, 1, 6)) is None


def test_a_pilot_meets_by_the_end_of_september():
    assert check_deadline(PILOT, date(2024, 9, 30)) is None


def test_a_pilot_that_meets_in_october_is_told_and_a_draft_does_not_hold_it():
    found = check_deadline(PILOT, date(2024, 10, 1))
    assert found is not None
    assert found.weight is Weight.INFORM


def test_a_unit_filed_by_the_end_of_june_reviews_in_that_year():
    assert first_year(SELF_REVIEW, last_day_of(SELF_REVIEW, 2024)) == 2024


def test_a_unit_filed_in_july_reviews_in_the_next_year():
    assert first_year(SELF_REVIEW, date(2024, 7, 1)) == 2025


def test_a_day_that_the_scan_damaged_does_not_decide():
    late = check_deadline(SELF_REVIEW, date(2024, 7, 1))
    assert late is not None
    assert late.weight is Weight.INFORM
