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
        _write_cells(book, sheet, grid, at)
        _write_beside(book, sheet, beside, column=max(len(cells) for _, cells in grid.lines))
    finally:
        book.close()
    return out.getvalue()


def _write_cells(book: Workbook, sheet: Worksheet, grid: Grid, at: dict[Place, list[str]]) -> None:
    plain = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#F8CBAD"})
    for line, cells in grid.lines:
        for column, cell in enumerate(cells):
            is_wrong = (line, column) in at
            sheet.write_string(line - 1, column, _text(cell), wrong if is_wrong else plain)
    for (line, column), texts in at.items():
        sheet.write_comment(line - 1, column, "\n".join(texts)[:_MAX_TEXT], {"x_scale": 2})


def _write_beside(
    book: Workbook, sheet: Worksheet, beside: dict[int, list[str]], *, column: int
) -> None:
    note = book.add_format({"text_wrap": True, "font_color": "#C00000", "valign": "top"})
    for line, texts in beside.items():
        sheet.write_string(line - 1, column, "\n".join(texts)[:_MAX_TEXT], note)
    sheet.set_column(column, column, 70)


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
