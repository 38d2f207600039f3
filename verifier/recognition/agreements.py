"""What a receiving region has promised: the entries about agreements, asked in their order.

An entry that decides answers. Entries that do not are told, with what they leave: confirmation
where something like an agreement was seen, nothing at all where it is only hearsay.

Follows the entries of subject "recognition.agreement" in verifier/rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from verifier.recognition.case import Answer, Receiving, TitleFacts
from verifier.rules import Kind, Rule, Rules, covers, short_code

_PROVINCE: Final = 2  # digits of a province's code


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the entries come to.

    Attributes:
        rule: The entry that decides; None where none does.
        informs: Entries that would answer if their source decided, or that cover others.
        is_hearsay: Whether nothing more than hearsay speaks for it.
        is_silent: Whether the entries cover other levels or cases, and not this one.
    """

    rule: Rule | None
    informs: tuple[Rule, ...]
    is_hearsay: bool = False
    is_silent: bool = False


def agreed(
    subject: str, title: TitleFacts, receiving: Receiving, *, rules: Rules
) -> Agreement | None:
    """What the receiving region promised the issuing one; None where nothing is known."""
    between = [
        rule
        for rule in rules.all_rules
        if rule.kind is Kind.RECOGNITION
        and rule.subject == subject
        and covers(rule.region, receiving.region)
        and _is_from(rule, title.issuer_region)
        and _is_for(rule, receiving)
    ]
    if not between:
        return None
    fitting = [rule for rule in between if _fits(rule, title, receiving)]
    if not fitting:
        return Agreement(None, tuple(between), is_silent=True)
    deciding = [
        rule for rule in fitting if rule.standing.decides and rule.is_effective(receiving.on)
    ]
    if deciding:
        first = max(deciding, key=lambda rule: (len(rule.region), rule.effective))
        return Agreement(first, tuple(rule for rule in fitting if rule is not first))
    return Agreement(None, tuple(fitting), is_hearsay=all(map(_is_hearsay, fitting)))


def _is_from(rule: Rule, issuer_region: str) -> bool:
    issuers = rule.texts("issuers")
    return not issuers or any(covers(each, issuer_region) for each in issuers)


def _is_for(rule: Rule, receiving: Receiving) -> bool:
    purposes = rule.texts("purposes")
    return not purposes or (receiving.purpose is not None and receiving.purpose in purposes)


def _fits(rule: Rule, title: TitleFacts, receiving: Receiving) -> bool:
    levels = rule.texts("levels")
    return (not levels or title.level in levels) and all(
        _holds(name, title, receiving) for name in rule.texts("requires")
    )


def _holds(name: str, title: TitleFacts, receiving: Receiving) -> bool:
    if name == "provincial-issuer":
        return len(short_code(title.issuer_region)) == _PROVINCE
    if name == "same-work":
        return receiving.same_work is True
    return False  # a condition that nobody can look up is not met


def _is_hearsay(rule: Rule) -> bool:
    return rule.parameters.get("meanwhile") == Answer.UNKNOWN.value
