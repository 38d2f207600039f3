"""An answer, and the one rule over all: only a source that decides recognises anything.

Follows the data rule: RECOGNISED only on an entry that has a document number and is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from verifier.correspondence import Equivalence
from verifier.recognition.case import Answer
from verifier.rules import Rule, Rules

FLOOR: Final = "recognition.floor."
"""Begins the ids of this system's own entries."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. The receiving authority decides, whatever it says.

    Attributes:
        step: "M16", the rung of the ladder.
        reason: Stable code, "IN_SCOPE".
        rule: The entry it rests on; its source decides.
        informs: Entries on the same that do not decide, or say more about it.
        as_of: As of when the state of the certificate is known; None for what is no certificate.
        equivalence: What it corresponds to, for what is no title.
        corrected: Whether a corrected version was judged in place of the one shown.
    """

    answer: Answer
    step: str
    reason: str
    rule: Rule
    informs: tuple[Rule, ...] = ()
    as_of: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    equivalence: Equivalence | None = None
    corrected: bool = False


def by_rule(step: str, rule: Rule, reason: str | None = None) -> Reply:
    """What an entry itself answers, at a step of the ladder."""
    return Reply(Answer(rule.text("answer")), step, reason or rule.text("reason"), rule)


def held_down(reply: Reply, rules: Rules) -> Reply:
    """The rule over all: what is not said by a deciding source recognises nothing."""
    sure = reply.rule.standing.decides and reply.rule.document.number is not None
    if reply.answer is not Answer.RECOGNISED or sure:
        return reply
    confirm = rules.rule(FLOOR + "confirm")
    return replace(
        reply,
        answer=Answer.NEEDS_CONFIRMATION,
        reason=confirm.text("reason"),
        rule=confirm,
        informs=(reply.rule, *reply.informs),
    )
