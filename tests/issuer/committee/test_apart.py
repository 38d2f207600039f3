"""A list is read in a process of its own, and whatever happens there the desk goes on."""

from __future__ import annotations

import sys
from datetime import date, datetime

import pytest

from issuer.committee import apart
from issuer.committee.apart import Bounds, read_apart
from issuer.committee.workbook import read_book
from keys.errors import Malformed, TooLarge
from tests.issuer.desk_world import MEETING, person, refused, workbook
from tests.unlucky.corpus import SHEET, replaced


def everything(book, page):
    """Every kind of cell, and what a spreadsheet hides."""
    looks = {form: book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "[h]:mm")}
    page.write_row(4, 0, ["甲", 1.5, 371000189306140011, True, ""])
    page.write_datetime(5, 0, date(2025, 6, 14), looks["yyyy-mm-dd"])
    page.write_datetime(5, 1, datetime(2025, 6, 14, 9, 30), looks["yyyy-mm-dd"])  # noqa: DTZ001
    page.write_number(5, 2, 0.5, looks["yyyy-mm-dd"])
    page.write_number(5, 3, 1.5, looks["[h]:mm"])
    page.write_formula(6, 0, "=NA()", None, "#N/A")
    page.write_formula(6, 1, "=1+1", None, 2)
    page.set_row(4, None, None, {"hidden": True})
    page.set_column(3, 3, None, None, {"hidden": True})
    page.merge_range(8, 0, 9, 1, "合")
    book.add_worksheet("另一张").write(0, 0, "值")


def long_list():
    lines = "".join(f"王示例,{n},威海示例电子有限公司,电子信息,中级\n" for n in range(10_001))
    return f"姓名,证件号码,工作单位,专业,级别\n{lines}".encode()


def test_nothing_is_lost_between_the_processes():
    data = workbook(person(1, 取得时间=MEETING), change=everything)
    book = read_apart(data, whole=True)
    assert book == read_book(data, whole=True)
    assert [sheet.name for sheet in book.sheets] == ["名单", "另一张"]
    assert book.grid.hidden == {5}
    assert book.grid.hidden_columns == {3}
    assert book.grid.merged == {9, 10}
    assert book.grid.errors == {(7, 0)}
    assert book.grid.formulas == {(7, 0), (7, 1)}


def test_encoding_goes_along():
    data = "姓名,证件号码\n王示例,1\n".encode("gb18030")
    assert read_apart(data, encoding="gb18030").grid.lines[1] == (2, ("王示例", "1"))


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"\xd0\xcf\x11\xe0", Malformed, "sheet.old-format"),
        (b"PK\x03\x04 broken", Malformed, "sheet.damaged"),
        (("姓名,证件号码" + "," * 99 + "x").encode(), TooLarge, "sheet.too-many-lines"),
    ],
)
def test_refusal_of_the_child_is_the_desks_own(data, kind, code):
    with refused(kind, code) as refusal:
        read_apart(data)
    assert type(refusal.value) is kind


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no process so")
@pytest.mark.parametrize("bounds", [Bounds(memory=2**20), Bounds(work=0), Bounds(wait=0)])
def test_each_bound_ends_the_reading_and_not_the_desk(bounds):
    with refused(Malformed, "sheet.too-complex"):
        read_apart(long_list(), bounds=bounds)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no process so")
@pytest.mark.parametrize("attempt", ["open('/dev/null')", "socket.socket()", "os.open('/', 0)"])
def test_child_opens_neither_a_file_nor_a_connection(attempt, monkeypatch):
    """A reader that does more than read, put in the place of ours, gets nowhere."""
    program = apart._PROGRAM.replace(
        "serve(sys.argv[2])",
        f"import os, socket; from issuer.committee import apart;"
        f"apart.read_book = lambda *a, **k: {attempt}; serve(sys.argv[2])",
    )
    assert program != apart._PROGRAM
    monkeypatch.setattr(apart, "_PROGRAM", program)
    with refused(Malformed, "sheet.too-complex"):
        read_apart(b"")


def test_folder_of_the_clerk_lends_the_child_no_module(tmp_path, monkeypatch):
    """The child looks for modules where its parent does, not where the clerk stands."""
    (tmp_path / "csv.py").write_text("raise SystemExit(9)")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert read_apart("姓名,证件号码\n王示例,1\n".encode()).grid.lines


def test_list_of_ten_thousand_fits_with_room_to_spare():
    within = Bounds(memory=256 * 2**20)
    assert len(read_apart(long_list(), bounds=within).grid.lines) == 10_002


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no process so")
def test_one_text_in_a_hundred_thousand_cells_takes_nobodys_memory():
    """Small in the file and in the archive's directory; three gigabytes as cells."""
    line = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
    lines = "".join(line.format(number) for number in range(4, 100_000))
    data = workbook(person(1, 姓名="长" * 32_767))
    data = replaced(data, SHEET, "</sheetData>", lines.replace("<v>0<", "<v>6<") + "</sheetData>")
    with refused(Malformed, "sheet.too-complex"):
        read_apart(data)
