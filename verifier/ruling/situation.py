"""When a rule applies: its `when` and `unless` against the situation of a batch or a row.

A rule that asks for something which is not known does not apply; it is never assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from verifier.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of a batch or a row, in the words of `rules.shapes.SITUATIONS`."""

    method: str | None = None
    pathway: str | None = None
    level: str | None = None
    series: str | None = None
    organiser: str | None = None
    evaluation: str | None = None
    appointment: str | None = None
    employment: str | None = None
    intake: str | None = None
    review: str | None = None
    source: str | None = None

    def fits(self, text: str) -> bool:
        """Whether "name=VALUE" or "name=ONE|OTHER" is so; not when it is unknown."""
        name, _, values = text.partition("=")
        found: str | None = getattr(self, name)
        return found is not None and found in values.split("|")


def applies(rule: Rule, situation: Situation) -> bool:
    """Whether all of `when` is so and nothing of `unless`."""
    return all(map(situation.fits, rule.texts("when"))) and not any(
        map(situation.fits, rule.texts("unless"))
    )
