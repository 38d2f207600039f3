"""What is no certificate of a title: does a grade, a skill level, a qualification count there?

It is asked as a correspondence in the receiving region. A skill level, a school class and a
senior digital grade are told apart first: whatever an entry says, they are no title (M07).

Follows 盘人社发〔2024〕34号 一、（一） and 威人社字〔2022〕32号 五、六. Nobody verified the claim.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from verifier.correspondence import Answer as Corresponds
from verifier.correspondence import Equivalence, Held, Question, equivalent, may_answer
from verifier.recognition.case import Answer, Receiving
from verifier.recognition.reply import FLOOR, Reply, by_rule, held_down
from verifier.rules import Rule, Rules

_AS_A_TITLE: Final = frozenset({Corresponds.EQUIVALENT, Corresponds.MAY_BE_RECOGNISED})


def recognise_claim(claim: Question, receiving: Receiving, rules: Rules) -> Reply:
    """Whether what somebody claims to hold counts as a title where it is received."""
    found = equivalent(replace(claim, region=receiving.region, on=receiving.on), rules=rules)
    if not may_answer(claim.held, claim.grade) & _AS_A_TITLE or claim.held is Held.SKILL_AWARD:
        return _corresponding("M07", rules.rule(FLOOR + "not-a-title"), found)
    if found.why == "equivalence.unknown-region":
        return _corresponding("M25", rules.rule(FLOOR + "unknown-region"), found)
    step = "M10" if claim.held is Held.QUALIFICATION else "M09"
    match found.answer:
        case Corresponds.EQUIVALENT if found.rule is not None:
            equal = "M08" if step == "M09" else step
            reply = Reply(Answer.RECOGNISED, equal, "EQUIVALENT_NO_EXCHANGE", found.rule)
        case Corresponds.MAY_BE_RECOGNISED if found.rule is not None:
            reply = Reply(Answer.NEEDS_CONFIRMATION, step, "RECOGNITION_NEEDED", found.rule)
        case Corresponds.NO | Corresponds.MAY_APPLY if found.rule is not None:
            failed = found.answer is Corresponds.NO
            reason = "CONDITION_NOT_MET" if failed else "NOT_A_TITLE"
            reply = Reply(Answer.NOT_VALID_HERE, step, reason, found.rule)
        case Corresponds.NO:
            reply = Reply(Answer.NOT_VALID_HERE, "M06", "NOT_YET", rules.rule(FLOOR + "not-yet"))
        case _ if found.rule is not None:
            reply = Reply(Answer.UNKNOWN, step, "CONDITIONS_OPEN", found.rule)
        case _:
            return _corresponding(step, rules.rule(FLOOR + "no-table"), found)
    told = replace(reply, informs=found.informs, equivalence=found)
    return replace(held_down(told, rules), equivalence=found)


def _corresponding(step: str, floor: Rule, found: Equivalence) -> Reply:
    informs = (*((found.rule,) if found.rule else ()), *found.informs)
    return replace(by_rule(step, floor), informs=informs, equivalence=found)
