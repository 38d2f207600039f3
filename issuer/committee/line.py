"""One line of a list becomes one row.

Empty cells take what the filing leaves no choice about: the one series, the one level, the day
of the decision, the title that a level has. A cell that cannot be read is noted, and a stand-in
takes its place so that the rest of the row is still checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar, cast

from issuer.admission import Problem
from issuer.admission.applying import ways_of
from issuer.admission.row_book import RowBook, row_book
from issuer.committee import cells
from issuer.committee.cells import CellProblem, Reading
from issuer.committee.columns import GRADE_MEMBERS
from issuer.committee.fact_cells import fact_of, kinds_of
from issuer.committee.fact_columns import WORDS
from issuer.committee.grid import Cell
from keys.encoding import b64
from keys.errors import Refused
from verifier.batch import IdType, Row
from verifier.committee import CommitteeAuthority
from verifier.correspondence import Recognition, recognise_digital_grade
from verifier.facts import Employed, Employment, Fact, Value, Way
from verifier.rules import Rules
from verifier.ruling import Place
from verifier.titles import DigitalGradeCertificate, Level, Method

T = TypeVar("T")

# Whoever comes by a way of recognition needs no certificate of grade.
_WAYS: Final = frozenset({"pathway", "postdoc"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What a list is read for: whose it is, how and when it was decided, under which rules."""

    committee: CommitteeAuthority
    rules: Rules
    method: Method
    decided_on: date
    book: RowBook = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        place = Place(self.rules, self.committee.region, self.decided_on)
        object.__setattr__(self, "book", row_book(place))


