"""A list's file as a bounded grid of cells: xlsx by calamine, CSV by the csv module.

Distrusts the file: an archive is unpacked against a cap and packed anew before anything reads
it, so that no size in its directory can lie; macros, old formats and locked files are refused
with their mend. It judges no cell.

Follows ISO/IEC 29500 for the parts of an xlsx file and RFC 4180 for CSV.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import python_calamine

from issuer.committee.columns import LIST_SHEET
from keys.errors import Malformed, TooLarge

Cell = str | int | float | bool | date | datetime | time | timedelta

MAX_FILE_BYTES: Final = 32 * 2**20
MAX_UNPACKED_BYTES: Final = 128 * 2**20  # 100,000 rows of 12 columns unpack to some 40 MiB
MAX_PARTS: Final = 2_000
MAX_LINES: Final = 100_100  # ten batches and some headings
MAX_COLUMNS: Final = 60
CSV_ENCODINGS: Final = ("utf-8", "gb18030")

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # .xls, and every xlsx that is locked by a password
_MACROS: Final = "vbaproject.bin"
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN: Final = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_ROW_NUMBER: Final = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_ATTRIBUTE: Final = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet.

    Attributes:
        lines: Pairs of line number, as the spreadsheet shows it, and cells; empty lines are left
            out.
        hidden: Numbers of lines that the spreadsheet hides.
        merged: Numbers of lines inside merged cells, the first line of each excepted.
    """

    lines: tuple[tuple[int, tuple[Cell, ...]], ...]
    hidden: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()


def read_grid(data: bytes, *, encoding: str = "utf-8") -> Grid:
    """The cells of a list.

    Args:
        data: The file; its content tells whether it is xlsx or CSV, never its name.
        encoding: Of a CSV file, one of CSV_ENCODINGS.

    Raises:
        TooLarge: "sheet.too-large", "sheet.too-many-lines".
        Malformed: "sheet.old-format" (.xls, or locked by a password), "sheet.macros",
            "sheet.damaged", "sheet.no-sheet", "sheet.encoding".
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge("sheet.too-large", limit=MAX_FILE_BYTES // 2**20)
    if data.startswith(_OLE):
        raise Malformed("sheet.old-format")
    if data.startswith(_ZIP):
        return _read_xlsx(data)
    return _read_csv(data, encoding)


def _read_xlsx(data: bytes) -> Grid:
    parts = _unpack(data)
    try:
        with python_calamine.load_workbook(io.BytesIO(_pack(parts))) as book:
            name = _list_sheet(book)
            part = parts.get(_part_of(parts, name), b"")
            _check_extent(part)
            sheet = book.get_sheet_by_name(name)
            rows = tuple(_filled(enumerate(sheet.to_python(skip_empty_area=False), start=1)))
            merged = frozenset(_below(sheet.merged_cell_ranges or ()))
    except python_calamine.CalamineError as error:
        raise Malformed("sheet.damaged") from error
    return Grid(rows, _hidden_lines(part), merged)


def _unpack(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            if len(infos) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
                raise TooLarge("sheet.too-large", limit=MAX_UNPACKED_BYTES // 2**20)
            if any(info.filename.lower().endswith(_MACROS) for info in infos):
                raise Malformed("sheet.macros")
            return {
                info.filename: archive.read(info)
                for info in infos
                if info.filename.endswith((".xml", ".rels"))
            }
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Malformed("sheet.damaged") from error


def _pack(parts: dict[str, bytes]) -> bytes:
    # What calamine gets has exactly the bytes that were counted: a directory entry that
    # understates its part ends here.
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _list_sheet(book: python_calamine.CalamineWorkbook) -> str:
    visible = [
        each.name
        for each in book.sheets_metadata
        if each.visible is python_calamine.SheetVisibleEnum.Visible
        and each.typ is python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise Malformed("sheet.no-sheet")
    return LIST_SHEET if LIST_SHEET in visible else visible[0]


def _filled(lines: Iterator[tuple[int, Sequence[Cell]]]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, cells in lines:
        if any(cell != "" and not (isinstance(cell, str) and not cell.strip()) for cell in cells):
            yield number, tuple(cells)


def _below(ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[int]:
    for (top, _), (bottom, _) in ranges:
        yield from range(top + 2, min(bottom, MAX_LINES) + 2)


def _check_extent(content: bytes) -> None:
    """Refuse a sheet whose last cell lies far out: calamine reserves the whole rectangle."""
    for match in _CELL.finditer(content):
        column, line = match[1], int(match[2])
        if line > MAX_LINES or _column_number(column) > MAX_COLUMNS:
            raise TooLarge("sheet.too-many-lines", limit=MAX_LINES, columns=MAX_COLUMNS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _hidden_lines(content: bytes) -> frozenset[int]:
    """Lines that the list hides; calamine reads them like any other and does not tell."""
    found = set()
    for match in _ROW.finditer(content):
        number = _ROW_NUMBER.search(match[1])
        if number and _HIDDEN.search(match[1]):
            found.add(int(number[1]))
    return frozenset(found)


def _part_of(parts: dict[str, bytes], sheet: str) -> str:
    relation = ""
    for match in _SHEET.finditer(parts.get("xl/workbook.xml", b"")):
        attributes = _attributes(match[1])
        if attributes.get("name") == sheet:
            relation = attributes.get("r:id", "")
    for match in _RELATION.finditer(parts.get("xl/_rels/workbook.xml.rels", b"")):
        attributes = _attributes(match[1])
        if attributes.get("Id") == relation:
            target = attributes.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): value.decode("utf-8", "replace")
        for name, value in _ATTRIBUTE.findall(text)
    }


def _read_csv(data: bytes, encoding: str) -> Grid:
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise Malformed("sheet.encoding", encoding=encoding) from error
    if "\0" in text:
        raise Malformed("sheet.encoding", encoding=encoding)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, tuple[Cell, ...]]] = []
    try:
        number = 1
        for cells in reader:
            if number > MAX_LINES or len(cells) > MAX_COLUMNS:
                raise TooLarge("sheet.too-many-lines", limit=MAX_LINES, columns=MAX_COLUMNS)
            lines.extend(_filled(iter([(number, cells)])))
            number = reader.line_num + 1
    except csv.Error as error:
        raise Malformed("sheet.damaged") from error
    return Grid(tuple(lines))
