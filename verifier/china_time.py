"""China's one time zone, and the day that a moment falls on there.

Documents carry days (of a meeting, of a notice, of a publication) and logs carry moments; this
is where one becomes the other.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8), "CST")
"""UTC+8 from Harbin to Kashgar; no summer time since 1992."""


def china_day(at: datetime) -> date:
    """The day of a moment in China."""
    return at.astimezone(CHINA).date()


def in_words(at: datetime) -> str:
    """A moment as people in China read it, to the second: "2025-06-18 10:31:07"."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def day_begins(at: datetime) -> datetime:
    """Midnight in China before a moment."""
    return at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
