"""What follows from fraud: nothing until it is proved, then by whether a title was granted.

Kind `revocation`. It decides nothing by itself: a decision of the authority does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from verifier.rules import Rule


class Outcome(StrEnum):
    """What the authority is to decide."""

    NOTHING = "NOTHING"  # not proved, or the rule says nothing of it
    CANCEL_APPLICATION = "CANCEL_APPLICATION"  # 取消申报资格
    REVOKE = "REVOKE"  # 撤销职称


@dataclass(frozen=True, slots=True)
class Consequence:
    """The outcome, and whether an integrity record (诚信档案) is kept."""

    outcome: Outcome
    integrity_record: bool


def consequence(rule: Rule, *, is_proved: bool, is_granted: bool) -> Consequence:
    """What a rule asks for.

    Args:
        is_proved: 经查实: a complaint alone changes nothing.
        is_granted: Whether the title was granted already.
    """
    outcome = Outcome.NOTHING
    if is_proved and is_granted:
        outcome = Outcome.REVOKE
    elif is_proved and "before_grant" in rule.parameters:
        outcome = Outcome(rule.text("before_grant"))
    recorded = outcome is not Outcome.NOTHING and rule.number("integrity_record") > 0
    return Consequence(outcome, recorded)
