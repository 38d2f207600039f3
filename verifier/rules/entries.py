"""The entries of the rule catalogue: documents, rules, series, occupations, regions.

Facts only. Reading and checking them is `reading`, asking them is the package itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from keys.errors import Malformed
from verifier.titles import Level

RULES_PATH: Final = "/rules"
Parameter = str | int | tuple[str, ...]


class SourceStanding(StrEnum):
    """What is known of a source; only the first two decide."""

    IN_FORCE = "in_force"  # issued, no repeal known on the day it was checked
    PLAN = "plan"  # decides in its own region and year
    DRAFT = "draft"  # published for comment
    UNCONFIRMED = "unconfirmed"  # text not seen
    REPEALED = "repealed"

    @property
    def decides(self) -> bool:
        """Whether a rule of this standing may decide anything."""
        return self in (SourceStanding.IN_FORCE, SourceStanding.PLAN)


class Kind(StrEnum):
    """What a rule does; the code for each kind is written once."""

    SCOPE = "scope"  # where results count
    RECOGNITION = "recognition"  # whose titles a receiving region takes
    LIMIT = "limit"  # a number that may not be passed: rounds, a rate
    WINDOW = "window"  # the days or years between two days
    DEADLINE = "deadline"  # a day of the year
    QUOTA = "quota"  # persons of one enterprise in a year
    AUTHORITY = "authority"  # who may set a committee up, and who may approve it
    REQUIRED = "required"  # what a batch or a row must carry
    DUPLICATE = "duplicate"  # what may exist only once
    EVALUATION = "evaluation"  # what is decided by an examination, alone or before a review
    CORRESPONDENCE = "correspondence"  # what a grade or skill level may lead to
    PATHWAY = "pathway"  # a way of applying, or of being recognised
    CONDITION = "condition"  # what an applicant must have: education, years, awards
    EDUCATION = "education"  # what a class of a technical school counts as, for applying
    SANCTION = "sanction"  # what happens to a committee, and whom fraud bars
    REVOCATION = "revocation"  # what takes a title back
    DUTY = "duty"  # words without a number; cited, never computed


@dataclass(frozen=True, slots=True)
class Year:
    """The arrangement of one year: weekdays off, and weekend days worked (调休)."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True, slots=True)
class Document:
    """A source of rules.

    Attributes:
        number: 发文字号; None where it has none, and then it decides nothing.
        issued: Day of issue; None where no copy gives one.
        checked_on: Day on which its standing was last looked up.
    """

    id: str
    title: str
    number: str | None
    issuer: str
    issued: date | None
    standing: SourceStanding
    checked_on: date

    @property
    def reference(self) -> str:
        """How it is cited: by number, else by title."""
        return self.number or self.title


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, with the words it rests on.

    Attributes:
        id: Stable for ever; a changed rule is a new entry and the old one gets `until`.
        subject: What it rules on; several entries (regions, years) share one subject.
        clause: Where in the document: "二、（三）".
        says: The words, verbatim.
        effective, until: First and last day on which it decides; `until` None is open.
        region: GB/T 2260 code in which it decides; "CN" everywhere.
        parameters: What its kind needs; read by `number`, `text` and `texts`.
    """

    id: str
    subject: str
    kind: Kind
    document: Document
    clause: str
    says: str
    standing: SourceStanding
    effective: date
    until: date | None
    region: str
    parameters: Mapping[str, Parameter]

    @property
    def address(self) -> str:
        """Where it can be read on its authority's host; see `rule_address`."""
        return rule_address(self.id)

    @property
    def checked_on(self) -> date:
        """Day on which the standing of its document was last looked up."""
        return self.document.checked_on

    @property
    def is_hold(self) -> bool:
        """Whether a breach waits for a reason of the authority (原则上) and is not refused."""
        return self.parameters.get("breach") == "hold"

    def is_effective(self, on: date) -> bool:
        """Whether a day lies within its dates, whatever its standing."""
        return self.effective <= on and (self.until is None or on <= self.until)

    def number(self, name: str) -> int:
        """A whole-number parameter; raises Malformed("rules.parameter")."""
        value = self.parameters.get(name)
        if not isinstance(value, int):
            raise Malformed("rules.parameter", rule=self.id, parameter=name)
        return value

    def text(self, name: str) -> str:
        """A text parameter; raises Malformed("rules.parameter")."""
        value = self.parameters.get(name)
        if not isinstance(value, str):
            raise Malformed("rules.parameter", rule=self.id, parameter=name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list parameter, empty where the rule has none."""
        value = self.parameters.get(name, ())
        if not isinstance(value, tuple):
            raise Malformed("rules.parameter", rule=self.id, parameter=name)
        return value


@dataclass(frozen=True, slots=True)
class Track:
    """One line of titles within a series (职称系列下的类别); most series have a single one."""

    name: str | None
    name_en: str | None
    titles: Mapping[Level, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Series:
    """职称系列.

    Attributes:
        number: 1 to 27, its place in the national list.
        aliases: Other ways people write the name.
        standing: UNCONFIRMED where no official table of its names was seen.
    """

    code: str
    number: int
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    standing: SourceStanding
    tracks: tuple[Track, ...]

    def titles(self, level: Level) -> tuple[str, ...]:
        """Names of the titles at a level, over all tracks, each once."""
        return tuple(
            dict.fromkeys(name for track in self.tracks for name in track.titles.get(level, ()))
        )


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of the digital engineers, by its code of 2022 (and of 2015 where certain)."""

    code: str
    code_2015: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region by GB/T 2260: "CN", two, four or six digits."""

    code: str
    name: str
    name_en: str

    def in_language(self, language: str) -> str:
        """Its name in Chinese, or in English for "en"."""
        return self.name_en if language == "en" else self.name


def rule_address(rule: str) -> str:
    """Where a rule can be read, for ever: a path on the host of the authority that goes by it."""
    return f"{RULES_PATH}/{rule}"


def short_code(code: str) -> str:
    """A region code without the zeros that only fill it: "371000" is "3710", "370000" is "37"."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def covers(outer: str, inner: str) -> bool:
    """Whether region `inner` lies in region `outer` or is it; every region lies in "CN"."""
    return outer == "CN" or short_code(inner).startswith(short_code(outer))
