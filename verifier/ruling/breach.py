"""What a rule has against a fact: a stable code, the facts of it, and the rule with its clause.

The words are in the catalogue `ruling`, under the code, `<code>.mend` and `<code>.label`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from verifier.rules import Rule


class Weight(StrEnum):
    """What a breach does to the batch or the row."""

    REFUSE = "refuse"
    HOLD = "hold"  # 原则上: waits until the authority gives a reason
    INFORM = "inform"  # the source does not decide: a draft, a text that was not seen


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that a rule has against the facts.

    Attributes:
        code: Stable, dotted: "rule.window.working-days-short".
        rule: The entry of the catalogue, with document, clause and words.
        facts: What the words need. Never a person's name or number.
    """

    code: str
    rule: Rule
    facts: Mapping[str, str | int]

    @property
    def weight(self) -> Weight:
        """A source that does not decide informs, whatever it says; 原则上 holds."""
        if not self.rule.standing.decides:
            return Weight.INFORM
        return Weight.HOLD if self.rule.is_hold else Weight.REFUSE


def breach(code: str, rule: Rule, **facts: str | int) -> Breach:
    """A breach of a rule."""
    return Breach(code, rule, facts)
