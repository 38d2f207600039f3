"""A committee's list as a workbook, the way its clerk would have it."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from issuer.committee.columns import LIST_SHEET


def workbook(lines: list[list[str]]) -> bytes:
    """A list as the clerk's workbook: every cell text, so that no number loses a digit."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(LIST_SHEET)
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#F3E7DA"})
    for line, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell, text if line else head)
    for column, heading in enumerate(lines[0]):
        longest = max(len(cells[column]) for cells in lines)
        sheet.set_column(column, column, max(10, min(40, longest * 1.6, len(heading) * 8)))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
