"""A unit's file becomes the lines of a roster; nothing is lost and nothing is guessed.

Read by a child process within bounds (`issuer.committee.apart`). A line that cannot be judged
stays a line, with the code of what is wrong with it, so that its row is answered too. Lines
without anything in a column of ours are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from issuer.committee.apart import read_apart
from issuer.committee.grid import Book, Cell, Grid, Sheet
from issuer.committee.marking import shown
from issuer.roster.columns import CHECK_CODE, ID_NO, NAME, NUMBER, QR, are_headings, headings_of
from keys.errors import Malformed, TooLarge

MAX_FILE_BYTES: Final = 16 * 2**20
MAX_ROWS: Final = 10_000
CHECK_CODE_CHARACTERS: Final = 6
_LONGEST: Final = 20_000  # characters of a cell that are looked at; a whole certificate has fewer
_EXACT: Final = 2**53  # a spreadsheet keeps no whole number beyond
_MAX_NAMES: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a roster, as text.

    Attributes:
        number: Of the line, as the spreadsheet shows it.
        wrong: Code of why it cannot be judged; None where it can.
        id_wrong: Code of why its identity number cannot be compared.
    """

    number: int
    qr: str = ""
    certificate_no: str = ""
    name: str = ""
    check_code: str = ""
    id_no: str = ""
    wrong: str | None = None
    id_wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster as read.

    Attributes:
        sheet: Index of its sheet among those with cells; 0 in a CSV file.
        heading_line: Number of the line with the headings.
        columns: How far the sheet reaches; what is written comes after.
        compares: Whether it has a column of identity numbers.
    """

    lines: tuple[Line, ...]
    sheet: str
    heading_line: int
    columns: int
    compares: bool


def read_roster(data: bytes, *, encoding: str = "utf-8") -> Roster:
    """The lines of a roster.

    Args:
        data: xlsx or CSV; the content tells which.
        encoding: Of a CSV file, "utf-8" or "gb18030".

    Raises:
        TooLarge: "roster.too-large", "roster.too-many-rows".
        Malformed: "roster.headings", "roster.several", "roster.no-rows", and "sheet.…" for a
            file that cannot be read.
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge("roster.too-large", limit=MAX_FILE_BYTES // 2**20)
    sheet = _chosen(read_apart(data, encoding=encoding, whole=True))
    grid = sheet.grid
    heading_line, members = headings_of(grid)
    below = ((number, cells) for number, cells in grid.lines if number > heading_line)
    lines = [
        _line(number, _by_member(members, cells), grid, members)
        for number, cells in below
        if any(_said(cell) for cell in _by_member(members, cells).values())
    ]
    if not lines:
        raise Malformed("roster.no-rows")
    if len(lines) > MAX_ROWS:
        raise TooLarge("roster.too-many-rows", limit=MAX_ROWS, found=len(lines))
    return Roster(
        lines=tuple(lines),
        sheet=sheet.name,
        heading_line=heading_line,
        columns=max(len(cells) for _, cells in grid.lines),
        compares=ID_NO in members,
    )


def _chosen(book: Book) -> Sheet:
    """The one visible sheet with the headings of a roster."""
    found = [each for each in book.sheets if each.visible and _has_headings(each.grid)]
    if len(found) > 1:
        names = "、".join(each.name for each in found[:_MAX_NAMES])
        raise Malformed("roster.several", sheets=names)
    if not found:
        raise Malformed("roster.headings")
    return found[0]


def _has_headings(grid: Grid) -> bool:
    try:
        headings_of(grid)
    except Malformed:
        return False
    return True


def _by_member(members: Sequence[str | None], cells: Sequence[Cell]) -> dict[str, Cell]:
    return {member: cell for member, cell in zip(members, cells, strict=False) if member}


def _said(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _line(
    number: int, by_member: Mapping[str, Cell], grid: Grid, members: Sequence[str | None]
) -> Line:
    texts = {member: _text(cell) for member, cell in by_member.items()}
    id_cell = by_member.get(ID_NO, "")
    return Line(
        number=number,
        qr=texts.get(QR, ""),
        certificate_no=texts.get(NUMBER, ""),
        name=texts.get(NAME, ""),
        check_code=_check_code(by_member.get(CHECK_CODE, "")),
        id_no="".join(texts.get(ID_NO, "").split()).upper(),
        wrong=_wrong(number, by_member, texts, grid, members),
        id_wrong="roster.id-rounded" if _is_rounded(id_cell) else None,
    )


def _wrong(
    number: int,
    by_member: Mapping[str, Cell],
    texts: Mapping[str, str],
    grid: Grid,
    members: Sequence[str | None],
) -> str | None:
    ours = [(number, column) for column, member in enumerate(members) if member]
    if any(place in grid.formulas or place in grid.errors for place in ours):
        return "roster.formula"
    if are_headings(list(by_member.values())):
        return "roster.headings-again"
    if any(len(text) > _LONGEST for text in texts.values()):
        return "roster.too-long"
    if texts.get(QR):
        return None
    missing = [each for each in (NUMBER, NAME, CHECK_CODE) if not texts.get(each)]
    return f"roster.missing-{missing[0].replace('_', '-')}" if missing else None


def _text(cell: Cell) -> str:
    return shown(cell).strip() if _said(cell) else ""


def _check_code(cell: Cell) -> str:
    """A check code of digits alone loses its first zeros where a cell is a number."""
    text = _text(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return text.zfill(CHECK_CODE_CHARACTERS)
    return text


def _is_rounded(cell: Cell) -> bool:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return is_number and abs(float(shown(cell))) >= _EXACT
