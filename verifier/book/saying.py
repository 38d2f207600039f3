"""The parts of a rule in plain words: parameters with their units, region, standing.

A parameter is a code, a number or words of the document. A code is told by the first family of
words that knows it, a number with its unit; words of the document stay as they are, in Chinese.

Follows the table of kinds in docs/formats/rule-catalogue.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keys.words import LANGUAGES, Words
from verifier.rules import Kind, Rule, Rules, SourceStanding

_LOCALE: Final = Path(__file__).parents[1] / "locale"
CATALOGUES: Final = tuple((_LOCALE, each) for each in ("book", "answers", "ruling", "pages"))
"""What the pages of the rule book are told from; the first that knows a word is heard."""

_AND: Final = {LANGUAGES[0]: "、", "en": ", "}
_THEN: Final = {LANGUAGES[0]: "；", "en": "; "}
_TRUTHS: Final = frozenset({"integrity_record"})
_REGIONS: Final = frozenset({"scope_region", "issuers"})
_SITUATIONS: Final = frozenset({"when", "unless"})
# Parameter, or situation -> the family of its words. All others are "word".
_FAMILIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("level", "levels", "title"), "title-level"),
    **dict.fromkeys(("answer", "meanwhile"), "answer"),
    **dict.fromkeys(("grade", "school_class"), "grade"),
    "requires": "condition",
    "purposes": "purpose",
    "pathway": "pathway",
    "breach": "breach",
    "bound": "bound",
    "catalogue": "catalogue",
    "confidence": "confidence",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A parameter in words."""

    label: str
    value: str


class Sayer:
    """Says rules in one language.

    Attributes:
        words: Of CATALOGUES.
    """

    def __init__(self, rules: Rules, words: Words) -> None:
        self.words: Final = words
        self._rules: Final = rules

    def parameters(self, rule: Rule) -> tuple[Told, ...]:
        """Every parameter, in the order of the file's shape, with its unit."""
        return tuple(
            Told(self.words(f"parameter.{_slug(name)}"), self.value(rule, name))
            for name in rule.parameters
        )

    def kind(self, kind: Kind) -> str:
        """The name of a kind."""
        return self.words(f"kind.{kind.value}")

    def standing(self, standing: SourceStanding) -> str:
        """What is known of a source, in words."""
        return self.words(f"standing.{_slug(standing.value)}")

    def region(self, code: str) -> str:
        """The name of a region."""
        return self._rules.region_name(code, self.words.language)

    def value(self, rule: Rule, name: str) -> str:
        """One parameter in words; raises KeyError where the rule has none of the name."""
        value = rule.parameters[name]
        if isinstance(value, int):
            return self.amount(name, value)
        if isinstance(value, str):
            return self._told(name, value)
        if name in _SITUATIONS:
            return _THEN[self.words.language].join(map(self._situation, value))
        return _AND[self.words.language].join(self._told(name, each) for each in value)

    def amount(self, name: str, number: int) -> str:
        """A number with its unit: "5 working days"."""
        if name in _TRUTHS:
            return self.words("word.yes" if number else "word.no")
        code = f"amount.{_slug(name)}"
        one = f"{code}-one"
        return self.words(one if number == 1 and self.words.knows(one) else code, number=number)

    def _told(self, name: str, value: str) -> str:
        words = self.words
        if name == "series":
            return self._series(value)
        if name in _REGIONS:
            return self.region(value)
        if name == "last_day":
            month, _, day = value.partition("-")
            return words("amount.last-day", month=words(f"month.{int(month)}"), day=int(day))
        if name == "reason":
            # The whole sentence of the answer, with gaps where a case would bring facts.
            return words.outline(f"recognition.reason.{_slug(value)}")
        code = f"{_FAMILIES.get(name, 'word')}.{_slug(value)}"
        return words(code) if words.knows(code) else value

    def _series(self, code: str) -> str:
        if code not in self._rules.series_codes:
            return code
        found = self._rules.series(code)
        return found.name_en if self.words.language == "en" else found.name_zh

    def _situation(self, text: str) -> str:
        name, _, values = text.partition("=")
        told = _AND[self.words.language].join(self._told(name, each) for each in values.split("|"))
        return self.words("situation", name=self.words(f"situation.{name}"), values=told)


def _slug(code: str) -> str:
    return code.lower().replace("_", "-")
