"""What a row is held against, and how a rule says where it fails."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from issuer.admission.problems import Problem, Severity
from issuer.admission.row_book import RowBook, row_book
from keys.errors import UNTOLD
from verifier.batch import BatchHeader, Row
from verifier.committee import CommitteeAuthority
from verifier.rules import Rules
from verifier.ruling import Place
from verifier.titles import Level

_GRADING: Final = frozenset("正副高中初级助理主任管首席特一二三四")

Draws: TypeAlias = Callable[[str], bool]
"""Whether a character can be drawn on a certificate."""


def draws_anything(_: str) -> bool:
    """For who judges a list and draws nothing."""
    return True


@dataclass(frozen=True, slots=True)
class RowCase:
    """The batch around a row: its header, the committee at the day of decision, the rules.

    `book` is what the rules say about rows there on that day, looked up once. `kept` are the
    kinds of rows without further evidence that kept it: of ten thousand engineers one is asked.
    `draws` tells whether a character can be drawn, `drawn` holds the words in which every one can.
    """

    header: BatchHeader
    committee: CommitteeAuthority
    rules: Rules
    draws: Draws = field(default=draws_anything, repr=False, compare=False)
    book: RowBook = field(init=False, repr=False, compare=False)
    kept: set[Hashable] = field(default_factory=set, init=False, repr=False, compare=False)
    drawn: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        place = Place(self.rules, self.committee.region, self.header.decided_on)
        object.__setattr__(self, "book", row_book(place))

    def series_name(self, code: str) -> str:
        """The Chinese name of a series; the code itself where the catalogue has none."""
        return self.rules.series(code).name_zh if code in self.rules.series_codes else code

    def title_told(self, title: str) -> str:
        """A title that belongs elsewhere, as a finding may repeat it: a known name, also graded."""
        known = {
            each
            for series in self.rules.series_codes
            for level in Level
            for each in self.rules.titles(series, level)
        }
        for each in known:
            if title.endswith(each) and _GRADING.issuperset(title.removesuffix(each)):
                return title
        return UNTOLD

    def cite(self, subject: str) -> str | None:
        """Id of the rule that decides on a subject in the committee's region on that day."""
        found = self.book.place.rule(subject)
        return found.id if found else None


def problem(
    row: Row,
    column: str,
    code: str,
    severity: Severity = Severity.REFUSE,
    *,
    rule: str | None = None,
    **facts: str | int,
) -> Problem:
    """A problem at a place of the list."""
    return Problem(row.line, column, code, severity, facts, rule)
