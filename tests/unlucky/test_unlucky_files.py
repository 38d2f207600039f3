"""Every unlucky file ends in a report, a clean refusal, or a list of the right people."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from issuer.committee.columns import BY_MEMBER
from issuer.committee.report import desk_words
from keys.encoding import canonical
from keys.words import LANGUAGES, SHORT
from tests.issuer.desk_world import AUTHORITY, COMMITTEE, committee
from tests.unlucky import cells, formats, hostile, names, numbers, sizes, spellings, structure
from tests.unlucky.bounded import Answer, Room
from tests.unlucky.corpus import FILES, Unlucky

MEGABYTES = 200
BUILDERS = (cells, formats, hostile, names, numbers, sizes, spellings, structure)
LIGHT = [each for each in FILES.values() if not each.heavy]
HEAVY = [each for each in FILES.values() if each.heavy]
REPORTS = [each for each in LIGHT if each.report]


Look = Callable[[Unlucky], tuple[Path, Answer]]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with Room(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture(scope="module")
def look(room: Room, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """Have a file read, once; gives the folder with it and its annotated copies."""

    @cache
    def at(each: Unlucky) -> tuple[Path, Answer]:
        folder = tmp_path_factory.mktemp(each.name[:30])
        file = folder / "list.xlsx"
        file.write_bytes(each.build())
        answer = room.ask("read", file=file, encoding=each.encoding, marked=folder / "marked-")
        assert answer.exit == 0, f"{each.name}: not read within its bounds ({answer.exit})"
        return folder, answer

    return at


def holds(each: Unlucky, answer: Answer) -> None:
    said = answer.said
    assert said.get("refusal") == each.refusal
    if each.report is not None:
        assert {tuple(problem) for problem in said["problems"]} == each.report
    assert tuple(map(tuple, said.get("people", ()))) == each.people
    assert answer.megabytes < MEGABYTES


def is_told(each: Unlucky, answer: Answer) -> None:
    """In both languages: where, what, and how to mend it."""
    for language in LANGUAGES:
        words = desk_words(language)
        if each.refusal:
            says = answer.said["says"][language]
            assert len(says) > 15
            assert "{" not in says
            continue
        for told, problem in zip(
            answer.said["told"][language], answer.said["problems"], strict=True
        ):
            line, column, code = problem
            heading = words.text(BY_MEMBER[column].heading) if column in BY_MEMBER else ""
            assert (told["line"], told["column"], told["code"]) == (line, heading, code)
            assert told["label"].startswith("E")
            assert told["says"]
            assert told["mend"]
            assert "{" not in told["says"] + told["mend"]


def test_there_are_enough_of_them():
    assert len(FILES) >= 150
    assert {each.build.__module__ for each in FILES.values()} == {m.__name__ for m in BUILDERS}


@pytest.mark.parametrize("each", LIGHT, ids=lambda each: each.name)
def test_unlucky_file_is_answered(each, look):
    _, answer = look(each)
    holds(each, answer)
    is_told(each, answer)


@pytest.mark.parametrize("each", REPORTS, ids=lambda each: each.name)
def test_annotated_copy_keeps_every_value_and_runs_nothing(each, look):
    folder, answer = look(each)
    original = cells_of((folder / "list.xlsx").read_bytes(), encoding=each.encoding)
    for language in LANGUAGES:
        data = (folder / f"marked-{language}").read_bytes()
        marked = openpyxl.load_workbook(io.BytesIO(data))
        assert texts_of(marked).items() >= original.items()
        no_formula(data)
        for sheet in marked.worksheets:
            every_cell_is_text(sheet)
        heading = desk_words(language).text("问题和改法")
        column = next(
            cell.column
            for line in marked.active.iter_rows()
            for cell in line
            if str(cell.value).startswith(heading)
        )
        for told in answer.said["told"][language]:
            stands_at_its_line(marked.active, told, column)


def cells_of(data: bytes, *, encoding: str = "utf-8") -> dict[tuple[str, int, int], str]:
    """Every text of a file by sheet, line and column, read by other hands than the desk's."""
    if not data.startswith(b"PK"):
        return csv_cells(data.decode("utf-8-sig" if encoding == "utf-8" else encoding))
    return texts_of(openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True))


