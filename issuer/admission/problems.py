"""One problem of a batch, and the refusal that carries every problem at once.

A clerk mends a list in one go or not at all: so rules never stop at the first finding, and each
finding says where it stands. The words are in the catalogue `desk`, or `ruling` for what a rule of
the book found, under the code, under `<code>.mend` and, for the short label that clerks quote on
the telephone, `<code>.label`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from keys.encoding import Json
from keys.errors import Fact, Refused
from verifier.members import Members, without_none
from verifier.ruling import Breach, Weight


class Severity(StrEnum):
    """What a problem does to the batch."""

    REFUSE = "refuse"
    HOLD = "hold"  # waits until the authority gives a reason (原则上, an expired filing)
    INFORM = "inform"  # the source does not decide: said, and nothing follows


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that a batch does not keep.

    Attributes:
        line: Row of the committee's list, from 1 with the heading; None for the batch itself.
        column: Member of the row or header ("id_no"); None where no single one is at fault.
        code: Stable, dotted: "row.id.check-digit".
        facts: What the words need. Never a person's name or number.
        rule: Id of the catalogue entry that decided, where one did.
    """

    line: int | None
    column: str | None
    code: str
    severity: Severity = Severity.REFUSE
    facts: Mapping[str, Fact] = field(default_factory=dict)
    rule: str | None = None

    def to_dict(self) -> dict[str, Json]:
        """The form in which the office answers."""
        return without_none(
            {
                "line": self.line,
                "column": self.column,
                "code": self.code,
                "severity": self.severity,
                "facts": dict(self.facts),
                "rule": self.rule,
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> Problem:
        """Read an answer of the office; raises Malformed."""
        members = Members(document, "problem")
        facts = members.value("facts") if members.has("facts") else {}
        problem = cls(
            line=members.integer("line", least=1) if members.has("line") else None,
            column=members.optional_text("column", limit=40),
            code=members.text("code", limit=80),
            severity=members.choice("severity", Severity),
            facts={
                name: value
                for name, value in (facts.items() if isinstance(facts, Mapping) else ())
                if isinstance(value, str | int)
            },
            rule=members.optional_text("rule"),
        )
        members.done()
        return problem


def of_refusal(refusal: Refused, *, line: int | None, column: str) -> Problem:
    """The problem that a refused check amounts to, at its place in the list."""
    facts = dict(refusal.facts)
    rule = facts.pop("rule", None)
    return Problem(line, column, refusal.code, facts=facts, rule=str(rule) if rule else None)


_SEVERITIES: Final = {
    Weight.REFUSE: Severity.REFUSE,
    Weight.HOLD: Severity.HOLD,
    Weight.INFORM: Severity.INFORM,
}


def of_breach(breach: Breach, column: str | None, *, line: int | None = None) -> Problem:
    """The problem that a breach of a rule amounts to, at its place: code, facts and rule of it."""
    severity = _SEVERITIES[breach.weight]
    return Problem(line, column, breach.code, severity, breach.facts, breach.rule.id)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by line, those of the batch first; then by column and code."""
    return tuple(sorted(problems, key=lambda p: (p.line or 0, p.column or "", p.code)))


class Rejected(Refused):
    """Something breaks rules; `problems` holds every one of them, in their order."""

    def __init__(self, code: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, problems=len(problems))
        self.problems = problems


class BatchRejected(Rejected):
    """A batch breaks rules."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("batch.rejected", problems)
