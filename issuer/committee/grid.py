"""What the file of a list holds once it is read: sheets of cells, and what a spreadsheet hides.

Plain values. It reads no file and judges no cell; the limits that a file is read against stand
here, because every reader keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

Cell = str | int | float | bool | date | datetime | time | timedelta
Place = tuple[int, int]
"""(line from 1, column from 0)."""

MAX_LINES: Final = 100_100  # ten batches and some headings
MAX_COLUMNS: Final = 60
MAX_CELLS: Final = 2_000_000  # of the rectangles of all sheets that are read
MAX_CELL_TEXT: Final = 32_767  # what a cell of a spreadsheet holds


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet.

    Attributes:
        lines: Pairs of line number, as the spreadsheet shows it, and cells; empty lines are left
            out.
        hidden: Numbers of lines that the spreadsheet hides.
        hidden_columns: Columns that it hides.
        merged: Numbers of lines whose cells stand in a merged cell that begins elsewhere.
        formulas: Cells that are computed; their cell holds what was computed last, if anything.
        errors: Cells that show an error value; their cell holds it ("#N/A").
    """

    lines: tuple[tuple[int, tuple[Cell, ...]], ...]
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()
    formulas: frozenset[Place] = frozenset()
    errors: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; a CSV file has one."""

    name: str
    grid: Grid
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file that were read.

    Attributes:
        chosen: Index of the sheet that is the list.
    """

    sheets: tuple[Sheet, ...]
    chosen: int = 0

    @property
    def grid(self) -> Grid:
        """The cells of the list."""
        return self.sheets[self.chosen].grid


def is_blank(cell: Cell) -> bool:
    """Whether a cell shows nothing."""
    return isinstance(cell, str) and not cell.strip()


def filled(
    lines: Iterable[tuple[int, Sequence[Cell]]], *, kept: frozenset[int] = frozenset()
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The lines that show something, and those that are `kept` for what they hold unseen."""
    for number, cells in lines:
        if number in kept or not all(cell == "" or is_blank(cell) for cell in cells):
            yield number, tuple(cells)


def column_letters(column: int) -> str:
    """The letters over a column, as a spreadsheet shows them: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
