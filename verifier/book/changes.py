"""The difference between two days: which rules began, which ended, and which took over.

An entry never changes, so a difference is told by the dates alone. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from verifier.book.finding import replaced_by
from verifier.rules import Rule, Rules


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different on the later of two days.

    Attributes:
        changed: Pairs of an entry that ended and the one in its place, old before new.
        began: Entries that hold now and did not, without those in `changed`.
        ended: Entries that held and do no more, likewise.
    """

    changed: tuple[tuple[Rule, Rule], ...]
    began: tuple[Rule, ...]
    ended: tuple[Rule, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.changed) + len(self.began) + len(self.ended)


def changes_between(rules: Rules, first: date, second: date) -> Changes:
    """What is different on `second`, the later day, from what was so on `first`.

    A rule that began and ended in between holds on neither day and is not told.
    """
    began = _by_day(each for each in _held(rules, second) if not each.is_effective(first))
    ended = _by_day(each for each in _held(rules, first) if not each.is_effective(second))
    changed = tuple(
        (old, new) for old in ended if (new := replaced_by(old, rules)) is not None and new in began
    )
    paired = {each.id for pair in changed for each in pair}
    return Changes(
        changed,
        tuple(each for each in began if each.id not in paired),
        tuple(each for each in ended if each.id not in paired),
    )


def _held(rules: Rules, day: date) -> tuple[Rule, ...]:
    return tuple(each for each in rules.all_rules if each.is_effective(day))


def _by_day(found: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(found, key=lambda each: (each.effective, each.id)))
