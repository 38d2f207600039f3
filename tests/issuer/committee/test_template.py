"""The empty list can be filled in and read again, and keeps numbers whole."""

from __future__ import annotations

import io
from datetime import date

import openpyxl

from issuer.committee.asked_for import kinds_asked_for, kinds_named
from issuer.committee.template import template
from keys.errors import Malformed, Refused
from tests.issuer.desk_world import RULES, committee, id_no, problems_of, read, refused
from verifier import facts
from verifier.committee import Unit
from verifier.titles import Level, Method

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


def headings(data):
    return [str(cell.value).rstrip("*") for cell in opened(data)["名单"][1]]


def asked(**changes):
    on = changes.pop("on", date(2025, 6, 14))
    return kinds_asked_for(committee(**changes), rules=RULES, on=on)


def test_a_list_of_today_stays_as_simple_as_it_was():
    assert asked() == frozenset()
    assert headings(EMPTY)[-1] == "等级证书日期"


def test_a_template_has_the_columns_that_the_rules_of_its_region_ask_for():
    kinds = asked(region="2111", on=date(2024, 10, 16))
    assert kinds == {"unit_notice", "recommendation", "responsible"}
    shown = headings(template(committee(), rules=RULES, kinds=kinds))
    assert {"单位公示起始日", "主管部门审核日期", "评审责任人"} <= set(shown)
    assert asked(region="2111", on=date(2025, 1, 1)) == frozenset()


def test_examinations_and_conversions_are_asked_of_committees_that_may_use_them():
    assert asked(methods=(Method.EXAM,)) == {"exam_pass"}
    assert asked(methods=(Method.CONVERSION,), region="14") == {"conversion"}


def test_a_clerk_asks_for_more_columns_by_name():
    shown = headings(template(committee(), rules=RULES, kinds=kinds_named(["举荐"])))
    assert shown[-4:] == ["举荐企业代码", "举荐企业类别", "举荐人身份", "举荐日期"]
    with refused(Refused, "desk.evidence"):
        kinds_named(["传闻"])


def test_evidence_that_was_filled_in_is_read_again():
    kinds = kinds_named(["举荐", "派驻", "岗位", "条件"])
    book = opened(template(committee(), rules=RULES, kinds=kinds))
    sheet = book["名单"]
    nomination = {
        "举荐企业代码": "91371000MA3EXD010A",
        "举荐企业类别": "国家级",
        "举荐人身份": "董事长",
        "举荐日期": "2025-04-01",
        "派驻地区": "威海市",
        "派驻起始日": date(2024, 1, 1),
        "派驻截止日": "2025-06-01",
        "岗位数": "3",
        "现任职称级别": "助理级",
        "符合的条件": "全国技术能手、省首席技师",
    }
    person = {
        "姓名": "王示例",
        "证件号码": id_no(),
        "工作单位": "示例公司",
        "专业": "电子信息",
        "级别": "中级",
    }
    for heading, value in {**person, **nomination}.items():
        sheet.cell(3, column(sheet, heading), value)
    out = io.BytesIO()
    book.save(out)
    (row,) = read(out.getvalue()).rows
    assert {fact.KIND: fact for fact in row.facts} == {
        "nomination": facts.Nomination(
            "91371000MA3EXD010A",
            facts.EnterpriseGrade.NATIONAL,
            facts.Nominator.CHAIR,
            date(2025, 4, 1),
        ),
        "posting": facts.Posting("3710", date(2024, 1, 1), date(2025, 6, 1)),
        "posts": facts.Posts(3),
        "background": facts.Background(
            title=Level.ASSISTANT, awards="national_technical_expert|provincial_chief_technician"
        ),
    }
