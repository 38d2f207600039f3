"""Workbooks: formulas, errors, and what other programs make of cells and texts."""

from __future__ import annotations

import io

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.issuer.desk_world import HEADINGS, person, workbook
from tests.unlucky.corpus import (
    BOTH,
    LIST,
    PEOPLE,
    SHEET,
    STRINGS,
    WANG,
    drawn,
    laid_out,
    matched,
    pair,
    replaced,
    spoilt,
    text,
    two,
    unlucky,
)
from tests.unlucky.structure import hidden_line


@unlucky((3, "name", "cell.formula"), (3, "employer", "cell.formula"))
def formulas_with_values() -> bytes:
    """Looked up elsewhere; the value is what it was when the file was last saved."""

    def formulas(_, page):
        page.write_formula(2, 0, '="李"&"示例"', None, "李示例")
        page.write_formula(2, 2, "=C2", None, "威海示例电子有限公司")

    return drawn(formulas)


@unlucky(
    *((3, member, "cell.formula") for member in ("name", "id_no", "specialty", "level")),
    (3, "employer", "row.employer"),
)
def formulas_without_values() -> bytes:
    """A whole line written by a script, never computed: to a reader it looks empty."""
    book = openpyxl.Workbook()
    page = book.active
    for line in LIST[:2]:
        page.append(line)
    page.append(["=A2", "=B2", None, "=D2", "=E2"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@unlucky(*((line, "specialty", "cell.formula") for line in (2, 3)))
def formula_over_a_range() -> bytes:
    """One formula fills two cells; the second only shows a value."""
    return drawn(
        lambda _, page: page.write_array_formula(1, 3, 2, 3, '{="电子信息"}', None, "电子信息")
    )


@unlucky(people=BOTH)
def formulas_where_nobody_reads() -> bytes:
    """The numbers of the lines are computed."""
    lines = ([f"=ROW()-{n}", *line] for n, line in enumerate(PEOPLE))
    return laid_out(["序号", *HEADINGS], *lines)


@unlucky((2, "employer", "cell.error"), (3, "id_no", "cell.error"))
def errors() -> bytes:
    """A look-up that found nothing, and a value pasted from it."""

    def spoil(_, page):
        page.write_formula(2, 1, "=VLOOKUP(A3,Z:Z,1,0)", None, "#N/A")
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    return matched(drawn(spoil), SHEET, '(<c r="C2"[^>]*>)<f>1/0</f>', r"\1")


@unlucky((3, "employer", "cell.formula"))
def formula_that_calls_a_program() -> bytes:
    """A link to another program."""
    return drawn(lambda _, page: page.write_formula(2, 2, "=cmd|'/C calc'!A0", None, "0"))


@unlucky(people=BOTH)
def name_in_several_fonts() -> bytes:
    """Half of a name is bold."""
    book = openpyxl.Workbook()
    page = book.active
    for line in LIST:
        page.append(line)
    page["A3"] = CellRichText("李", TextBlock(InlineFont(b=True), "示例"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@unlucky(people=BOTH)
def name_with_its_reading() -> bytes:
    """The reading stands above the name and is no part of it."""
    ruby = '<t>李示例</t><rPh sb="0" eb="1"><t>LI</t></rPh><phoneticPr fontId="1"/>'
    return replaced(two(), STRINGS, "<t>李示例</t>", ruby)


@unlucky(people=BOTH)
def strings_inside_the_cells() -> bytes:
    """Another program keeps texts in their cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True})
    page = book.add_worksheet("名单")
    for number, line in enumerate(LIST):
        page.write_row(number, 0, line)
    book.close()
    return out.getvalue()


@unlucky(people=BOTH)
def elements_with_prefixes() -> bytes:
    """Another program names its name space before every element."""
    data = matched(two(), SHEET, r"<(/?)(?=[a-z])", r"<\1x:")
    return replaced(data, SHEET, "xmlns=", "xmlns:x=")


@unlucky((3, None, "sheet.hidden-line"))
def hidden_line_behind_prefixes() -> bytes:
    """The same, with somebody hidden."""
    data = matched(hidden_line(), SHEET, r"<(/?)(?=[a-z])", r"<\1x:")
    return replaced(data, SHEET, "xmlns=", "xmlns:x=")


@unlucky(refusal="sheet.damaged")
def cells_that_say_no_place() -> bytes:
    """Cells that leave out where they stand: what is hidden could not be told."""
    return matched(two(), SHEET, r'(<c) r="[A-Z]+\d+"', r"\1")


@unlucky(refusal="sheet.damaged")
def cells_in_small_letters() -> bytes:
    """Places that no standard knows."""
    return replaced(two(), SHEET, 'r="A1"', 'r="a1"')


@unlucky(people=(WANG,))
def text_saved_as_workbook() -> bytes:
    """A CSV whose name ends in xlsx: the content counts."""
    return text(person(1)).encode()


@unlucky((3, "level", "cell.level-vague"), (2, "level", "cell.choice"))
def levels_in_other_words() -> bytes:
    """A level that names two, and one that no table knows."""
    first, second = pair(级别="高级")
    return workbook({**first, "级别": "三级"}, second)


@unlucky((3, "specialty", "row.specialty"), (3, "title", "row.title"))
def specialty_and_title_of_another_committee() -> bytes:
    """A line from another committee's list."""
    return spoilt(专业="土建", 职称="主治医师")
