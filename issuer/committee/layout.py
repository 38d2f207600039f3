"""What the XML of a workbook says beside its values: where cells stand, and what is not shown.

The reader of values tells neither hidden lines and columns, nor formulas, nor error values, and
reserves room for a whole rectangle before it knows what is in it. So each sheet is gone through
once before, tag by tag, and refused where it reaches too far. It reads no value but those of
errors. `issuer.committee.archive` has seen to it that the XML is UTF-8 and declares nothing.

Follows ISO/IEC 29500-1, 18.2 (workbook) and 18.3 (worksheets).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final
from xml.parsers import expat

from issuer.committee.archive import WORKBOOK_PART
from issuer.committee.grid import MAX_COLUMNS, MAX_LINES, Place
from keys.errors import Malformed, TooLarge

_RELATIONS_PART: Final = "xl/_rels/workbook.xml.rels"
_ASIDE: Final = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
# Expat would say the same in ten times the time: what is asked of every cell is asked of all at
# once, and only cells that are out of the ordinary are looked at one by one.
_PREFIXED: Final = re.compile(rb"(</?)\w+:(?=(?:row|c|f|v|is|col|mergeCell)[\s/>])")
_BLANK_ROWS: Final = re.compile(
    rb"(?:<row\s[^<>]*+(?:(?<=/)>|>(?:\s*+<c\s[^<>]*+(?<=/)>)*+\s*+</row>)\s*+)++"
)
_UNPLACED: Final = re.compile(rb"<(?:c|row)(?=[\s/>])(?! r=\"|[^<>]*?\sr\s*=\s*[\"'])")
_FILLED: Final = re.compile(
    rb"""<c\s(?:[^<>]*?\s)?r\s*=\s*["']([^"'0-9]*)([0-9]*)["'][^<>]*(?<!/)>(?!\s*</)"""
)
_FORMULA: Final = re.compile(rb"<c(\s[^<>]*)(?<!/)>\s*<f\b([^<>]*)>")
_QUOTED_E: Final = re.compile(rb"[\"']e[\"']")
_ERROR: Final = re.compile(rb"""<c(\s(?:[^<>]*?\s)?t\s*=\s*["']e["'][^<>]*)(?<!/)>""")
_VALUE: Final = re.compile(rb"<v\b[^<>]*>([^<]*)<")
_HIDDEN: Final = (
    rb"<%s((?:\s[^<>]*?)?\s(?:hidden\s*=\s*[\"'](?:1|true)|%s\s*=\s*[\"']0(?:\.0*)?)[\"'][^<>]*)>"
)
_HIDDEN_ROW: Final = re.compile(_HIDDEN % (b"row", b"ht"))
_HIDDEN_COLUMN: Final = re.compile(_HIDDEN % (b"col", b"width"))
_MERGE: Final = re.compile(rb"<mergeCell(\s[^<>]*)>")
_ATTRIBUTE: Final = re.compile(rb"""\s([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_MOST_ASIDE: Final = 100  # comments and instructions; programs write none beside the first line
_LONGEST_FORMULA: Final = 2**16  # bytes; a formula has at most 8,192 characters
_MOST_SPREAD: Final = 500_000  # cells that one formula for many may fill
_SPREADING: Final = frozenset({"array", "dataTable"})


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet without its values; lines from 1, columns from 0.

    Attributes:
        lines, columns: How far its filled cells reach.
        errors: Cell -> the error value it shows.
    """

    lines: int
    columns: int
    hidden: frozenset[int]
    hidden_columns: frozenset[int]
    merged: frozenset[int]
    formulas: frozenset[Place]
    errors: Mapping[Place, str]


def sheet_parts(parts: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Name and part of every sheet, in the order of the workbook.

    Raises:
        Malformed: "sheet.damaged": a sheet without its part, or two of one name.
    """
    relations = {
        each.get("Id", ""): each.get("Target", "")
        for each in _elements(parts.get(_RELATIONS_PART, b""), "Relationship")
    }
    found = []
    for each in _elements(parts[WORKBOOK_PART], "sheet"):
        identity = next((value for key, value in each.items() if key.endswith(":id")), "")
        target = relations.get(identity, "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        if part not in parts:
            raise Malformed("sheet.damaged")
        found.append((each.get("name", ""), part))
    if len({name for name, _ in found}) != len(found):
        raise Malformed("sheet.damaged")
    return tuple(found)


def without_blanks(content: bytes) -> bytes:
    """A sheet without its blank rows: a formatted column has a million of them."""
    return _BLANK_ROWS.sub(b"", content)


def layout_of(content: bytes) -> Layout:
    """The layout of a sheet.

    Raises:
        TooLarge: "sheet.too-many-lines": a filled cell lies beyond MAX_LINES or MAX_COLUMNS.
        Malformed: "sheet.damaged"; also for cells that do not say where they stand.
    """
    if b"<!" in content or content.find(b"<?", 1) > 0:  # beside its first line
        if content.count(b"<!") + content.count(b"<?") > _MOST_ASIDE:
            raise Malformed("sheet.damaged")
        content = _ASIDE.sub(b"", content)
    if _PREFIXED.search(content):
        content = _PREFIXED.sub(rb"\1", content)
    if _UNPLACED.search(content):
        raise Malformed("sheet.damaged")
    try:
        lines, columns = _extent(content)
        return Layout(
            lines=lines,
            columns=columns,
            hidden=frozenset(_hidden_lines(content)),
            hidden_columns=_spread(_hidden_columns(content), MAX_COLUMNS),
            merged=_spread(_merged(content), MAX_LINES),
            formulas=_formulas(content, lines=lines, columns=columns),
            errors=_errors(content),
        )
    except (ValueError, KeyError) as error:
        raise Malformed("sheet.damaged") from error


def too_far() -> TooLarge:
    """A sheet reaches further than a list may."""
    return TooLarge("sheet.too-many-lines", limit=MAX_LINES, columns=MAX_COLUMNS)


def _extent(content: bytes) -> tuple[int, int]:
    found = _FILLED.findall(content)
    places = [
        *(_place(letters.decode() + "1") for letters in {letters for letters, _ in found}),
        *(_place("A" + number.decode()) for number in {number for _, number in found}),
    ]
    lines = max((line for line, _ in places), default=0)
    columns = max((column + 1 for _, column in places), default=0)
    if lines > MAX_LINES or columns > MAX_COLUMNS:
        raise too_far()
    return lines, columns


def _hidden_lines(content: bytes) -> Iterator[int]:
    for match in _HIDDEN_ROW.finditer(content):
        yield int(_attributes(match[1])["r"])


def _hidden_columns(content: bytes) -> Iterator[tuple[int, int]]:
    for match in _HIDDEN_COLUMN.finditer(content):
        attributes = _attributes(match[1])
        yield int(attributes["min"]) - 1, int(attributes["max"]) - 1


def _merged(content: bytes) -> Iterator[tuple[int, int]]:
    """A cell over several lines leaves the later ones empty; over columns, its own as well."""
    for match in _MERGE.finditer(content):
        (top, left), (bottom, right) = _range(_attributes(match[1])["ref"])
        yield (top if left != right else top + 1), bottom


def _formulas(content: bytes, *, lines: int, columns: int) -> frozenset[Place]:
    found: set[Place] = set()
    spread = 0
    for match in _FORMULA.finditer(content) if b"<f" in content else ():
        found.add(_place(_attributes(match[1])["r"]))
        attributes = _attributes(match[2])
        if attributes.get("t") in _SPREADING and "ref" in attributes:
            (top, left), (bottom, right) = _range(attributes["ref"])
            bottom, right = min(bottom, lines), min(right, columns - 1)
            spread += max(0, bottom - top + 1) * max(0, right - left + 1)
            if spread > _MOST_SPREAD:
                raise too_far()
            found.update(product(range(top, bottom + 1), range(left, right + 1)))
    return frozenset(found)


def _errors(content: bytes) -> dict[Place, str]:
    errors = {}
    for match in _ERROR.finditer(content) if _QUOTED_E.search(content) else ():
        # A formula may stand between the tag of a cell and its value.
        value = _VALUE.search(content, match.end(), match.end() + _LONGEST_FORMULA)
        errors[_place(_attributes(match[1])["r"])] = value[1].decode() if value else ""
    return errors


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode(): (double or single).decode()
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def _place(text: str) -> Place:
    match = _PLACE.match(text)
    if not match:
        raise Malformed("sheet.damaged")
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), number - 1


def _range(text: str) -> tuple[Place, Place]:
    first, _, last = text.partition(":")
    return _place(first), _place(last or first)


def _spread(ranges: Iterable[tuple[int, int]], limit: int) -> frozenset[int]:
    """Every number of the ranges up to a limit; overlapping ranges are gone through once."""
    found: set[int] = set()
    reached = -1
    for first, last in sorted(ranges):
        found.update(range(max(first, reached + 1), min(last, limit) + 1))
        reached = max(reached, last)
    return frozenset(found)


def _elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    """Attributes of every element of one name; raises Malformed("sheet.damaged")."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)  # noqa: FBT003 the parser knows no names
    except expat.ExpatError as error:
        raise Malformed("sheet.damaged") from error
    return found
