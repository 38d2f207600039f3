"""What the header of a batch is held against, and how a rule says where it fails.

Scope and filing are judged at the day of the decision, the state of the committee at receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from issuer.admission.problems import Problem, Severity
from verifier.batch import BatchHeader
from verifier.china_time import china_day
from verifier.committee import CommitteeAuthority
from verifier.rules import Rule, Rules
from verifier.ruling import Place


@dataclass(frozen=True, slots=True)
class HeaderCase:
    """A header and all that it is held against.

    Attributes:
        header: What the committee signed.
        committee: Its authority at the day of the decision.
        receiving: Its authority at receipt: state and filing may have changed since.
        rules: The rule book; limits of the committee's region and the day of decision count.
        audience: Entity id of the authority that receives the batch.
        at: Moment of receipt, aware UTC.
    """

    header: BatchHeader
    committee: CommitteeAuthority
    receiving: CommitteeAuthority
    rules: Rules
    audience: str
    at: datetime

    @property
    def today(self) -> date:
        """Day of receipt, China time."""
        return china_day(self.at)

    @property
    def place(self) -> Place:
        """The book in the committee's region on the day of the decision."""
        return Place(self.rules, self.committee.region, self.header.decided_on)

    def deciding(self, subject: str) -> Rule | None:
        """The catalogue's rule on a subject in the committee's region, None where none decides."""
        return self.place.rule(subject)

    def asking(self, subject: str) -> tuple[Rule, ...]:
        """The rule that decides on a subject there, and what only informs."""
        nearest, place = self.deciding(subject), self.place
        informing = (rule for rule in place.speaking(subject) if not rule.standing.decides)
        return (*((nearest,) if nearest else ()), *informing)

    def problem(
        self,
        code: str,
        column: str | None,
        severity: Severity = Severity.REFUSE,
        *,
        subject: str | None = None,
        **facts: str | int,
    ) -> Problem:
        """A problem of the batch as a whole, with the rule that decides on `subject`."""
        rule = self.deciding(subject) if subject else None
        return Problem(None, column, code, severity, facts, rule.id if rule else None)


HeaderRule = Callable[[HeaderCase], Iterator[Problem]]
