"""Working days, with the swapped days of the State Council."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from keys.errors import Malformed, Refused
from tests.verifier.rules.books import with_own
from verifier.calendar import closing_day, is_working_day, working_days_between

YEAR_2031 = """
[[year]]
year = 2031
document = "a notice of tests"
holidays = [2031-01-01]
workdays = [2031-01-04]
"""


def test_a_holiday_is_no_working_day_and_a_swapped_sunday_is_one():
    assert not is_working_day(date(2024, 10, 1))
    assert is_working_day(date(2024, 9, 29))  # a Sunday, worked for the National Day
    assert not is_working_day(date(2024, 9, 28))


def test_the_day_of_posting_is_not_counted():
    monday = date(2024, 6, 17)
    assert working_days_between(monday, monday) == 0
    assert working_days_between(monday, monday + timedelta(days=4)) == 4
    assert working_days_between(monday, monday + timedelta(days=7)) == 5


def test_a_notice_over_the_national_day_counts_working_days_only():
    posted = date(2024, 9, 30)
    assert working_days_between(posted, date(2024, 10, 7)) == 0
    assert working_days_between(posted, date(2024, 10, 12)) == 5  # 10-12 is a worked Saturday


def test_a_span_that_ends_before_it_begins_has_no_days():
    assert working_days_between(date(2024, 6, 17), date(2024, 6, 14)) == 0


def test_the_closing_day_is_the_first_that_suffices():
    posted = date(2024, 9, 30)
    closing = closing_day(posted, working_days=5)
    assert closing == date(2024, 10, 12)
    assert working_days_between(posted, closing - timedelta(days=1)) == 4


def test_a_year_without_a_table_is_refused_and_not_guessed():
    with pytest.raises(Refused) as caught:
        working_days_between(date(2031, 1, 1), date(2031, 1, 9))
    assert caught.value.code == "calendar.year"
    assert caught.value.facts == {"year": 2031, "file": "calendar.toml"}


def test_an_own_table_goes_before_the_package():
    overrides = with_own(YEAR_2031).years
    assert not is_working_day(date(2031, 1, 1), overrides=overrides)
    assert is_working_day(date(2031, 1, 4), overrides=overrides)
    assert not is_working_day(date(2031, 1, 5), overrides=overrides)
    assert working_days_between(date(2030, 12, 31), date(2031, 1, 4), overrides=overrides) == 3
    changed = with_own('[[year]]\nyear = 2024\ndocument = "a notice of tests"\n').years
    assert is_working_day(date(2024, 10, 1), overrides=changed)


def test_a_mistyped_year_is_refused():
    with pytest.raises(Refused) as caught:
        working_days_between(date(2024, 1, 1), date(2124, 1, 1))
    assert caught.value.code == "calendar.span"


@pytest.mark.parametrize(
    ("old", "new", "member"),
    [
        ("holidays = [2031-01-01]", "holidays = [2031-01-04]", "holidays"),
        ("workdays = [2031-01-04]", "workdays = [2031-01-06]", "workdays"),
        ("holidays = [2031-01-01]", "holidays = [2030-01-01]", "holidays"),
        ("holidays = [2031-01-01]", 'holidays = ["2031-01-01"]', "holidays"),
        ('document = "a notice of tests"\n', "", "document"),
        ("workdays", "workday", "workday"),
    ],
)
def test_a_mistake_in_the_table_is_named(old, new, member):
    with pytest.raises(Malformed) as caught:
        with_own(YEAR_2031.replace(old, new))
    assert caught.value.code == "rules.member"
    assert caught.value.facts["member"] == member


def test_a_year_twice_is_refused():
    with pytest.raises(Malformed) as caught:
        with_own(YEAR_2031 + YEAR_2031)
    assert caught.value.code == "rules.twice"
