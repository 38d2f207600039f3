"""Cells of further evidence become the facts of a row.

A kind of fact is there as soon as one of its cells is filled; then its other members are needed.
It reads one line and judges no fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, cast

import verifier
from issuer.committee import cells
from issuer.committee.cells import Reading
from issuer.committee.columns import LEVELS
from issuer.committee.fact_columns import GROUPS, WORDS
from issuer.committee.grid import Cell
from keys.words import LANGUAGES, Words
from verifier.facts import TYPED, Fact, Member, Value, members_of
from verifier.rules import Kind, Rules
from verifier.ruling.telling import DOMAIN, word_code
from verifier.titles import Level

_REGION: Final = "region"
_AWARDS: Final = "background.awards"
_BETWEEN: Final = "|"


TakeCell = Callable[[str, Callable[[Cell, Reading], Value | None]], Value | None]
"""Reads one cell of the line by a reader, and notes what is wrong with it."""

Missing = Callable[[str], None]
"""Notes a member that is needed and whose cell is empty."""


@dataclass(frozen=True, slots=True)
class FactReader:
    """Reads a cell as one member of a fact."""

    column: str
    member: Member
    rules: Rules

    def __call__(self, cell: Cell, at: Reading) -> Value | None:
        """The value; raises CellProblem."""
        if self.member.type is date:
            return cells.day_of(cell, self.column, at)
        if self.member.type is int:
            return cells.count_of(cell, self.column, at)
        text = cells.text_of(cell, self.column, at)
        if text is None:
            return None
        if self.member.type is str:
            return self._text(text, at)
        words: Mapping[str, StrEnum] = (
            LEVELS if self.member.type is Level else WORDS[self.member.type]
        )
        return cells.chosen_of(text, self.column, at, words)

    def _text(self, text: str, at: Reading) -> str:
        if self.column.endswith(_REGION) and not text.isdecimal():
            regions = {each.name: each.code for each in self.rules.regions}
            return cells.chosen_of(text, self.column, at, regions)
        if self.column == _AWARDS:
            awards = award_names(self.rules)
            parts = [each for each in text.replace("，", "、").split("、") if each]
            return _BETWEEN.join(cells.chosen_of(each, self.column, at, awards) for each in parts)
        return text


def words_of(member: Member) -> Mapping[str, StrEnum]:
    """What a list writes for a member that is one of a few words; nothing for another."""
    return LEVELS if member.type is Level else WORDS.get(member.type, {})


def kinds_of(by_member: Mapping[str, Cell]) -> tuple[str, ...]:
    """The kinds of fact of which a line has a filled cell."""
    filled = {member.partition(".")[0] for member, cell in by_member.items() if cell != ""}
    return tuple(kind for kind in GROUPS.values() if kind in filled)


def fact_of(kind: str, take: TakeCell, missing: Missing, *, rules: Rules) -> Fact | None:
    """One fact of a line; None where a cell that it needs is empty or cannot be read."""
    declared = members_of(TYPED[kind])
    values = {
        name: take(f"{kind}.{name}", FactReader(f"{kind}.{name}", member, rules))
        for name, member in declared.items()
    }
    if all(value is None for value in values.values()):
        return None
    lacking = [
        name for name, member in declared.items() if values[name] is None and not member.optional
    ]
    for name in lacking:
        missing(f"{kind}.{name}")
    return None if lacking else cast("Fact", TYPED[kind].of(values))


_AWARD_NAMES: Final[dict[str, Mapping[str, str]]] = {}


def award_names(rules: Rules) -> Mapping[str, str]:
    """What a list calls the facts and awards that conditions name; looked up once a book."""
    if rules.digest not in _AWARD_NAMES:
        words = Words(LANGUAGES[0], (Path(verifier.__path__[0]) / "locale", DOMAIN))
        named = {
            name
            for rule in rules.all_rules
            if rule.kind is Kind.CONDITION
            for name in (*rule.texts("all_of"), *rule.texts("of"))
        }
        _AWARD_NAMES[rules.digest] = {words(word_code(name)): name for name in sorted(named)}
    return _AWARD_NAMES[rules.digest]
