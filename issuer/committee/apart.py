"""Reading a list's file in a process of its own, bounded in memory and time.

A list comes by mail from anyone. Whatever a file makes of its reader, the clerk's machine keeps
its memory, the desk goes on, and the clerk is told what to do. The child is handed the bytes and
gives back cells as JSON; once it has its bounds it can open neither a file nor a connection.
Where the system knows no such bounds (Windows), the time alone is bounded.

Judges no cell. Follows OWASP ASVS 5.0.0, 15.2.5 (dangerous functionality is kept apart).
"""

from __future__ import annotations

import codecs
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from issuer.committee.grid import Book, Cell, Grid, Sheet
from issuer.committee.workbook import CSV_ENCODINGS, read_book
from keys.errors import CredentialError, Malformed, TooLarge
from verifier.bounding import bind_process

_PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from issuer.committee.apart import serve; serve(sys.argv[2])"
)
_CODECS: Final = (*CSV_ENCODINGS, "utf-8-sig", "cp437")  # the last of names in archives
_OPEN_FILES: Final = 3  # its input, its answer and its complaints


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reading may use: bytes of memory, seconds of work, seconds in all."""

    memory: int = 512 * 2**20
    work: int = 20
    wait: int = 60


def read_apart(
    data: bytes, *, encoding: str = "utf-8", whole: bool = False, bounds: Bounds | None = None
) -> Book:
    """The sheets of a list's file, read by a child process within bounds.

    Raises:
        TooLarge, Malformed: As `issuer.committee.workbook.read_book`, and
            "sheet.too-complex" where the bounds were not enough.
    """
    within = bounds or Bounds()
    asked = {"encoding": encoding, "whole": whole, "memory": within.memory, "work": within.work}
    try:
        done = subprocess.run(  # noqa: S603 this program itself, with no word from the file
            [sys.executable, "-P", "-c", _PROGRAM, json.dumps(sys.path), json.dumps(asked)],
            input=data,
            capture_output=True,
            timeout=within.wait,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Malformed("sheet.too-complex") from error
    if done.returncode:
        raise Malformed("sheet.too-complex")
    answer = json.loads(done.stdout)
    if "code" in answer:
        kind = TooLarge if answer["kind"] == TooLarge.__name__ else Malformed
        raise kind(answer["code"], **answer["facts"])
    return _book(answer)


def serve(asked: str) -> None:
    """The child: bounds first, then the bytes from standard input, then the answer."""
    wanted = json.loads(asked)
    for codec in _CODECS:
        codecs.lookup(codec)  # they are files, and soon nothing can be opened
    bind_process(memory=wanted["memory"], work=wanted["work"], open_files=_OPEN_FILES)
    try:
        data = sys.stdin.buffer.read()
        answer = _document(read_book(data, encoding=wanted["encoding"], whole=wanted["whole"]))
    except CredentialError as error:
        answer = {"kind": type(error).__name__, "code": error.code, "facts": error.facts}
    sys.stdout.write(json.dumps(answer))


def _document(book: Book) -> dict[str, object]:
    sheets = [
        {
            "name": sheet.name,
            "visible": sheet.visible,
            "lines": [
                (number, [_written(cell) for cell in cells]) for number, cells in sheet.grid.lines
            ],
            "hidden": sorted(sheet.grid.hidden),
            "hidden_columns": sorted(sheet.grid.hidden_columns),
            "merged": sorted(sheet.grid.merged),
            "formulas": sorted(sheet.grid.formulas),
            "errors": sorted(sheet.grid.errors),
        }
        for sheet in book.sheets
    ]
    return {"sheets": sheets, "chosen": book.chosen}


def _written(cell: Cell) -> object:
    match cell:
        case str() | bool() | int() | float():
            return cell
        case timedelta():
            return {"timedelta": cell.total_seconds()}
        case _:
            return {type(cell).__name__: cell.isoformat()}


def _book(answer: Mapping[str, Any]) -> Book:
    sheets = (Sheet(each["name"], _grid(each), each["visible"]) for each in answer["sheets"])
    return Book(tuple(sheets), answer["chosen"])


def _grid(sheet: Mapping[str, Any]) -> Grid:
    return Grid(
        lines=tuple(
            (number, tuple(_read(cell) if isinstance(cell, dict) else cell for cell in cells))
            for number, cells in sheet["lines"]
        ),
        hidden=frozenset(sheet["hidden"]),
        hidden_columns=frozenset(sheet["hidden_columns"]),
        merged=frozenset(sheet["merged"]),
        formulas=frozenset(map(tuple, sheet["formulas"])),
        errors=frozenset(map(tuple, sheet["errors"])),
    )


def _read(written: Mapping[str, Any]) -> Cell:
    ((kind, value),) = written.items()
    return _KINDS[kind](value)


_KINDS: Final[Mapping[str, Callable[[Any], Cell]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}
