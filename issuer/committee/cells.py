"""One cell of a list: its value, or what is wrong with it and how to mend it.

Reads what a clerk's spreadsheet holds and refuses what it has already spoilt: numbers that lost
digits, dates that are serial numbers, characters that cannot be seen. It never guesses: a cell
that could mean two things is a problem. No problem repeats what a cell says about a person.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar, cast

from issuer.admission import Problem
from issuer.committee.columns import GRADES, ID_TYPES, LEVELS
from issuer.committee.fact_columns import EXACT_FACTS
from issuer.committee.grid import Cell
from keys.errors import Refused
from verifier.batch import IdType
from verifier.members import is_plain
from verifier.titles import DigitalGrade, Level

C = TypeVar("C")
E = TypeVar("E", bound=StrEnum)

EXACT: Final = EXACT_FACTS | {"id_no", "employer_uscc", "grade_no", "grade_occupation"}
"""Members that are numbers in name only: read digit by digit, so a rounded one is refused."""

_LIMITS: Final = {
    "name": 60,
    "id_no": 30,
    "employer": 200,
    "employer_uscc": 18,
    "series": 40,
    "specialty": 60,
    "title": 40,
    "basis": 200,
    "grade_no": 40,
}
_MAX_OF_A_FACT: Final = 100
_LONGEST_COUNT: Final = 4
_MOST: Final = 10**_LONGEST_COUNT - 1
_SAFE_DIGITS: Final = 15  # what a spreadsheet keeps of a number (IEEE 754)
_MOST_TOLD: Final = 20
_SCIENTIFIC: Final = re.compile(r"[0-9](?:[.][0-9]+)?[eE][+]?[0-9]+\Z")
_DATES: Final = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\Z"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日?\Z"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})\Z"),
)
_WIDE: Final = re.compile("[\uff01-\uff5e\u3000]")
# Shown as nothing, or only by the character before: a soft hyphen, fillers, variation selectors,
# tags. What `is_plain` refuses comes to it.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffc"
    "\U000e0000-\U000e0fff]"
)
_FORMULA: Final = re.compile(r"[=@+]|-.")
_VAGUE_LEVELS: Final = frozenset({"高级", "初级"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a cell stands, and whether harmless slips are mended on the way.

    `tidied` is called once for each cell that was mended.
    """

    line: int
    tidy: bool
    tidied: Callable[[], None]

    def problem(self, member: str, code: str, **facts: str | int) -> CellProblem:
        """A problem at a column of this line."""
        return CellProblem(Problem(self.line, member, code, facts=facts))


class CellProblem(Refused):
    """A cell cannot be read; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def text_of(cell: Cell, member: str, reading: Reading) -> str | None:
    """What a cell says, in NFC and without blanks around it; None for an empty one.

    Raises:
        CellProblem: "cell.precision" (a long number that the spreadsheet rounded), "cell.number"
            (any other number where text belongs), "cell.date", "cell.hidden", "cell.wide",
            "cell.formula" (a spreadsheet would compute it), "cell.long".
    """
    if isinstance(cell, str):
        text = unicodedata.normalize("NFC", cell).strip()
    else:
        text = _text_of_number(cell, member, reading)
    if not text:
        return None
    if member in EXACT and _SCIENTIFIC.match(text):
        raise reading.problem(member, "cell.precision")
    text = _tidied(text, member, reading)
    if not text:
        return None
    if _FORMULA.match(text):
        raise reading.problem(member, "cell.formula")
    limit = _MAX_OF_A_FACT if "." in member else _LIMITS.get(member, 200)
    if len(text) > limit:
        raise reading.problem(member, "cell.long", limit=limit)
    return text


def _text_of_number(cell: object, member: str, reading: Reading) -> str:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise reading.problem(member, "cell.date")
    whole = int(cell) if math.isfinite(cell) else 0
    if member == "id_no" or len(str(abs(whole))) > _SAFE_DIGITS:
        raise reading.problem(member, "cell.precision")
    if member in EXACT or whole != cell:
        # 007 and 7 are one number to a spreadsheet, and two numbers on a certificate.
        raise reading.problem(member, "cell.number")
    return str(whole)


def _tidied(text: str, member: str, reading: Reading) -> str:
    hidden = not is_plain(text) or bool(_UNSEEN.search(text))
    wide = member in EXACT | {"name"} and bool(_WIDE.search(text))
    if not hidden and not wide:
        return text
    if not reading.tidy:
        raise reading.problem(member, "cell.hidden" if hidden else "cell.wide")
    reading.tidied()
    kept = _UNSEEN.sub("", "".join(each for each in text if is_plain(each)))
    kept = unicodedata.normalize("NFKC", kept) if wide else kept
    return kept.replace(" ", "") if member in EXACT else kept.strip()


def day_of(cell: Cell, member: str, reading: Reading) -> date | None:
    """A calendar day; None for an empty cell; CellProblem("cell.day") for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise reading.problem(member, "cell.day")
    text = cell.strip()
    if not text:
        return None
    match = next(filter(None, (form.match(text) for form in _DATES)), None)
    try:
        if match:
            return date(*map(int, match.group(1, 3, 4)))
    except ValueError:
        pass
    raise reading.problem(member, "cell.day")


def count_of(cell: Cell, member: str, reading: Reading) -> int | None:
    """A whole number; None for an empty cell; CellProblem("cell.count") for anything else."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text:
            return None
        if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_COUNT:
            return int(text)
    elif not isinstance(cell, bool) and cell in range(_MOST + 1):
        return int(cast("float", cell))
    raise reading.problem(member, "cell.count")


def id_number_of(cell: Cell, reading: Reading) -> str | None:
    """A document's number with capital letters."""
    text = text_of(cell, "id_no", reading)
    return text.upper() if text else None


def id_type_of(cell: Cell, reading: Reading) -> IdType | None:
    """Kind of document."""
    return _chosen(cell, "id_type", reading, ID_TYPES)


def grade_of(cell: Cell, reading: Reading) -> DigitalGrade | None:
    """Grade of a digital engineer."""
    return _chosen(cell, "grade", reading, GRADES)


def level_of(cell: Cell, granted: tuple[Level, ...], reading: Reading) -> Level | None:
    """A level. 高级 and 初级 name two levels each and count only where one of them is granted."""
    text = text_of(cell, "level", reading)
    if text in _VAGUE_LEVELS:
        pair = (
            (Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR)
            if text == "高级"
            else (Level.ASSISTANT, Level.TECHNICIAN)
        )
        possible = [level for level in pair if level in granted]
        if len(possible) == 1:
            return possible[0]
        raise reading.problem("level", "cell.level-vague", found=text)
    return None if text is None else chosen_of(text, "level", reading, LEVELS)


def _chosen(cell: Cell, member: str, reading: Reading, words: Mapping[str, E]) -> E | None:
    text = text_of(cell, member, reading)
    return None if text is None else chosen_of(text, member, reading, words)


def chosen_of(text: str, member: str, reading: Reading, words: Mapping[str, C]) -> C:
    """What a word stands for; CellProblem("cell.choice") where it is none of the words."""
    try:
        return words[text]
    except KeyError:
        known = "、".join([*words][:_MOST_TOLD]) + ("…" if len(words) > _MOST_TOLD else "")
        raise reading.problem(member, "cell.choice", known=known) from None