class LineReader:
    """One line of a list on its way to a row.

    `spoilt` names the members whose cells cannot count whatever they say, and the code why.

    Attributes:
        problems: What its cells have against them.
        failed: Members whose place a stand-in holds.
        tidied: Cells whose slips were mended.
    """

    def __init__(
        self,
        line: int,
        by_member: Mapping[str, Cell],
        terms: Terms,
        *,
        tidy: bool,
        spoilt: Mapping[str, str],
    ) -> None:
        self.problems: list[Problem] = []
        self.failed: set[str] = set()
        self.tidied = 0
        self._cells, self._spoilt, self._terms = by_member, spoilt, terms
        self._at = Reading(line, tidy, self._count_tidied)

    def _count_tidied(self) -> None:
        self.tidied += 1

    def read(self, salt: bytes) -> Row:
        """The row, with stand-ins where a cell could not be read."""
        committee, line = self._terms.committee, self._at.line
        facts = self._facts()
        ways = ways_of({each.KIND: each for each in facts}) if facts else ()
        grade = self._grade(is_needed=_WAYS.isdisjoint(kinds_of(self._cells)))
        found = self._recognition(grade)
        series = self._series(found)
        level = self._level(found)
        return Row(
            salt=b64(salt),
            line=line,
            name=self._needed("name", self._text("name"), "某"),
            id_type=self._take("id_type", cells.id_type_of) or IdType.RESIDENT_ID,
            id_no=self._needed("id_no", self._take("id_no", cells.id_number_of), f"?{line}"),
            employer=self._employer(facts),
            employer_uscc=_upper(self._text("employer_uscc")),
            title=self._title(found, series, level),
            series=series,
            specialty=self._needed("specialty", self._text("specialty") or _only(committee), "?"),
            level=level,
            award_date=self._day("award_date") or self._terms.decided_on,
            basis=self._text("basis"),
            facts=(grade, *facts) if grade else tuple(facts),
            mapping=found.correspondence.rule if found else self._granted_by(ways, level),
            scope=committee.scope,
        )

    def _take(self, member: str, reader: Callable[[Cell, Reading], T | None]) -> T | None:
        if member in self._spoilt:
            self._fail(member, Problem(self._at.line, member, self._spoilt[member]))
            return None
        cell = self._cells.get(member, "")
        if cell == "":
            return None  # as every reader says of it; most columns of most lists are empty
        try:
            return reader(cell, self._at)
        except CellProblem as wrong:
            self._fail(member, wrong.problem)
            return None

    def _fail(self, member: str, problem: Problem) -> None:
        self.failed.add(member)
        self.problems.append(problem)

    def _text(self, member: str) -> str | None:
        return self._take(member, lambda cell, at: cells.text_of(cell, member, at))

    def _day(self, member: str) -> date | None:
        return self._take(member, lambda cell, at: cells.day_of(cell, member, at))

    def _needed(self, member: str, value: str | None, stand_in: str) -> str:
        """The value; a missing one is a problem, unless its cell has one already."""
        if value is not None:
            return value
        if member not in self.failed:
            self._fail(member, Problem(self._at.line, member, "cell.missing"))
        return stand_in

    def _series(self, found: Recognition | None) -> str:
        granted = self._terms.committee.series
        text = self._text("series")
        if text is None:
            default = found.series if found else (granted[0] if len(granted) == 1 else None)
            return self._needed("series", default, granted[0])
        try:
            return self._terms.rules.find_series(text).code
        except Refused:
            known = "、".join(self._terms.rules.series(code).name_zh for code in granted)
            self._fail(
                "series", Problem(self._at.line, "series", "cell.choice", facts={"known": known})
            )
            return granted[0]

    def _level(self, found: Recognition | None) -> Level:
        granted = self._terms.committee.levels
        level = self._take("level", lambda cell, at: cells.level_of(cell, granted, at))
        if level is not None:
            return level
        default = found.level if found else (granted[0] if len(granted) == 1 else None)
        if default is None and "level" not in self.failed:
            self._fail("level", Problem(self._at.line, "level", "cell.missing"))
        return default or granted[0]

    def _title(self, found: Recognition | None, series: str, level: Level) -> str:
        text = self._text("title")
        if text is not None:
            return text
        known = found.titles if found else self._terms.rules.titles(series, level)
        return self._needed("title", known[0] if len(known) == 1 else None, "?")

    def _facts(self) -> list[Fact]:
        """Further evidence, in the order of its columns."""
        found = (
            fact_of(kind, self._value, self._miss, rules=self._terms.rules)
            for kind in kinds_of(self._cells)
        )
        return [fact for fact in found if fact is not None]

    def _value(self, member: str, reader: Callable[[Cell, Reading], Value | None]) -> Value | None:
        return cast("Value | None", self._take(member, reader))

    def _miss(self, member: str) -> None:
        if member not in self.failed:
            self._fail(member, Problem(self._at.line, member, "cell.missing"))

    def _employer(self, facts: list[Fact]) -> str | None:
        """The unit; who writes 自由职业 there has none, and says so."""
        text = self._text("employer")
        if text is None or WORDS[Employment].get(text) is not Employment.FREELANCE:
            return text
        if not any(fact.KIND == Employed.KIND for fact in facts):
            facts.append(Employed(Employment.FREELANCE))
        return None

    def _granted_by(self, ways: tuple[Way, ...], level: Level) -> str | None:
        if self._terms.method is not Method.RECOGNITION:
            return None
        rule = self._terms.book.granting(ways, level)
        return rule.id if rule else None

    def _grade(self, *, is_needed: bool) -> DigitalGradeCertificate | None:
        occupation, number = self._occupation(), self._text("grade_no")
        grade, issued_on = self._take("grade", cells.grade_of), self._day("grade_issued_on")
        said = (occupation, grade, number, issued_on)
        is_said = any(said) or not self.failed.isdisjoint(GRADE_MEMBERS)
        if not is_said and not (is_needed and self._terms.method is Method.RECOGNITION):
            return None
        for member, value in zip(GRADE_MEMBERS, said, strict=True):
            if value is None and member not in self.failed:
                self._fail(member, Problem(self._at.line, member, "cell.missing"))
        if not (occupation and grade and number and issued_on):
            return None
        return DigitalGradeCertificate(occupation, grade, number, issued_on)

    def _occupation(self) -> str | None:
        """Code of the occupation, which a list names by code or in words."""
        text = self._text("grade_occupation")
        if text is None:
            return None
        for each in self._terms.rules.occupations:
            if text in (each.code, each.code_2015, each.name):
                return each.code
        known = "、".join(each.name for each in self._terms.rules.occupations)
        problem = Problem(self._at.line, "grade_occupation", "cell.choice", facts={"known": known})
        self._fail("grade_occupation", problem)
        return None

    def _recognition(self, fact: DigitalGradeCertificate | None) -> Recognition | None:
        if fact is None or self._terms.method is not Method.RECOGNITION:
            return None
        try:
            return recognise_digital_grade(
                fact,
                region=self._terms.committee.region,
                on=self._terms.decided_on,
                rules=self._terms.rules,
            )
        except Refused:
            return None  # the rules say why, with their clause


def _only(committee: CommitteeAuthority) -> str | None:
    return committee.specialties[0] if len(committee.specialties) == 1 else None


def _upper(text: str | None) -> str | None:
    return text.upper() if text else None
