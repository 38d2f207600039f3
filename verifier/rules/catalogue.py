"""The rule book as it is asked: by id, by subject, region and day, by series and title.

Pure look-up over entries that were read and checked before; it judges nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from keys.encoding import Sha256
from keys.errors import Refused
from verifier.rules.brief import Brief
from verifier.rules.entries import (
    Document,
    Kind,
    Occupation,
    Region,
    Rule,
    Series,
    SourceStanding,
    Year,
    covers,
    short_code,
)
from verifier.titles import Level

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule book, ready to be asked.

    Attributes:
        content: Canonical JSON of all files; what is published as the book.
        digest: Of the contents of all files; comments and layout do not change it.
        brief: What a bundle carries of it.
        years: Arrangements of working days that go before the calendar package's.
    """

    content: bytes
    digest: Sha256
    brief: Brief
    documents: Mapping[str, Document]
    years: Mapping[int, Year]
    _rules: Mapping[str, Rule]
    _by_subject: Mapping[str, tuple[Rule, ...]]
    _series: Mapping[str, Series]
    _occupations: Mapping[str, Occupation]
    _regions: Mapping[str, Region]

    @property
    def series_codes(self) -> tuple[str, ...]:
        """Codes of the series, in the order of the national list."""
        return tuple(self._series)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule, deciding or not, by id."""
        return tuple(self._rules.values())

    @property
    def occupations(self) -> tuple[Occupation, ...]:
        """The occupations of the digital engineers, by code."""
        return tuple(self._occupations.values())

    @property
    def regions(self) -> tuple[Region, ...]:
        """Every region that has a name here, in the order of the file."""
        return tuple(self._regions.values())

    def knows(self, rule_id: str) -> bool:
        """Whether there is a rule of this id."""
        return rule_id in self._rules

    def rule(self, rule_id: str) -> Rule:
        """A rule by its id; raises Refused("rules.unknown")."""
        return _found(self._rules, rule_id, "rules.unknown")

    def series(self, code: str) -> Series:
        """A series by its code; raises Refused("rules.series")."""
        return _found(self._series, code, "rules.series")

    def find_series(self, text: str) -> Series:
        """A series as people write it: code, name, alias, each with or without 系列.

        Raises:
            Refused: "rules.series" when no series is called so.
        """
        wanted = text.strip().removesuffix("系列")
        for each in self._series.values():
            if wanted in (each.code, each.name_zh, *each.aliases):
                return each
        raise Refused("rules.series", id=text[:40])

    def titles(self, series: str, level: Level) -> tuple[str, ...]:
        """Names of the titles of a series at a level; empty where the level has none."""
        return self.series(series).titles(level)

    def level_of(self, series: str, title: str) -> Level:
        """The level of a title within a series; raises Refused("rules.title")."""
        for level in Level:
            if title in self.titles(series, level):
                return level
        raise Refused("rules.title", series=self.series(series).name_zh, title=title[:40])

    def occupation(self, code: str) -> Occupation:
        """An occupation by its code of 2022 or 2015; raises Refused("rules.occupation")."""
        for each in self._occupations.values():
            if code in (each.code, each.code_2015):
                return each
        raise Refused("rules.occupation", id=code[:20])

    def region(self, code: str) -> Region:
        """A region by code, short or filled with zeros; raises Refused("rules.region")."""
        return _found(self._regions, short_code(code), "rules.region")

    def region_name(self, code: str, language: str = "zh_CN") -> str:
        """The name of a region in Chinese or, for "en", in English; the code itself if unknown.

        Never guesses: a county that is not listed is not called by the name of its city.
        """
        found = self._regions.get(short_code(code))
        return found.in_language(language) if found else code

    def deciding(self, subject: str, *, region: str, on: date) -> tuple[Rule, ...]:
        """The rules on a subject that decide there on that day.

        The nearest region comes first (a city's rule before its province's, both before the
        country's), and within a region the later rule before the earlier.
        """
        return tuple(
            rule
            for rule in self._by_subject.get(subject, ())
            if rule.standing.decides and rule.is_effective(on) and covers(rule.region, region)
        )

    def informing(self, subject: str, *, region: str, on: date) -> tuple[Rule, ...]:
        """The rules on a subject that would apply there on that day if their source decided.

        Drafts and texts that nobody has seen: they are shown with their standing, in the same
        order, and decide nothing. What was repealed does not inform either.
        """
        return tuple(
            rule
            for rule in self._by_subject.get(subject, ())
            if not rule.standing.decides
            and rule.standing is not SourceStanding.REPEALED
            and rule.is_effective(on)
            and covers(rule.region, region)
        )

    def limit(self, subject: str, *, region: str, on: date) -> Rule:
        """The one rule on a subject that decides there on that day.

        Raises:
            Refused: "rules.none" when nothing decides.
        """
        found = self.deciding(subject, region=region, on=on)
        if not found:
            raise Refused("rules.none", subject=subject, region=region, on=on.isoformat())
        return found[0]

    def correspondences(self, source: str, *, region: str, on: date) -> tuple[Rule, ...]:
        """What a kind of evidence ("digital-grade", "skill-level") leads to there on that day."""
        return tuple(
            rule
            for rule in self.deciding(source, region=region, on=on)
            if rule.kind is Kind.CORRESPONDENCE
        )


def by_subject(rules: Iterable[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each subject: the nearest region first, in it the later before the earlier."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.effective, reverse=True):
        found.setdefault(rule.subject, []).append(rule)
    for each in found.values():
        # Stable: among rules of one region the later stays first.
        each.sort(key=lambda rule: 0 if rule.region == "CN" else len(rule.region), reverse=True)
    return MappingProxyType({subject: tuple(each) for subject, each in found.items()})


def _found(entries: Mapping[str, T], key: str, code: str) -> T:
    try:
        return entries[key]
    except KeyError:
        raise Refused(code, id=key[:80]) from None
