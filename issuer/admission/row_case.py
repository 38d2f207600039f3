"""What a row is held against, and how a rule says where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from issuer.admission.problems import Problem, Severity
from keys.errors import UNTOLD
from verifier.batch import BatchHeader, Row
from verifier.committee import CommitteeAuthority
from verifier.rules import Rules
from verifier.titles import Level

_GRADING: Final = frozenset("正副高中初级助理主任管首席特一二三四")


@dataclass(frozen=True, slots=True)
class RowCase:
    """The batch around a row: its header, the committee at the day of decision, the rules."""

    header: BatchHeader
    committee: CommitteeAuthority
    rules: Rules

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
        found = self.rules.deciding(
            subject, region=self.committee.region, on=self.header.decided_on
        )
        return found[0].id if found else None


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
