"""The book as lists: rules in their order, each in a few words, and the ways to choose among them.

Pure: a list is made of the book and the words of one language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from verifier.book.gist import gist_of
from verifier.book.saying import Sayer
from verifier.rules import Document, Kind, Rule, Rules, SourceStanding

_KINDS: Final = list(Kind)
_NO_CLAUSE: Final = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A rule in a list.

    Attributes:
        source: Document and clause, as they are cited.
        place: Name of its region.
        unseen: Its words are not the document's, because nobody has seen it.
    """

    id: str
    gist: str
    says: str
    source: str
    place: str
    dates: str
    decides: bool
    unseen: bool
    standing: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of the book: its key, its name, and how many entries it has."""

    key: str
    name: str
    count: int


def in_order(rules: Rules) -> tuple[Rule, ...]:
    """All rules: by kind, in each what decides before what informs, the wider region first."""
    return tuple(
        sorted(
            rules.all_rules,
            key=lambda each: (
                _KINDS.index(each.kind),
                not each.standing.decides,
                _nearness(each.region),
                each.id,
            ),
        )
    )


def row_of(rule: Rule, sayer: Sayer) -> Row:
    """A rule in a few words."""
    clause = "" if rule.clause == _NO_CLAUSE else f" {rule.clause}"
    return Row(
        id=rule.id,
        gist=gist_of(sayer, rule),
        says=rule.says,
        source=(rule.document.number or f"《{rule.document.title}》") + clause,
        place=sayer.region(rule.region),
        dates=dates_of(rule, sayer),
        decides=rule.standing.decides,
        unseen=rule.standing is SourceStanding.UNCONFIRMED,
        standing=sayer.standing(rule.standing),
    )


def rows_of(rules: Iterable[Rule | None], sayer: Sayer) -> tuple[Row, ...]:
    """Rules in a few words each; None is left out."""
    return tuple(row_of(each, sayer) for each in rules if each is not None)


def dates_of(rule: Rule, sayer: Sayer) -> str:
    """From when to when it holds, in words."""
    first = rule.effective.isoformat()
    if rule.until is None:
        return sayer.words.text("{from_day} 起", from_day=first)
    until = rule.until.isoformat()
    return sayer.words.text("{from_day} 至 {until_day}", from_day=first, until_day=until)


def by_kind(rules: Iterable[Rule], sayer: Sayer) -> tuple[Choice, ...]:
    """The kinds that have entries, in the order of the format."""
    counts = Counter(each.kind for each in rules)
    return tuple(
        Choice(kind.value, sayer.kind(kind), counts[kind]) for kind in Kind if counts[kind]
    )


def by_region(rules: Iterable[Rule], sayer: Sayer) -> tuple[Choice, ...]:
    """The regions that have entries of their own: the country, provinces, cities, counties."""
    counts = Counter(each.region for each in rules)
    return tuple(
        Choice(code, sayer.region(code), counts[code]) for code in sorted(counts, key=_nearness)
    )


def by_document(rules: Rules) -> tuple[tuple[Document, int], ...]:
    """Every document, also one that no rule rests on, with the number of its rules."""
    counts = Counter(each.document.id for each in rules.all_rules)
    return tuple((each, counts[each.id]) for each in rules.documents.values())


def _nearness(region: str) -> tuple[int, str]:
    return (0 if region == "CN" else len(region), region)
