"""A grid of cells becomes rows, and every problem with its line and column.

All problems of a list at once: a cell that cannot be read is noted and a stand-in takes its
place, so that the rules still see the rest of the row; what they then say about the stand-in is
left out. A list with a problem that refuses becomes no draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from issuer.admission import Problem, check_rows, in_order
from issuer.committee.columns import EXAMPLE_MARK, GRADE_MEMBERS
from issuer.committee.grid import Cell, Grid, column_letters, is_blank
from issuer.committee.headings import are_headings, headings_of
from issuer.committee.line import LineReader, Terms
from issuer.render.glyphs import NO_GLYPHS
from keys.errors import Malformed
from verifier.batch import BatchHeader, Row

# What the rules conclude from a cell: said of a stand-in, it is left out.
_FOLLOWS: Final[Mapping[str, tuple[str, ...]]] = {
    "series": ("title",),
    "level": ("title",),
    **dict.fromkeys(GRADE_MEMBERS, ("facts", "mapping", "level", "series", "title")),
}


@dataclass(slots=True)
class ReadList:
    """A list as read.

    Attributes:
        rows: One for each line of a person, also for lines with problems.
        problems: What the cells themselves have against them, in order.
        failed: Line -> members whose place a stand-in holds.
        examples: Example lines that were passed over.
        tidied: Cells whose slips were mended, because the caller asked for it.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failed: dict[int, set[str]] = field(default_factory=dict)
    examples: int = 0
    tidied: int = 0

    def check(self, header: BatchHeader, terms: Terms) -> tuple[Problem, ...]:
        """Every problem of the list: of its cells, and of its rows against the rules.

        The desk knows the fonts of the package; what the authority has beside them, it does not.
        """
        against = check_rows(
            header, self.rows, terms.committee, rules=terms.rules, draws=NO_GLYPHS.has
        )
        told = [each for each in against if not self._is_stand_in(each)]
        return in_order([*self.problems, *told])

    def _is_stand_in(self, problem: Problem) -> bool:
        failed = self.failed.get(problem.line or 0, set())
        hushed = failed.union(*(_FOLLOWS.get(member, ()) for member in failed))
        # A fact of which one cell cannot be read is not there, and is not missed either.
        kinds = {member.partition(".")[0] for member in failed if "." in member}
        return problem.column in hushed or (problem.column or "").partition(".")[0] in kinds


def read_list(
    grid: Grid,
    terms: Terms,
    *,
    salt: Callable[[], bytes],
    tidy: bool = False,
    progress: Callable[[], None] = lambda: None,
) -> ReadList:
    """The rows of a list.

    Args:
        salt: Gives 16 random bytes for each row.
        tidy: Mend hidden and full-width characters instead of refusing them.
        progress: Called once a line.

    Raises:
        Malformed: "sheet.headings" where no line holds the headings, "sheet.no-rows".
    """
    heading_line, members = headings_of(grid)
    start = next(i for i, (line, _) in enumerate(grid.lines) if line == heading_line)
    headings = grid.lines[start][1]
    people = grid.lines[start + 1 :]
    read = ReadList()
    read.problems += _heading_problems(heading_line, members, headings)
    read.problems += _unseen_columns(grid, heading_line, members)
    read.problems += _nameless_columns(people, headings)
    for line, row_cells in people:
        progress()
        by_member = {
            member: cell for member, cell in zip(members, row_cells, strict=False) if member
        }
        spoilt = _spoilt(grid, line, members)
        if are_headings(row_cells):
            read.problems.append(Problem(line, None, "sheet.heading-again"))
        elif _is_example(row_cells, by_member):
            read.examples += 1
        elif spoilt or not all(map(is_blank, by_member.values())):
            read.problems += _line_problems(grid, line)
            reader = LineReader(line, by_member, terms, tidy=tidy, spoilt=spoilt)
            read.rows.append(reader.read(salt()))
            read.problems += reader.problems
            read.tidied += reader.tidied
            if reader.failed:
                read.failed[line] = reader.failed
    if not read.rows:
        raise Malformed("sheet.no-rows")
    return read


def _heading_problems(
    line: int, members: tuple[str | None, ...], headings: tuple[Cell, ...]
) -> list[Problem]:
    problems = [
        Problem(line, None, "sheet.heading-unknown", facts={"heading": str(heading)[:20]})
        for member, heading in zip(members, headings, strict=False)
        if member is None
    ]
    known = [member for member in members if member]
    problems += [
        Problem(line, member, "sheet.heading-twice")
        for member in dict.fromkeys(known)
        if known.count(member) > 1
    ]
    return problems


def _unseen_columns(grid: Grid, line: int, members: tuple[str | None, ...]) -> list[Problem]:
    """Columns that would be read and are not shown."""
    return [
        Problem(line, member, "sheet.hidden-column")
        for column, member in enumerate(members)
        if member and column in grid.hidden_columns
    ]


def _nameless_columns(
    people: Sequence[tuple[int, Sequence[Cell]]], headings: Sequence[Cell]
) -> list[Problem]:
    """Cells under no heading: one that belongs to its left neighbour cuts that one short."""
    named = {column for column, heading in enumerate(headings) if not is_blank(heading)}
    first: dict[int, int] = {}
    for line, row_cells in people:
        for column, cell in enumerate(row_cells):
            if column not in named and not is_blank(cell):
                first.setdefault(column, line)
    return [
        Problem(line, None, "sheet.heading-missing", facts={"column": column_letters(column)})
        for column, line in first.items()
    ]


def _spoilt(grid: Grid, line: int, members: tuple[str | None, ...]) -> dict[str, str]:
    """Members whose cell is computed or shows an error, and the code of it."""
    if not grid.formulas and not grid.errors:
        return {}
    return {
        member: "cell.error" if (line, column) in grid.errors else "cell.formula"
        for column, member in enumerate(members)
        if member and ((line, column) in grid.errors or (line, column) in grid.formulas)
    }


def _line_problems(grid: Grid, line: int) -> list[Problem]:
    problems = []
    if line in grid.hidden:
        problems.append(Problem(line, None, "sheet.hidden-line"))
    if line in grid.merged:
        problems.append(Problem(line, None, "sheet.merged"))
    return problems


def _is_example(row_cells: tuple[Cell, ...], by_member: Mapping[str, Cell]) -> bool:
    return any(
        str(cell).strip().startswith(EXAMPLE_MARK)
        for cell in (row_cells[0], by_member.get("name", ""))
    )
