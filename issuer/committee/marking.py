"""A copy of a list in which every problem stands at its cell, with its mend.

The clerk's file is never written to: this is a new workbook with the same values on the same
lines, the cells at fault coloured and commented, and a last column that tells what is wrong.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from issuer.committee.columns import LIST_SHEET
from issuer.committee.reading import headings_of
from issuer.committee.report import Told, heading_of
from issuer.committee.workbook import Cell, Grid
from keys.words import Words

_MAX_TEXT: Final = 32_000  # characters; a cell holds 32,767
_NARROWEST: Final = 8
_WIDEST: Final = 44
_BESIDE: Final = 64
_LINE_POINTS: Final = 15.5
"""Widths of columns, in characters of the sheet's own font."""
PROBLEM: Final = "问题和改法"
Place = tuple[int, int]
"""(line from 1, column from 0)."""


def mark(grid: Grid, told: Iterable[Told], words: Words) -> bytes:
    """The marked copy of a list; problems of the batch as a whole stand beside the headings.

    Raises:
        Malformed: "sheet.headings": a list without headings has no columns to mark.
    """
    heading_line, members = headings_of(grid)
    columns = {heading_of(member, words): i for i, member in enumerate(members) if member}
    at: dict[Place, list[str]] = {}
    beside: dict[int, list[str]] = {}
    for each in told:
        text = " ".join(part for part in (each.label, each.says, each.mend, each.clause) if part)
        line = each.line or heading_line
        beside.setdefault(line, []).append(f"[{each.column}] {text}" if each.column else text)
        if each.line and each.column in columns:
            at.setdefault((line, columns[each.column]), []).append(text)
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        sheet = book.add_worksheet(LIST_SHEET)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(heading_line, 0)
        _set_widths(sheet, grid)
        _write_cells(book, sheet, grid, at, heading_line=heading_line)
        column = max(len(cells) for _, cells in grid.lines)
        _write_beside(
            book, sheet, beside, column=column, heading=(heading_line, words.text(PROBLEM))
        )
    finally:
        book.close()
    return out.getvalue()


def _set_widths(sheet: Worksheet, grid: Grid) -> None:
    """Columns as wide as what stands in them."""
    for column in range(max(len(cells) for _, cells in grid.lines)):
        texts = (_text(cells[column]) for _, cells in grid.lines if column < len(cells))
        widest = max(map(_width, texts), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, widest + 2)))


def _write_cells(
    book: Workbook,
    sheet: Worksheet,
    grid: Grid,
    at: dict[Place, list[str]],
    *,
    heading_line: int,
) -> None:
    look = {"num_format": "@", "valign": "top", "border": 1, "border_color": "#D9D9D9"}
    plain = book.add_format(look)
    head = book.add_format({**look, "bold": True, "bg_color": "#E9EEF4"})
    wrong = book.add_format({**look, "bg_color": "#F8CBAD", "bold": True})
    for line, cells in grid.lines:
        for column, cell in enumerate(cells):
            fine = head if line == heading_line else plain
            sheet.write_string(
                line - 1, column, _text(cell), wrong if (line, column) in at else fine
            )
    for (line, column), texts in at.items():
        sheet.write_comment(line - 1, column, "\n".join(texts)[:_MAX_TEXT], {"x_scale": 2})


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


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