def texts_of(book: openpyxl.Workbook) -> dict[tuple[str, int, int], str]:
    return {
        (sheet.title, cell.row, cell.column): as_text(cell.value)
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }


def csv_cells(text: str) -> dict[tuple[str, int, int], str]:
    reader = csv.reader(io.StringIO(text, newline=""))
    found: dict[tuple[str, int, int], str] = {}
    line = 1
    for record in reader:
        found |= {("名单", line, column): cell for column, cell in enumerate(record, 1) if cell}
        line = reader.line_num + 1
    return found


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    if isinstance(value, datetime):
        return str(value).removesuffix(" 00:00:00")
    return str(value)


def no_formula(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in packed.read(n) or b"<f " in packed.read(n) for n in sheets)
        assert not [name for name in packed.namelist() if "externalLink" in name]


def every_cell_is_text(sheet: Worksheet) -> None:
    for line in sheet.iter_rows():
        for cell in line:
            assert cell.value is None or isinstance(cell.value, str)
            assert cell.data_type != "f"
            if str(cell.value).startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix
                assert cell.number_format == "@"


def stands_at_its_line(sheet: Worksheet, told: dict[str, Any], column: int) -> None:
    """The column of problems tells it on its line, and its cell is marked."""
    beside = str(sheet.cell(told["line"], column).value)
    assert told["says"] in beside
    assert told["mend"] in beside
    if told["column"]:
        assert f"[{told['column']}]" in beside
        remarks = [cell.comment for cell in sheet[told["line"]] if cell.comment]
        assert any(told["says"] in remark.text for remark in remarks)


@pytest.mark.parametrize("do", ["swell", "spin"])
def test_the_bounds_of_these_tests_bite(do, room):
    assert room.ask(do).exit != 0


@pytest.mark.long
@pytest.mark.drill
def test_whole_collection_through_the_command_line(room, tmp_path, figures):
    """Every file, the heavy ones too, as a clerk hands it in; the answers agree with the report."""
    file = {"committee": COMMITTEE, "authority": AUTHORITY, "metadata": committee().to_metadata()}
    (tmp_path / "committee.json").write_bytes(canonical({**file, "keys": []}))
    (tmp_path / "tally.pdf").write_bytes(b"signed tally")
    took: list[tuple[float, float]] = []
    for number, each in enumerate(FILES.values()):
        answer = handed_in(room, each, tmp_path, (*SHORT,)[number % 2])
        took.append((answer.megabytes, answer.seconds))
    reports = sum(each.refusal is None for each in FILES.values())
    figures(
        f"unlucky files: {len(FILES)}, {reports} row reports, {len(FILES) - reports} refusals, "
        f"max {max(mb for mb, _ in took):.0f} MB, max {max(s for _, s in took):.1f} s"
    )


def handed_in(room: Room, each: Unlucky, folder: Path, language: str) -> Answer:
    (folder / "list.xlsx").write_bytes(each.build())
    marked, draft = folder / f"{each.name}.xlsx", folder / f"{each.name}.zcdraft"
    answer = room.ask(
        "command",
        folder=folder,
        file="list.xlsx",
        encoding=each.encoding,
        marked=marked,
        draft=draft,
        language=language,
    )
    assert answer.exit == 0, f"{each.name}: not read within its bounds ({answer.exit})"
    result = answer.said["result"]
    written = list(folder.glob(f"{each.name}*.zcdraft"))
    if each.refusal:
        assert (answer.said["code"], result["error"]) == (3, each.refusal)
        assert answer.said["says"]
    else:
        found = {(told["line"], told["code"]) for told in result["problems"]}
        assert found == {(line, code) for line, _, code in each.report or ()}
        assert answer.said["code"] == bool(each.report and not each.people)
        assert marked.exists() == bool(each.report)
    assert bool(written) == bool(each.people)
    return answer


@pytest.mark.drill
@pytest.mark.parametrize("each", HEAVY, ids=lambda each: each.name)
def test_heavy_file_is_answered(each, look):
    _, answer = look(each)
    holds(each, answer)
    is_told(each, answer)
    if each.people and len(each.people) > 10_000:
        assert answer.said["parts"] == 2
