"""Numbers that may not be passed: rounds of votes, rates, quotas of nominations.

Kinds `limit` and `quota`. A rate counts those who were reviewed, since no document says whether it
is of them or of those who applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from verifier.rules import Rule
from verifier.ruling.breach import Breach, breach
from verifier.titles import Level

_HUNDRED: Final = 100


def check_rounds(rule: Rule, rounds: int) -> Breach | None:
    """Whether a candidate was voted on exactly as often as the rule says: "rule.limit.rounds"."""
    allowed = rule.number("rounds")
    if rounds == allowed:
        return None
    return breach("rule.limit.rounds", rule, rounds=rounds, allowed=allowed)


def check_rate(rule: Rule, *, passed: int, of: int, levels: Iterable[Level] = ()) -> Breach | None:
    """Whether too many passed: of those reviewed, or, where the rule says so, of the unit's posts.

    Args:
        of: How many were reviewed, or the post quota.
        levels: Levels in the list; a rule that names levels looks at those only.

    Returns:
        "rule.limit.rate" or "rule.limit.post-quota" with `passed`, `of`, `percent`.
    """
    named = rule.texts("levels")
    if named and not any(level.value in named for level in levels):
        return None
    percent = rule.number("percent")
    if passed * _HUNDRED <= of * percent:
        return None
    code = "post-quota" if rule.parameters.get("of") == "post_quota" else "rate"
    return breach(f"rule.limit.{code}", rule, passed=passed, of=of, percent=percent)


def check_quota(rule: Rule, nominees: Sequence[Level]) -> tuple[Breach, ...]:
    """Whether one enterprise nominated too many persons in one year.

    Args:
        nominees: Level applied for by each nominee of that enterprise and year, counted when
            they apply and not when they pass.

    Returns:
        "rule.quota.persons", "rule.quota.full-senior", or both.
    """
    return tuple(_over(rule, nominees))


def _over(rule: Rule, nominees: Sequence[Level]) -> Iterator[Breach]:
    counted = {
        "persons": len(nominees),
        "full_senior": sum(level is Level.FULL_SENIOR for level in nominees),
    }
    for parameter, found in counted.items():
        allowed = rule.number(parameter)
        if found > allowed:
            code = f"rule.quota.{parameter.replace('_', '-')}"
            yield breach(code, rule, found=found, allowed=allowed)
