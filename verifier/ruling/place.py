"""The book as it is asked in one region on one day.

A certificate is judged by the rules of its day. It chooses rules and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from verifier.rules import Rule, Rules


@dataclass(frozen=True, slots=True)
class Place:
    """A region and a day, with the rule book.

    Attributes:
        region: GB/T 2260 code whose rules count.
        on: The day that decides: of the meeting for scope, filing and standards.
    """

    rules: Rules
    region: str
    on: date

    def rule(self, subject: str) -> Rule | None:
        """The nearest rule on a subject that decides here; None where none does."""
        found = self.rules.deciding(subject, region=self.region, on=self.on)
        return found[0] if found else None

    def deciding(self, subject: str) -> tuple[Rule, ...]:
        """Every rule on a subject that decides here, the nearest first."""
        return self.rules.deciding(subject, region=self.region, on=self.on)

    def speaking(self, subject: str) -> tuple[Rule, ...]:
        """The deciding rules on a subject, then those that only inform."""
        informing = self.rules.informing(subject, region=self.region, on=self.on)
        return (*self.deciding(subject), *informing)
