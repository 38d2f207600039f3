"""A list's file as bounded grids of cells: xlsx by calamine, CSV by the csv module.

Distrusts the file: its content tells what it is, never its name; what is no list is refused with
its mend, and no sheet is read before it is known how far it reaches. It judges no cell, and holds
no bound of memory or time: `issuer.committee.apart` does.

Follows ISO/IEC 29500 for the parts of an xlsx file.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from typing import Final

import python_calamine

from issuer.committee.archive import pack, unpack
from issuer.committee.columns import LIST_SHEET
from issuer.committee.csv_file import CSV_ENCODINGS, read_csv
from issuer.committee.grid import MAX_CELLS, Book, Cell, Grid, Sheet, filled
from issuer.committee.headings import headings_of
from issuer.committee.layout import Layout, layout_of, sheet_parts, too_far, without_blanks
from keys.errors import Malformed, TooLarge

__all__ = ["CSV_ENCODINGS", "MAX_FILE_BYTES", "read_book", "read_grid"]

MAX_FILE_BYTES: Final = 32 * 2**20

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # .xls, and every xlsx that is locked by a password
# Pictures, PDF, other archives; "<" opens what web systems call .xls.
_OTHERS: Final = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"{\\rtf"),
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06", b"<"),
)
_MAX_NAMES: Final = 5


def read_book(data: bytes, *, encoding: str = "utf-8", whole: bool = False) -> Book:
    """The sheets of a list's file.

    Args:
        data: The file; its content tells whether it is xlsx or CSV, never its name.
        encoding: Of a CSV file, one of CSV_ENCODINGS.
        whole: Every sheet; else only the list.

    Raises:
        TooLarge: "sheet.too-large", "sheet.too-many-lines".
        Malformed: "sheet.old-format" (.xls, or locked by a password), "sheet.other-format",
            "sheet.macros", "sheet.unsafe", "sheet.damaged", "sheet.no-sheet", "sheet.several"
            (several sheets could be the list), "sheet.encoding", "sheet.encoding-mixed",
            "sheet.quotes".
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge("sheet.too-large", limit=MAX_FILE_BYTES // 2**20)
    if data.startswith(_OLE):
        raise Malformed("sheet.old-format")
    if data.startswith(_ZIP):
        return _read_xlsx(data, whole=whole)
    if data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(_OTHERS):
        raise Malformed("sheet.other-format")
    return Book((Sheet(LIST_SHEET, read_csv(data, encoding)),))


def read_grid(data: bytes, *, encoding: str = "utf-8") -> Grid:
    """The cells of the list alone; raises as `read_book`."""
    return read_book(data, encoding=encoding).grid


def _read_xlsx(data: bytes, *, whole: bool) -> Book:
    parts = unpack(data)
    named = sheet_parts(parts)
    parts |= {part: without_blanks(parts[part]) for _, part in named}
    try:
        with python_calamine.load_workbook(pack(parts)) as book:
            if [each.name for each in book.sheets_metadata] != [name for name, _ in named]:
                raise Malformed("sheet.damaged")
            reader = _SheetsReader(book, parts, dict(named))
            chosen = reader.chosen()
            names = reader.worksheets() if whole else [chosen]
            return Book(tuple(map(reader.sheet, names)), names.index(chosen))
    except python_calamine.CalamineError as error:
        raise Malformed("sheet.damaged") from error


class _SheetsReader:
    """Reads each sheet at most once, and all of them within MAX_CELLS."""

    def __init__(
        self,
        book: python_calamine.CalamineWorkbook,
        parts: dict[str, bytes],
        part_of: dict[str, str],
    ) -> None:
        self._book, self._parts, self._part_of = book, parts, part_of
        self._read: dict[str, Sheet] = {}
        self._cells = 0

    def worksheets(self, *, visible: bool = False) -> list[str]:
        """Names of the sheets that have cells."""
        return [
            each.name
            for each in self._book.sheets_metadata
            if each.typ is python_calamine.SheetTypeEnum.WorkSheet
            and (not visible or _is_visible(each))
        ]

    def chosen(self) -> str:
        """The name of the list: by its name, or because no other visible sheet has headings."""
        visible = self.worksheets(visible=True)
        if not visible:
            raise Malformed("sheet.no-sheet")
        if LIST_SHEET in visible or len(visible) == 1:
            return LIST_SHEET if LIST_SHEET in visible else visible[0]
        lists = [name for name in visible if _has_headings(self.sheet(name).grid)]
        if len(lists) > 1:
            raise Malformed("sheet.several", sheets="、".join(lists[:_MAX_NAMES]))
        return lists[0] if lists else visible[0]

    def sheet(self, name: str) -> Sheet:
        """One sheet."""
        if name not in self._read:
            shown = {each.name: _is_visible(each) for each in self._book.sheets_metadata}
            self._read[name] = Sheet(name, self._grid(name), shown[name])
        return self._read[name]

    def _grid(self, name: str) -> Grid:
        layout = layout_of(self._parts[self._part_of[name]])
        self._cells += layout.lines * layout.columns
        if self._cells > MAX_CELLS:
            raise too_far()
        values = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        unseen = frozenset(line for line, _ in (*layout.formulas, *layout.errors))
        return Grid(
            lines=tuple(filled(_with_errors(values, layout), kept=unseen)),
            hidden=layout.hidden,
            hidden_columns=layout.hidden_columns,
            merged=layout.merged,
            formulas=layout.formulas,
            errors=frozenset(layout.errors),
        )


def _with_errors(
    values: Sequence[Sequence[Cell]], layout: Layout
) -> Iterator[tuple[int, list[Cell]]]:
    """Lines as wide as the sheet's cells reach, with the error values that calamine leaves out."""
    by_line: dict[int, dict[int, str]] = {}
    for (line, column), text in layout.errors.items():
        by_line.setdefault(line, {})[column] = text
    for number in range(1, max(len(values), layout.lines) + 1):
        cells = list(values[number - 1]) if number <= len(values) else []
        cells += [""] * (layout.columns - len(cells))
        for column, text in by_line.get(number, {}).items():
            cells[column] = text
        yield number, cells


def _is_visible(sheet: python_calamine.SheetMetadata) -> bool:
    return sheet.visible is python_calamine.SheetVisibleEnum.Visible


def _has_headings(grid: Grid) -> bool:
    try:
        headings_of(grid)
    except Malformed:
        return False
    return True
