"""Writing back touches nothing but the ends of lines, however a sheet was written."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from issuer.roster.reading import read_roster
from issuer.roster.writing import written_back
from keys.errors import Malformed
from tests.issuer.roster.world import book, csv_of

SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(data: bytes, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as copy:
        for info in source.infolist():
            content = source.read(info)
            copy.writestr(info.filename, change(content) if info.filename == SHEET else content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def prefixed(sheet: bytes) -> bytes:
    for name in (b"worksheet", b"sheetData", b"row", b"c", b"v"):
        sheet = sheet.replace(b"<" + name + b" ", b"<x:" + name + b" ")
        sheet = sheet.replace(b"<" + name + b">", b"<x:" + name + b">")
        sheet = sheet.replace(b"</" + name + b">", b"</x:" + name + b">")
    return sheet.replace(b"xmlns=", b"xmlns:x=")


def test_what_was_there_stays_byte_for_byte():
    data = book(("QR", "备注"), ("甲", 2.50), ("乙", "c"))
    back = written_back(data, read_roster(data), {1: ["结论"], 3: ["好"]})
    before, after = part(data, SHEET), part(back, SHEET)
    for cell in before.split(b"<c ")[1:]:
        assert b"<c " + cell.partition(b"</c>")[0] in after
    for name in ("xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml"):
        assert part(back, name) == part(data, name)


def test_the_same_roster_gives_the_same_bytes():
    data = book(("QR",), ("甲",))
    assert written_back(data, read_roster(data), {2: ["x"]}) == written_back(
        data, read_roster(data), {2: ["x"]}
    )


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1", "-1", "@x", "<b>&\"'", "甲\x00乙\x0b", "𬍛"]
)
def test_a_text_of_ours_is_text_and_nothing_else(text):
    data = book(("QR",), ("甲",))
    back = written_back(data, read_roster(data), {1: ["结论"], 2: [text]})
    assert b"<f" not in part(back, SHEET)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()
    shown = text.replace("\x00", "").replace("\x0b", "")
    assert rows[1][1] == (f"'{shown}" if text[0] in "=+-@" else shown)


def test_a_sheet_with_prefixed_names_is_written_to():
    data = with_sheet(book(("QR",), ("甲",)), prefixed)
    back = written_back(data, read_roster(data), {1: ["结论"], 2: ["好"]})
    assert b'<x:c r="B2" t="inlineStr"><x:is><x:t xml:space="preserve">' in part(back, SHEET)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()
    assert rows == [["QR", "结论"], ["甲", "好"]]


def test_a_line_that_is_not_there_is_told():
    data = book(("QR",), ("甲",))
    with pytest.raises(Malformed, match=r"sheet\.damaged"):
        written_back(data, read_roster(data), {9: ["x"]})


def test_a_formula_in_a_column_of_ours_stops_its_line_only():
    out = io.BytesIO()
    import xlsxwriter

    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["QR", "备注"])
    sheet.write_formula(1, 0, '="a"&"b"', None, "ab")
    sheet.write_row(2, 0, ["乙", "x"])
    sheet.write_formula(2, 1, "=1+1", None, 2)
    made.close()
    roster = read_roster(out.getvalue())
    assert [line.wrong for line in roster.lines] == ["roster.formula", None]


def test_short_lines_of_a_csv_file_are_filled_up_to_the_columns():
    data = csv_of(("QR", "a", "b"), ("甲",)) + b"x"  # and no line end at its end
    back = written_back(data, read_roster(data), {1: ["结论"], 2: ["=好"], 3: ["v"]}).decode()
    assert back == "QR,a,b,结论\r\n甲,,,'=好\r\nx,,,v\r\n"


def test_a_byte_order_mark_stays():
    data = b"\xef\xbb\xbf" + csv_of(("QR",), ("甲",))
    assert written_back(data, read_roster(data), {1: ["y"]}).startswith(b"\xef\xbb\xbfQR,y\r\n")
