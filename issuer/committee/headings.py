"""Where the headings of a list stand, and which member of a row each column is.

It reads no file and judges no line below the headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from issuer.committee.columns import members_of
from issuer.committee.grid import Cell, Grid
from keys.errors import Malformed

HEADING_LINES: Final = 12  # a title and some notes may stand above the headings
_MUST_HEAD: Final = ("name", "id_no")


def headings_of(grid: Grid) -> tuple[int, tuple[str | None, ...]]:
    """The line of the headings, and the member of each column ("" and None: of none).

    Raises:
        Malformed: "sheet.headings" where no line near the top has both name and number.
    """
    for line, cells in grid.lines[:HEADING_LINES]:
        if are_headings(cells):
            return line, members_of([str(cell) for cell in cells])
    raise Malformed("sheet.headings")


def are_headings(cells: Sequence[Cell]) -> bool:
    """Whether a line holds the headings: both name and number."""
    members = members_of([str(cell) for cell in cells])
    return all(member in members for member in _MUST_HEAD)
