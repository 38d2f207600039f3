"""Days: how long a window is, and whether a day is past the last one of its year.

Kinds `window` and `deadline`. The day on which a span begins is not counted (民法典 第二百零一条:
开始的当日不计入): five working days begin after the day of posting, and a year ends on the same day
of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from verifier.calendar import working_days_between
from verifier.rules import Rule, Year
from verifier.ruling.breach import Breach, breach

_A_DAY: Final = timedelta(days=1)


def check_window(
    rule: Rule, first: date, last: date, *, years: Mapping[int, Year] | None = None
) -> Breach | None:
    """Whether the time from `first` to `last` is at least, or at most, what the rule says.

    Args:
        first: The day on which it begins; not counted.
        last: The day on which it ends; counted.
        years: Arrangements of working days (`Rules.years`).

    Returns:
        A breach "rule.window.<unit>-short" or "rule.window.<unit>-long", with `needed` in that
        unit and `found` in it (for years: in days).

    Raises:
        Refused: "calendar.year" for a year without an arrangement of holidays, naming the file.
        Malformed: "rules.parameter" for a rule of another kind.
    """
    if "working_days" in rule.parameters:
        found = working_days_between(first, last, overrides=years)
        return _against(rule, "working-days", found, rule.number("working_days"))
    found = (last - first).days
    if "days" in rule.parameters:
        return _against(rule, "days", found, rule.number("days"))
    needed = rule.number("years")
    full = years_after(first, needed)
    short, long = last < full, last > full
    if short if rule.text("bound") == "least" else long:
        side = "short" if short else "long"
        return breach(f"rule.window.years-{side}", rule, found=found, needed=needed)
    return None


def _against(rule: Rule, unit: str, found: int, needed: int) -> Breach | None:
    if rule.text("bound") == "least":
        is_breach, side = found < needed, "short"
    else:
        is_breach, side = found > needed, "long"
    if not is_breach:
        return None
    return breach(f"rule.window.{unit}-{side}", rule, found=found, needed=needed)


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February ends on the 28th where there is none."""
    year = day.year + years
    try:
        return day.replace(year=year)
    except ValueError:
        return (day - _A_DAY).replace(year=year)


def check_deadline(rule: Rule, day: date, *, year: int | None = None) -> Breach | None:
    """Whether `day` is past the rule's last day of a year.

    Args:
        year: The year that the act belongs to; None takes that of the day. A meeting for one
            year that is held in the next is late.

    Returns:
        "rule.deadline.late" with `day` and `last_day`, both ISO dates.
    """
    last = last_day_of(rule, day.year if year is None else year)
    if day <= last:
        return None
    return breach("rule.deadline.late", rule, day=day.isoformat(), last_day=last.isoformat())


def last_day_of(rule: Rule, year: int) -> date:
    """The rule's last day in a year."""
    return date.fromisoformat(f"{year:04d}-{rule.text('last_day')}")


def first_year(rule: Rule, filed_on: date) -> int:
    """The first year in which a filing of that day may be used: its own, or the next if late."""
    return filed_on.year + (check_deadline(rule, filed_on) is not None)
