"""A copy of a list's file in which every problem stands at its cell, with its mend.

The clerk's file is never written to: this is a new workbook with the same sheets, and on the same
lines the same values as text; in the list the cells at fault are coloured and commented, and a
last column tells what is wrong. No cell of it is a formula, whatever the clerk's file held.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from issuer.committee.grid import Book, Cell, Grid, Place
from issuer.committee.headings import headings_of
from issuer.committee.report import Told, heading_of
from keys.words import Words

_MAX_TEXT: Final = 32_000  # characters; a cell holds 32,767
_NARROWEST: Final = 8
_WIDEST: Final = 44
_BESIDE: Final = 64
_LINE_POINTS: Final = 15.5
"""Widths of columns, in characters of the sheet's own font."""
PROBLEM: Final = "问题和改法"
_SHEET_NAME: Final = 31  # UTF-16 units
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOK: Final[Mapping[str, object]] = {
    "num_format": "@",
    "valign": "top",
    "border": 1,
    "border_color": "#D9D9D9",
}
_HEAD: Final[Mapping[str, object]] = {"bold": True, "bg_color": "#E9EEF4"}
_WRONG: Final[Mapping[str, object]] = {"bold": True, "bg_color": "#F8CBAD"}
_COMPUTED: Final = ("=", "+", "-", "@")


def mark(book: Book, told: Iterable[Told], words: Words) -> bytes:
    """The marked copy of a file; problems of the batch as a whole stand beside the headings.

    Raises:
        Malformed: "sheet.headings": a list without headings has no columns to mark.
    """
    out = io.BytesIO()
    copy = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        names: set[str] = set()
        for index, each in enumerate(book.sheets):
            sheet = copy.add_worksheet(_sheet_name(each.name, names))
            if index == book.chosen:
                _mark_list(copy, sheet, each.grid, told, words=words)
            else:
                _write_cells(copy, sheet, each.grid)
                if not each.visible:
                    sheet.hide()
    finally:
        copy.close()
    return out.getvalue()


def _mark_list(
    copy: Workbook, sheet: Worksheet, grid: Grid, told: Iterable[Told], *, words: Words
) -> None:
    heading_line, members = headings_of(grid)
    columns = {heading_of(member, words): i for i, member in enumerate(members) if member}
    at: dict[Place, list[str]] = {}
    beside: dict[int, list[str]] = {}
    for each in told:
        text = " ".join(part for part in (each.label, each.says, each.mend, each.source) if part)
        line = each.line or heading_line
        beside.setdefault(line, []).append(f"[{each.column}] {text}" if each.column else text)
        if each.line and each.column in columns:
            at.setdefault((line, columns[each.column]), []).append(text)
    sheet.activate()
    sheet.set_first_sheet()
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(heading_line, 0)
    _write_cells(copy, sheet, grid, at=at, heading_line=heading_line)
    column = max(len(cells) for _, cells in grid.lines)
    _write_beside(copy, sheet, beside, column=column, heading=(heading_line, words.text(PROBLEM)))


def _write_cells(
    copy: Workbook,
    sheet: Worksheet,
    grid: Grid,
    *,
    at: dict[Place, list[str]] | None = None,
    heading_line: int = 0,
) -> None:
    _set_widths(sheet, grid)
    told = at or {}
    looks = (_LOOK, {**_LOOK, **_HEAD}, {**_LOOK, **_WRONG})
    plain, head, wrong = map(copy.add_format, looks)
    # As if typed with an apostrophe: it stays text also when somebody edits it.
    quoted = dict(zip((plain, head, wrong), (_quoted(copy, each) for each in looks), strict=True))
    for line, cells in grid.lines:
        for column, cell in enumerate(cells):
            look = head if line == heading_line else plain
            look = wrong if (line, column) in told else look
            text = shown(cell)
            fit = quoted[look] if text.startswith(_COMPUTED) else look
            sheet.write_string(line - 1, column, text, fit)
    for (line, column), texts in told.items():
        sheet.write_comment(line - 1, column, "\n".join(texts)[:_MAX_TEXT], {"x_scale": 2})


def _quoted(copy: Workbook, look: Mapping[str, object]) -> Format:
    return copy.add_format({**look, "quote_prefix": True})


def _set_widths(sheet: Worksheet, grid: Grid) -> None:
    """Columns as wide as what stands in them."""
    for column in range(max((len(cells) for _, cells in grid.lines), default=0)):
        texts = (shown(cells[column]) for _, cells in grid.lines if column < len(cells))
        widest = max(map(_width, texts), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, widest + 2)))


def _write_beside(
    book: Workbook,
    sheet: Worksheet,
    beside: dict[int, list[str]],
    *,
    column: int,
    heading: tuple[int, str],
) -> None:
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9D9D9"}
    note = book.add_format({**look, "font_color": "#9B1C1C"})
    head = book.add_format({**look, "bold": True, "bg_color": "#F8CBAD"})
    line, title = heading
    above = "\n".join([title, *beside.get(line, [])])
    sheet.write_string(line - 1, column, above[:_MAX_TEXT], head)
    for other, texts in beside.items():
        if other != line:
            sheet.write_string(other - 1, column, "\n".join(texts)[:_MAX_TEXT], note)
            folded = sum(1 + _width(text) // _BESIDE for text in texts)
            sheet.set_row(other - 1, _LINE_POINTS * folded)
    sheet.set_column(column, column, _BESIDE)


def _width(text: str) -> int:
    """Places that a text takes: a Chinese character two."""
    return sum(1 + (character > "\u2e7f") for character in text)


def _sheet_name(name: str, taken: set[str]) -> str:
    """The name itself, or what a spreadsheet takes for one, once; adds it to `taken`."""
    units = _NOT_IN_NAMES.sub("_", name).encode("utf-16-le")[: 2 * _SHEET_NAME]
    plain = units.decode("utf-16-le", "ignore").strip("'") or "_"
    found, number = plain, 1
    while found.lower() in taken:
        number += 1
        found = f"{plain[:12]}({number})"
    taken.add(found.lower())
    return found


def shown(cell: Cell) -> str:
    """What a cell shows, in full: every digit of a number, the time of a day where it has one."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f").removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
