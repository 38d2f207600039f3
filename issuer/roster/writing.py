"""The same file comes back, with columns beside every line; no byte of its cells is touched.

An xlsx file is copied part by part; in its one sheet, cells are put behind the last column of
each line, as text. A CSV file keeps its lines as they are, in its own encoding, and each gets
further cells. What we write never begins a formula; what the unit wrote is the unit's.

Follows ISO/IEC 29500-1, 18.3.1 (worksheets), RFC 4180, and OWASP ASVS 5.0.0, 1.2.10.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from issuer.committee.archive import unpack
from issuer.committee.csv_file import delimiter_of
from issuer.committee.grid import column_letters
from issuer.committee.layout import sheet_parts
from issuer.roster.reading import Roster
from keys.errors import Malformed

Cells = Mapping[int, Sequence[str]]
"""Number of a line -> the texts that stand beside it; the line of the headings is one."""

_ZIP: Final = b"PK\x03\x04"
_COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r")
_ROW: Final = re.compile(
    rb"""<(?P<prefix>\w+:)?row(?=[\s/>])(?P<said>(?:[^<>"']|"[^"]*"|'[^']*')*?)(?P<empty>/)?>"""
)
_NUMBER: Final = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_SPANS: Final = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_DIMENSION: Final = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*?(?:/>|>\s*</(?:\w+:)?dimension>)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def written_back(data: bytes, roster: Roster, cells: Cells, *, encoding: str = "utf-8") -> bytes:
    """The unit's file with further cells.

    Args:
        data: The file that `roster` was read from.

    Raises:
        Malformed: "sheet.damaged": a line that was read is not there to be written to.
    """
    if data.startswith(_ZIP):
        return _xlsx(data, roster, cells)
    return _csv(data, roster, cells, encoding=encoding)


def disarmed(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_COMPUTED) else text


def _xlsx(data: bytes, roster: Roster, cells: Cells) -> bytes:
    part = dict(sheet_parts(unpack(data)))[roster.sheet]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for info in source.infolist():
            content = source.read(info)
            if info.filename == part:
                content = _sheet(content, cells, first=roster.columns)
            # The time of the original: the same roster gives the same bytes.
            kept = zipfile.ZipInfo(info.filename, info.date_time)
            kept.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(kept, content)
    return out.getvalue()


def _sheet(content: bytes, cells: Cells, *, first: int) -> bytes:
    left = dict(cells)
    parts: list[bytes] = []
    at = 0
    for row in _ROW.finditer(content):
        number = _NUMBER.search(row["said"])
        texts = left.pop(int(number[1]), None) if number else None
        if texts is None or number is None:
            continue
        prefix = row["prefix"] or b""
        close = b"</" + prefix + b"row>"
        end = row.end() if row["empty"] else content.index(close, row.end())
        said = _SPANS.sub(b"", row["said"])
        beside = _cells(texts, prefix, line=int(number[1]), first=first)
        parts += [content[at : row.start()], b"<", prefix, b"row", said, b">"]
        parts += [b"" if row["empty"] else content[row.end() : end], beside, close]
        at = end if row["empty"] else end + len(close)
    if left:
        raise Malformed("sheet.damaged")
    # A spreadsheet works out by itself how far the sheet reaches now.
    return _DIMENSION.sub(b"", b"".join([*parts, content[at:]]), count=1)


def _cells(texts: Sequence[str], prefix: bytes, *, line: int, first: int) -> bytes:
    name = prefix.decode("ascii")
    return "".join(
        f'<{name}c r="{column_letters(first + place)}{line}" t="inlineStr"><{name}is>'
        f'<{name}t xml:space="preserve">{escape(_CONTROL.sub("", disarmed(text)))}</{name}t>'
        f"</{name}is></{name}c>"
        for place, text in enumerate(texts)
        if text
    ).encode()


def _csv(data: bytes, roster: Roster, cells: Cells, *, encoding: str) -> bytes:
    left = dict(cells)
    delimiter = delimiter_of(data, encoding)
    out: list[str] = []
    for number, filled, record in _records(data.decode(encoding), delimiter):
        body = record.rstrip("\r\n")
        texts = left.pop(number, None)
        if texts is not None:
            body += delimiter * (roster.columns - filled + 1) + _csv_cells(texts, delimiter)
        out.append(body + (record[len(record.rstrip("\r\n")) :] or "\r\n"))
    if left:
        raise Malformed("sheet.damaged")
    return "".join(out).encode(encoding)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, int, str]]:
    """Number of its first line, how many cells it has, and each record as it stands."""
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 0
    for record in reader:
        yield before + 1, len(record), mark + "".join(lines[before : reader.line_num])
        before, mark = reader.line_num, ""


def _csv_cells(texts: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(map(disarmed, texts))
    return out.getvalue()
