"""The empty list can be filled in and read again, and keeps numbers whole."""

from __future__ import annotations

import io

import openpyxl

from issuer.committee.template import template
from keys.errors import Malformed
from tests.issuer.desk_world import RULES, committee, id_no, problems_of, read, refused
from verifier.committee import Unit
from verifier.titles import Method

EMPTY = template(committee(), rules=RULES)


def opened(data=EMPTY):
    return openpyxl.load_workbook(io.BytesIO(data))


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if str(cell.value).rstrip("*") == heading)


def filled(**cells):
    book = opened()
    sheet = book["名单"]
    for heading, value in cells.items():
        sheet.cell(3, column(sheet, heading), value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_empty_list_holds_an_example_and_nobody():
    assert opened()["名单"]["A2"].value == "示例"
    with refused(Malformed, "sheet.no-rows"):
        read(EMPTY)


def test_filled_list_is_read_without_a_problem():
    data = filled(
        姓名="王示例",
        证件号码=id_no(),
        工作单位="威海示例电子有限公司",
        专业="电子信息",
        级别="中级",
    )
    assert problems_of(data) == []
    assert read(data).rows[0].line == 3


def test_columns_of_numbers_are_text():
    sheet = opened()["名单"]
    for heading in ("证件号码", "统一社会信用代码", "等级证书编号"):
        letter = openpyxl.utils.get_column_letter(column(sheet, heading))
        assert sheet.column_dimensions[letter].number_format == "@"


def test_choices_are_those_of_the_filing():
    book = opened()
    rules = {str(each.formula1) for each in book["名单"].data_validations.dataValidation}
    assert {"list_specialty", "list_level", "list_id_type"} <= rules
    assert book["选项"].sheet_state == "hidden"
    words = {cell.value for row in book["选项"].iter_rows() for cell in row}
    assert {"电子信息", "海洋装备", "中级", "助理级", "工程师"} <= words
    assert "副高级" not in words


def test_units_are_offered_where_they_are_filed():
    book = opened(template(committee(units=(Unit("示例公司甲"),)), rules=RULES))
    rules = {str(each.formula1) for each in book["名单"].data_validations.dataValidation}
    assert "list_employer" in rules


def test_grade_columns_are_there_only_for_recognition():
    sheet = opened(template(committee(methods=(Method.REVIEW,)), rules=RULES))["名单"]
    assert "专业技术等级" not in {cell.value for cell in sheet[1]}


def test_help_names_the_filing():
    told = [cell.value for row in opened()["说明"].iter_rows() for cell in row if cell.value]
    assert any("威人社备〔2025〕1号（示例）" in str(each) for each in told)
