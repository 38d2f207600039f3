"""Unlucky files: how each is made, what is unlucky about it, and what the desk must say.

Every file is made by a function whose docstring says what happened to it. It ends in a report, the
exact set of problems by line and column, in a clean refusal, or, for bad luck that does no harm,
in a list that is taken with the people who stand in it. Nobody in it lives: see `desk_world`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

from tests.issuer.desk_world import HEADINGS, id_no, person, workbook

Wrong = tuple[int | None, str | None, str]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Unlucky:
    """One file.

    Attributes:
        report: Problems as (line, column, code); None where the file is refused.
        refusal: Code of the refusal.
        people: (name, number) of everybody on the list, where it is taken.
        heavy: Takes seconds to make or to read: for the drill.
    """

    name: str
    why: str
    build: Callable[[], bytes]
    report: frozenset[Wrong] | None
    refusal: str | None
    people: tuple[tuple[str, str], ...]
    encoding: str
    heavy: bool


FILES: dict[str, Unlucky] = {}


def unlucky(
    *report: Wrong,
    refusal: str | None = None,
    people: tuple[tuple[str, str], ...] = (),
    encoding: str = "utf-8",
    heavy: bool = False,
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a builder with its outcome: a refusal, or problems, or people, who may have to wait."""
    assert bool(refusal) != bool(report or people)

    def enter(build: Callable[[], bytes]) -> Callable[[], bytes]:
        assert build.__doc__, build.__name__
        assert build.__name__ not in FILES, build.__name__
        FILES[build.__name__] = Unlucky(
            name=build.__name__,
            why=build.__doc__,
            build=build,
            report=None if refusal else frozenset(report),
            refusal=refusal,
            people=people,
            encoding=encoding,
            heavy=heavy,
        )
        return build

    return enter


WANG = ("王示例", id_no(1))
LI = ("李示例", id_no(2))
BOTH = (WANG, LI)


def pair(**second: object) -> tuple[dict[str, object], dict[str, object]]:
    """Two people; the cells of the second, on line 3, may be spoilt."""
    return person(1), person(2, **{"姓名": "李示例", **second})


def spoilt(**second: object) -> bytes:
    """A workbook of two people, the second one spoilt."""
    return workbook(*pair(**second))


def named(name: str) -> bytes:
    """A workbook in which the second person has this name."""
    return spoilt(姓名=name)


def text(*people: dict[str, object], delimiter: str = ",", end: str = "\n") -> str:
    """A list as delimited text, nothing quoted."""
    lines = [HEADINGS, *([str(each[heading]) for heading in HEADINGS] for each in people)]
    return "".join(delimiter.join(line) + end for line in lines)


def archive(parts: dict[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes | str]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed or added; the change must change something."""
    parts = parts_of(data)
    before = parts.get(part, b"")
    assert isinstance(before, bytes)
    parts[part] = change(before)
    assert parts[part] != before, part
    return archive(parts)


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with a text of one part replaced."""
    return changed(data, part, lambda content: content.replace(old.encode(), new.encode()))


def matched(data: bytes, part: str, pattern: str, new: str) -> bytes:
    """A workbook with a pattern of one part replaced."""
    return changed(
        data, part, lambda content: re.sub(pattern.encode(), new.encode(), content, flags=re.DOTALL)
    )


def two() -> bytes:
    """A workbook of two people without fault, to be spoilt from outside."""
    return workbook(*pair())


def drawn(draw: Callable[[xlsxwriter.Workbook, object], None]) -> bytes:
    """The workbook of two people, with something drawn into it."""
    return workbook(*pair(), change=draw)


def laid_out(*lines: list[object], sheet: str = "名单") -> bytes:
    """A workbook of these lines."""
    return sheets((sheet, lines))


def sheets(*each: tuple[str, tuple[list[object], ...]], hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook of these sheets."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    pages = [book.add_worksheet(name) for name, _ in each]
    for page, (name, lines) in zip(pages, each, strict=True):
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)
        if name in hidden:
            page.hide()
    shown = next(page for page, (name, _) in zip(pages, each, strict=True) if name not in hidden)
    shown.activate()
    shown.set_first_sheet()
    book.close()
    return out.getvalue()


PEOPLE = tuple(list(each.values()) for each in pair())
LIST = (list(HEADINGS), *PEOPLE)
