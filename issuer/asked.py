"""Who asked, as a holder reads it: by day, with what for, and how often.

A unit that verifies the same list every week asks often; its holder learns of each day once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from issuer.store.rosters import Asked
from verifier.china_time import china_day

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A unit that asked for one purpose on one day in China, and how often."""

    day: date
    unit: str
    purpose: str
    count: int


@dataclass(frozen=True, slots=True)
class AskedDays:
    """All that is known.

    Attributes:
        days: The newest first.
        count: How often it was asked in all.
        earlier: How often of these on days that are not shown.
    """

    days: tuple[AskedDay, ...]
    count: int
    earlier: int


def by_day(asked: Sequence[Asked], *, most: int = SHOWN) -> AskedDays:
    """Who asked, by day.

    Args:
        asked: The newest first.
        most: So many lines are shown.
    """
    counted = Counter((china_day(each.at), each.unit, each.purpose) for each in asked)
    days = tuple(AskedDay(*which, count) for which, count in counted.items())[:most]
    return AskedDays(days, len(asked), len(asked) - sum(each.count for each in days))
