"""The rules of the book that speak about rows, looked up once for a whole batch.

It chooses rules for a region and a day and judges nobody; a batch of ten thousand rows asks the
book as often as a batch of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from verifier.correspondence import grants
from verifier.facts import ASKED
from verifier.rules import Kind, Rule
from verifier.ruling import Place
from verifier.ruling.evidence import evaluation_of
from verifier.titles import Level

OF_THE_ROW: Final[Mapping[str, str]] = {
    "employer": "employer",
    "series": "series",
    "direct_application_basis": "basis",
    "talent_basis": "basis",
    "stays_in_enterprise": "employer",
}
"""What a rule may ask for that a row says without a fact -> the row's member."""

_MAJOR: Final = "extra_years_when_major_differs"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What applicants must have here: alternatives, what is asked besides, how years lengthen."""

    alternatives: tuple[Rule, ...]
    common: tuple[Rule, ...]
    major: tuple[Rule, ...]
    education: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RowBook:
    """The deciding rules about rows, the nearest region's for each subject.

    Attributes:
        required: What a row must carry.
        ways: Way of applying -> the rules that open it.
        methods: Rules on a method, whatever the way.
        spans: Subject -> its window of days or years.
    """

    place: Place
    required: tuple[Rule, ...]
    ways: Mapping[str, tuple[Rule, ...]]
    methods: tuple[Rule, ...]
    spans: Mapping[str, Rule]
    conditions: Conditions
    _evaluations: dict[tuple[str, str, Level], Rule | None] = field(default_factory=dict)

    def evaluation(self, series: str, specialty: str, level: Level) -> Rule | None:
        """How a title is come by here, where a deciding rule says so."""
        key = (series, specialty, level)
        if key not in self._evaluations:
            self._evaluations[key] = evaluation_of(
                self.place.deciding("evaluation"), series=series, specialty=specialty, level=level
            )
        return self._evaluations[key]

    def granting(self, ways: Iterable[str], level: Level) -> Rule | None:
        """The rule of a way by which a title of a level is granted without a vote (认定)."""
        for way in ways:
            for rule in self.ways.get(way, ()):
                levels = rule.texts("levels")
                if grants(rule) and (not levels or level.value in levels):
                    return rule
        return None


def row_book(place: Place) -> RowBook:
    """The rules about rows in a region on a day."""
    pathways = tuple(_nearest(place, Kind.PATHWAY))
    ways: dict[str, tuple[Rule, ...]] = {}
    for rule in pathways:
        if "pathway" in rule.parameters:
            way = rule.text("pathway")
            ways[way] = (*ways.get(way, ()), rule)
    return RowBook(
        place=place,
        required=tuple(filter(_is_about_rows, _nearest(place, Kind.REQUIRED))),
        ways=ways,
        methods=tuple(rule for rule in pathways if "pathway" not in rule.parameters),
        spans={rule.subject: rule for rule in _nearest(place, Kind.WINDOW)},
        conditions=_conditions(place),
    )


def _conditions(place: Place) -> Conditions:
    found = [
        rule for subject in _subjects(place, Kind.CONDITION) for rule in place.deciding(subject)
    ]
    return Conditions(
        alternatives=tuple(rule for rule in found if "level" in rule.parameters),
        common=tuple(rule for rule in found if not {"level", _MAJOR}.intersection(rule.parameters)),
        major=tuple(rule for rule in found if _MAJOR in rule.parameters),
        education=place.deciding("education"),
    )


def _nearest(place: Place, kind: Kind) -> Iterator[Rule]:
    for subject in _subjects(place, kind):
        rule = place.rule(subject)
        if rule is not None and rule.kind is kind:
            yield rule


def _subjects(place: Place, kind: Kind) -> tuple[str, ...]:
    of_kind = (rule.subject for rule in place.rules.all_rules if rule.kind is kind)
    return tuple(dict.fromkeys(of_kind))


def _is_about_rows(rule: Rule) -> bool:
    return all(member in ASKED or member in OF_THE_ROW for member in rule.texts("members"))
