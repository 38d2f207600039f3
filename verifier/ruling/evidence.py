"""Evidence: what a filing, a batch or a row must carry, what may exist once, what is examined.

Kinds `required`, `duplicate` and `evaluation`. Members are named, never read: whoever asks says
which of them are there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields

from verifier.rules import Rule
from verifier.ruling.breach import Breach, breach
from verifier.ruling.situation import Situation, applies
from verifier.titles import Level


def check_required(
    rule: Rule, carried: Collection[str], *, situation: Situation | None = None
) -> tuple[Breach, ...]:
    """What is missing.

    Args:
        carried: Names of the members that are there and not empty.

    Returns:
        "rule.required.missing" with `member`, one for each.
    """
    if not applies(rule, situation or Situation()):
        return ()
    return tuple(
        breach("rule.required.missing", rule, member=member)
        for member in rule.texts("members")
        if member not in carried
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """One title that is asked for or was granted, as far as a duplicate can be told by it.

    Attributes:
        person: Any stable stand-in for the person (a blind index); never printed.
        year: The year of the meeting.
        scope: Kind and region of its reach, "CITY 3306" for example.
    """

    person: str
    series: str
    specialty: str
    level: str
    year: str
    scope: str = ""

    def key(self, rule: Rule) -> tuple[str, ...]:
        """What the rule compares, in its order."""
        return tuple(str(getattr(self, name)) for name in rule.texts("key"))


CLAIM_MEMBERS = frozenset(field.name for field in fields(Claim))


def check_duplicates(
    rule: Rule,
    claims: Iterable[Claim],
    *,
    known: Collection[tuple[str, ...]] = (),
    situation: Situation | None = None,
) -> tuple[tuple[int, Breach], ...]:
    """Which claims stand for what stood before, in the list or among the known.

    Args:
        claims: In the order of the list; the second of two is the one at fault.
        known: Keys (`Claim.key`) of what other lists or earlier years hold.

    Returns:
        Index of each claim at fault, with "rule.duplicate.list" (and `first`, the index of the
        first) or "rule.duplicate.before".
    """
    if not applies(rule, situation or Situation()):
        return ()
    return tuple(_repeated(rule, claims, known))


def _repeated(
    rule: Rule, claims: Iterable[Claim], known: Collection[tuple[str, ...]]
) -> Iterator[tuple[int, Breach]]:
    seen: dict[tuple[str, ...], int] = {}
    for at, claim in enumerate(claims):
        key = claim.key(rule)
        if key in known:
            yield at, breach("rule.duplicate.before", rule)
        elif key in seen:
            yield at, breach("rule.duplicate.list", rule, first=seen[key])
        else:
            seen[key] = at


def evaluation_of(
    rules: Iterable[Rule], *, series: str, specialty: str, level: Level
) -> Rule | None:
    """The first rule on the examination of a title; None where none speaks of it.

    Args:
        rules: Of kind `evaluation`, the nearest first (`Place.speaking("evaluation")`).
    """
    for rule in rules:
        specialties = rule.texts("specialties")
        if (
            series in rule.texts("series")
            and level.value in rule.texts("levels")
            and (not specialties or specialty in specialties)
        ):
            return rule
    return None


def check_exam_only(rule: Rule, *, method: str) -> Breach | None:
    """Whether what comes by examination alone was reviewed or recognised.

    Args:
        rule: The entry that says how the title is evaluated (`evaluation_of`).

    Returns:
        "rule.evaluation.exam-only".
    """
    if rule.text("mode") != "EXAM_ONLY" or method == "EXAM":
        return None
    return breach("rule.evaluation.exam-only", rule, method=method)
