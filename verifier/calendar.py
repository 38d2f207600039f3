"""Working days in China: which day counts, and how many lie between two.

The days off and the worked weekends (调休) of each year are set by a notice of the 国务院办公厅.
They come from `chinesecalendar`, behind a table of our own (calendar.toml) that goes first. A
year that neither knows is refused: counting every Monday to Friday would shorten a notice that
runs over a holiday. No clock is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final

import chinese_calendar

from keys.errors import Malformed, Refused
from verifier.rules.reading import Entry, tables

_FILE: Final = "calendar.toml"
_SATURDAY: Final = 5
_LONGEST: Final = 3660  # days; a longer span is a mistyped year


@dataclass(frozen=True, slots=True)
class Year:
    """The arrangement of one year: weekdays off, and weekend days worked."""

    holidays: frozenset[date]
    workdays: frozenset[date]


def is_working_day(day: date, *, overrides: Mapping[int, Year] | None = None) -> bool:
    """Whether offices work on `day`.

    Args:
        overrides: Years that go before the package's; None takes calendar.toml.

    Raises:
        Refused: "calendar.year" for a year that has no table.
    """
    years = load_overrides() if overrides is None else overrides
    year = years.get(day.year)
    if year is not None:
        return day in year.workdays or (day.weekday() < _SATURDAY and day not in year.holidays)
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise Refused("calendar.year", year=day.year) from None


def working_days_between(
    first: date, last: date, *, overrides: Mapping[int, Year] | None = None
) -> int:
    """Working days after `first`, up to and with `last`; 0 when `last` is not after `first`.

    The first day is not counted: 民法典 第二百零一条, 开始的当日不计入，自下一日开始计算.

    Raises:
        Refused: "calendar.year", or "calendar.span" beyond ten years.
    """
    span = (last - first).days
    if span > _LONGEST:
        raise Refused("calendar.span", first=first.isoformat(), last=last.isoformat())
    return sum(
        is_working_day(first + timedelta(days=ahead), overrides=overrides)
        for ahead in range(1, span + 1)
    )


def closing_day(first: date, *, working_days: int) -> date:
    """The first day on which a notice posted on `first` has run its working days.

    Raises:
        Refused: "calendar.year".
    """
    day = first
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


@lru_cache(maxsize=1)
def load_overrides() -> Mapping[int, Year]:
    """The years of calendar.toml; raises Malformed("rules.*") naming what to mend."""
    return read_overrides(files("verifier").joinpath(_FILE).read_text("utf-8"))


def read_overrides(text: str) -> Mapping[int, Year]:
    """The years of an override table; an empty text has none."""
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return {}
    years: dict[int, Year] = {}
    for entry in tables(_FILE, text, of="year"):
        number = entry.number("year")
        entry.text("document")
        if number in years:
            raise Malformed("rules.twice", file=_FILE, entry=str(number))
        years[number] = Year(
            holidays=_days(entry, "holidays", number, weekend=False),
            workdays=_days(entry, "workdays", number, weekend=True),
        )
        entry.done()
    return years


def _days(entry: Entry, member: str, year: int, *, weekend: bool) -> frozenset[date]:
    days = entry.days(member)
    expected = f"{'Saturdays and Sundays' if weekend else 'Mondays to Fridays'} of {year}"
    if any(day.year != year or (day.weekday() >= _SATURDAY) is not weekend for day in days):
        raise entry.wrong(member, expected)
    return days
