"""Working days in China: which day counts, and how many lie between two.

The days off and the worked weekends (调休) of each year are set by a notice of the 国务院办公厅.
They come from `chinesecalendar`, behind the years of the rule book (verifier/rules/calendar.toml
and the authority's own files), which go first. A year that neither knows is refused: counting
every Monday to Friday would shorten a notice that runs over a holiday. No clock is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import chinese_calendar

from keys.errors import Refused
from verifier.rules import Year, load_rules

_FILE: Final = "calendar.toml"  # where a missing year is added, of the package or one's own
_SATURDAY: Final = 5
_LONGEST: Final = 3660  # days; a longer span is a mistyped year


def is_working_day(day: date, *, overrides: Mapping[int, Year] | None = None) -> bool:
    """Whether offices work on `day`.

    Args:
        overrides: Years of a rule book (`Rules.years`); None takes those of the package's.

    Raises:
        Refused: "calendar.year" for a year that has no table.
    """
    years = load_rules().years if overrides is None else overrides
    year = years.get(day.year)
    if year is not None:
        return day in year.workdays or (day.weekday() < _SATURDAY and day not in year.holidays)
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise Refused("calendar.year", year=day.year, file=_FILE) from None


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


def closing_day(
    first: date, *, working_days: int, overrides: Mapping[int, Year] | None = None
) -> date:
    """The first day on which a notice posted on `first` has run its working days.

    Raises:
        Refused: "calendar.year".
    """
    day = first
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working_day(day, overrides=overrides)
    return day
