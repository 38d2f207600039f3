"""The marked copy shows each problem at its cell and changes no value."""

from __future__ import annotations

import io

import openpyxl

from issuer.committee.marking import mark, shown
from issuer.committee.report import desk_words, tell_all
from issuer.committee.workbook import read_book
from tests.issuer.desk_world import RULES, draft, id_no, person, read, sitting, terms, workbook


def marked(data):
    found = read(data)
    header = draft(found.rows, said=sitting(len(found.rows), standards=())).header
    words = desk_words("zh_CN")
    told = tell_all(found.check(header, terms()), words, rules=RULES)
    book = read_book(data, whole=True)
    sheet = openpyxl.load_workbook(io.BytesIO(mark(book, told, words)))["名单"]
    return book.grid, sheet


def test_problem_stands_at_its_cell_with_its_mend():
    _, sheet = marked(workbook(person(1), person(2, 专业="土建", 证件号码="")))
    assert "E201" in sheet["D3"].comment.text
    assert "怎样" not in sheet["D3"].comment.text
    assert sheet["D3"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["D2"].comment is None
    assert "E101" in sheet["G3"].value
    assert "E201" in sheet["G3"].value


def test_every_value_stays_where_it_was():
    grid, sheet = marked(workbook(person(1), person(2, 专业="=1+1", 证件号码=id_no(2))))
    for line, cells in grid.lines:
        for column, cell in enumerate(cells, start=1):
            assert (sheet.cell(line, column).value or "") == shown(cell)
            assert sheet.cell(line, column).data_type != "f"
