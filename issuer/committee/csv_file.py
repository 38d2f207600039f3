"""A list as CSV, line by line, in the encoding that the clerk names and in no other.

It guesses the delimiter, which can be seen to be right, and never the encoding, which cannot.

Follows RFC 4180; delimiters as spreadsheets write them in China and elsewhere.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from issuer.committee.grid import MAX_CELL_TEXT, MAX_COLUMNS, MAX_LINES, Cell, Grid, filled
from issuer.committee.headings import HEADING_LINES, are_headings
from issuer.committee.layout import too_far
from keys.errors import Malformed

CSV_ENCODINGS: Final = ("utf-8", "gb18030")
_DELIMITERS: Final = ",;\t"
_MAX_LINES_SEEN: Final = 1_048_576  # a spreadsheet's last line; blank ones are passed over
_CHINESE: Final = re.compile("[\u2e80-\ufaff]")


def read_csv(data: bytes, encoding: str) -> Grid:
    """The cells of a CSV file.

    Args:
        encoding: One of CSV_ENCODINGS; a byte order mark of UTF-8 is passed over.

    Raises:
        TooLarge: "sheet.too-many-lines".
        Malformed: "sheet.encoding" (other bytes than the encoding has), "sheet.encoding-mixed"
            (one line in UTF-8, another not), "sheet.quotes".
    """
    try:
        if encoding != "utf-8":
            _check_unmixed(data, encoding)
        delimiter = delimiter_of(data, encoding)
        return Grid(tuple(filled(_records(_lines(data, encoding), delimiter))))
    except UnicodeDecodeError as error:
        raise Malformed("sheet.encoding", encoding=encoding) from error


def delimiter_of(data: bytes, encoding: str) -> str:
    """What stands between the cells of a CSV file; raises as `read_csv`."""
    return _delimiter(list(islice(_lines(data, encoding), HEADING_LINES)))


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    for line in io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline=""):
        if "\0" in line:
            raise Malformed("sheet.encoding", encoding=encoding)
        yield line


def _delimiter(top: list[str]) -> str:
    """The one that makes headings of a line near the top, else the one that divides most."""
    for delimiter in _DELIMITERS:
        for line in top:
            if are_headings([cell.strip(' "\r\n') for cell in line.split(delimiter)]):
                return delimiter
    return max(_DELIMITERS, key=lambda each: max((line.count(each) for line in top), default=0))


def _records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                if number > MAX_LINES or len(cells) > MAX_COLUMNS:
                    raise too_far()
                if any(len(cell) > MAX_CELL_TEXT for cell in cells):
                    raise Malformed("sheet.quotes", line=number)
                yield number, list(cells)
            number = reader.line_num + 1
            if number > _MAX_LINES_SEEN:
                raise too_far()
    except csv.Error as error:
        raise Malformed("sheet.quotes", line=number) from error


def _check_unmixed(data: bytes, encoding: str) -> None:
    """Refuse lines of Chinese in UTF-8: GB 18030 reads most of them as other characters."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _CHINESE.search(text):
            raise Malformed("sheet.encoding-mixed", line=number, encoding=encoding)
