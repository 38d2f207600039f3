"""Long, wide and empty lists: what takes room without saying anything."""

from __future__ import annotations

import io

import openpyxl

from tests.issuer.desk_world import id_no, person, workbook
from tests.unlucky.corpus import BOTH, SHEET, matched, pair, replaced, two, unlucky

END = "</sheetData>"
LONG = 10_001
FAMILIES, GIVEN = "王李张刘陈杨赵黄周吴", "甲乙丙丁戊己庚辛壬癸"


def of_many(serial: int) -> tuple[str, str]:
    """Name and number of one of many people; the day of birth tells them apart."""
    year, rest = divmod(serial, 336)
    month, day = divmod(rest, 28)
    name = f"{FAMILIES[serial % 10]}{GIVEN[serial // 10 % 10]}例"
    return name, id_no(1, born=f"{1890 + year % 100}{month + 1:02}{day + 1:02}")


def long_list(count: int) -> bytes:
    """A workbook of so many people."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("名单")
    page.append(["姓名", "证件号码", "专业", "级别", "工作单位"])
    for serial in range(count):
        page.append([*of_many(serial), "电子信息", "中级", "自由职业"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@unlucky(people=tuple(map(of_many, range(LONG))), heavy=True)
def one_more_than_a_batch() -> bytes:
    """10,001 people: two batches."""
    return long_list(LONG)


@unlucky((LONG + 1, "id_no", "row.duplicate"), (LONG, "specialty", "row.specialty"), heavy=True)
def slip_at_the_end_of_a_long_list() -> bytes:
    """The last two of 10,001 lines are wrong, and no other."""
    book = openpyxl.load_workbook(io.BytesIO(long_list(LONG)))
    page = book.active
    for column in (1, 2):
        page.cell(LONG + 1, column).value = page.cell(2, column).value
    page.cell(LONG, 3).value = "土建"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@unlucky(people=BOTH, heavy=True)
def formatted_to_the_last_line() -> bytes:
    """Whole columns were formatted: 1,048,576 lines, each with an empty cell."""
    lines = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(4, 1_048_577))
    return replaced(two(), SHEET, END, lines + END)


@unlucky(people=BOTH, heavy=True)
def million_blank_lines() -> bytes:
    """A million lines without any cell."""
    lines = "".join(f'<row r="{n}" spans="1:6" ht="15"/>' for n in range(4, 1_000_004))
    return replaced(two(), SHEET, END, lines + END)


@unlucky(refusal="sheet.too-large", heavy=True)
def formatted_in_every_column() -> bytes:
    """A million lines with a dozen empty cells each: too much to unpack."""
    cells = "".join(f'<c r="{letter}4" s="1"/>' for letter in "ABCDEFGHIJKL")
    return replaced(two(), SHEET, END, f'<row r="4">{cells}</row>' * 700_000 + END)


@unlucky(refusal="sheet.too-many-lines")
def cell_in_the_last_corner() -> bytes:
    """Somebody typed a blank into XFD1048576."""
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>'
    return replaced(two(), SHEET, END, far + END)


@unlucky(refusal="sheet.too-many-lines")
def sixteen_thousand_columns() -> bytes:
    """A line as wide as a sheet can be."""
    return workbook(*pair(), change=lambda _, page: page.write_row(3, 0, ["x"] * 16_000))


@unlucky(people=BOTH)
def blank_cells_to_the_last_column() -> bytes:
    """Formatted to the right end; nothing stands there."""

    def wide(book, page):
        look = book.add_format({"bold": True})
        for column in range(6, 16_384):
            page.write_blank(1, column, None, look)

    return workbook(*pair(), change=wide)


@unlucky(refusal="sheet.too-many-lines")
def two_cells_and_the_room_between() -> bytes:
    """The last column of one line, the last line of one column: a rectangle of six million."""
    cells = (
        '<row r="4"><c r="BH4"><v>1</v></c></row><row r="100100"><c r="A100100"><v>1</v></c></row>'
    )
    return replaced(two(), SHEET, END, cells + END)


@unlucky(*((line, None, "sheet.merged") for line in (2, 3)))
def everything_merged_again_and_again() -> bytes:
    """Ten thousand merged ranges, each as large as the sheet."""
    merged = '<mergeCells count="1">' + '<mergeCell ref="A1:F1048576"/>' * 10_000 + "</mergeCells>"
    return replaced(two(), SHEET, END, END + merged)


@unlucky(
    *((1, member, "sheet.hidden-column") for member in ("name", "id_no", "employer", "specialty")),
    *((1, member, "sheet.hidden-column") for member in ("level", "title")),
)
def everything_hidden_again_and_again() -> bytes:
    """Ten thousand times all columns."""
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 10_000 + "</cols>"
    return replaced(two(), SHEET, "<sheetData>", columns + "<sheetData>")


@unlucky(refusal="sheet.too-many-lines")
def formulas_over_everything_again_and_again() -> bytes:
    """Two hundred formulas, each over the whole of a long sheet."""
    formula = '<c r="{}"><f t="array" ref="A1:BH30000">1</f><v>1</v></c>'
    lines = "".join(f'<row r="{n}">{formula.format(f"A{n}")}</row>' for n in range(4, 204))
    far = '<row r="30000"><c r="BH30000"><v>1</v></c></row>'
    return replaced(two(), SHEET, END, lines + far + END)


@unlucky((3, "employer", "cell.long"))
def cell_as_long_as_can_be() -> bytes:
    """32,767 characters in one cell."""
    return workbook(*pair(工作单位="长" * 32_767))


@unlucky(people=BOTH)
def line_end_between_attributes() -> bytes:
    """Written by hand, one attribute a line."""
    return matched(two(), SHEET, r'<c r="([A-Z]+\d)" t="s"', "<c\n\tt='s'\n\tr = '\\1'\n")


@unlucky(people=tuple((person(n)["姓名"], id_no(n)) for n in (1,)))
def one_person() -> bytes:
    """A list of one."""
    return workbook(person(1))
