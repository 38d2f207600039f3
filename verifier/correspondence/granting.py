"""By which entries a title is granted without a vote (认定), and what a certificate says of it.

Two kinds of entry grant: a correspondence for a certificate of grade, and a way that a document
opens to persons (博士后, 突出贡献). The same functions answer at minting and in the numbered
verify.

Follows the entries of verifier/rules/correspondence.toml and pathways.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from keys.errors import Refused
from verifier.correspondence import digital
from verifier.facts import Fact, Way
from verifier.rules import Kind, Rule, Rules
from verifier.ruling import pathways
from verifier.titles import Correspondence, Level

WAYS: Final[Mapping[str, str]] = {
    Way.POSTDOC: "博士后",
    Way.DOCTOR: "博士研究生",
    Way.TALENT_RECOGNITION: "高层次人才",
    Way.SPECIAL_CONTRIBUTION: "突出贡献人才",
}
"""What a certificate names as the source of a recognition by a way."""


def grants(rule: Rule) -> bool:
    """Whether a title may be granted by this rule, and its source decides."""
    if rule.kind is Kind.PATHWAY:
        return pathways.grants(rule) and rule.parameters.get("pathway") in WAYS
    return digital.grants(rule)


def sources(rule: Rule, *, rules: Rules) -> frozenset[str]:
    """Everything that a certificate can name as the source of a recognition by this rule."""
    if rule.kind is Kind.PATHWAY:
        return frozenset({WAYS[rule.text("pathway")]})
    return digital.sources(rule, rules=rules)


def may_grant(rule: Rule, *, series: str, level: Level) -> bool:
    """Whether a rule that grants may grant a title of this series and level."""
    if rule.kind is Kind.PATHWAY:
        listed, levels = rule.texts("series"), rule.texts("levels")
        return (not listed or series in listed) and (not levels or level.value in levels)
    return (series, level.value) == (rule.text("series"), rule.text("level"))


def correspondence_by_rule(rule_id: str, facts: Sequence[Fact], *, rules: Rules) -> Correspondence:
    """What a certificate prints of a recognition by a given rule, from the evidence in the row.

    Raises:
        Refused: "rules.unknown" for an unknown rule, "correspondence.evidence" when the rule
            grants nothing or no fact of the row is what it asks for.
    """
    rule = rules.rule(rule_id)
    if rule.kind is not Kind.PATHWAY:
        return digital.correspondence_by_rule(rule_id, facts, rules=rules)
    if not grants(rule):
        raise Refused("correspondence.evidence", rule=rule_id)
    return Correspondence(
        rule=rule.id,
        source=WAYS[rule.text("pathway")],
        document=rule.document.reference,
        clause=rule.clause,
    )
