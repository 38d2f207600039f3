"""Writes the list of claim codes as a workbook, for whoever hands them out one by one.

Every cell is text: a number stays as it is, and a name that begins like a formula is a name.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter import Workbook


def claim_list(
    headings: Sequence[str], lines: Sequence[Sequence[str]], *, sheet: str, warning: str
) -> bytes:
    """The workbook: a line of warning, the headings, one line for each code."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True, "bottom": 1})
        red = book.add_format({"font_color": "#9b1c1c"})
        text = book.add_format({"num_format": "@"})
        page.write_string(0, 0, warning, red)
        for column, heading in enumerate(headings):
            page.write_string(1, column, heading, bold)
        for row, line in enumerate(lines, start=2):
            for column, value in enumerate(line):
                page.write_string(row, column, value, text)
        for column in range(len(headings)):
            longest = max((len(line[column]) for line in lines), default=8)
            page.set_column(column, column, min(48, max(10, 1.3 * longest)))
        page.freeze_panes(2, 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
    return out.getvalue()
