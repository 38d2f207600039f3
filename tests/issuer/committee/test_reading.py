"""A list is read cell by cell, and every slip is told at its place, all at once."""

from __future__ import annotations

from datetime import date

import pytest

from keys.errors import Malformed
from tests.issuer.desk_world import (
    MEETING,
    id_no,
    person,
    problems_of,
    read,
    refused,
    workbook,
)
from verifier.batch import IdType
from verifier.titles import Level, Method


def test_sound_list_becomes_rows():
    rows = read(workbook(person(1), person(2, 证件类型="护照", 证件号码="EA1234567"))).rows
    assert problems_of(workbook(person(1), person(2))) == []
    assert (rows[0].line, rows[0].level, rows[0].series) == (2, Level.INTERMEDIATE, "ENGINEERING")
    assert (rows[0].award_date, rows[0].scope.region) == (MEETING, "37")
    assert (rows[1].line, rows[1].id_type) == (3, IdType.PASSPORT)
    assert rows[0].salt != rows[1].salt


def test_what_the_filing_leaves_no_choice_about_may_stay_empty():
    spare = person(1, 专业="", 级别="", 职称="", 系列="", 取得时间="")
    one = {"specialties": ("海洋装备",), "levels": (Level.ASSISTANT,)}
    (row,) = read(workbook(spare), **one).rows
    assert (row.specialty, row.level, row.title) == ("海洋装备", Level.ASSISTANT, "助理工程师")
    assert problems_of(workbook(spare), **one) == []


def test_what_leaves_a_choice_must_be_filled_in():
    spare = person(1, 姓名="", 证件号码="", 专业="", 级别="", 职称="")
    missing = {(2, c, "cell.missing") for c in ("name", "id_no", "specialty", "level")}
    assert set(problems_of(workbook(person(5), {**spare, "工作单位": "有"}))[:]) == {
        (3, c, code) for _, c, code in missing
    }


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (371000189306140011, "cell.precision"),
        (3.71000189306140e17, "cell.precision"),
        ("3.71E+17", "cell.precision"),
        ("3.71000189306E+17", "cell.precision"),
        (date(2025, 6, 14), "cell.date"),
        (True, "cell.date"),
        ("#N/A", "row.id.form"),
        (id_no(3)[:15] + "000", "row.id.precision"),
        ("３" + id_no(3)[1:], "cell.wide"),
        (id_no(3) + "\u200b", "cell.hidden"),
        (id_no(3)[:6] + "\n" + id_no(3)[6:], "cell.hidden"),
    ],
)
def test_spoilt_identity_number_is_told_at_its_cell(number, code):
    assert problems_of(workbook(person(1), person(3, 证件号码=number))) == [(3, "id_no", code)]


def test_error_cell_is_an_empty_one():
    def spoil(book, page):
        page.write_formula(2, 1, "=NA()", None, "#N/A")

    told = problems_of(workbook(person(1), person(2), change=spoil))
    assert [(line, column) for line, column, _ in told] == [(3, "id_no")]


def test_small_x_and_blanks_around_are_mended_silently():
    ending_in_x = next(id_no(n) for n in range(999) if id_no(n).endswith("X"))
    data = workbook(person(1, 证件号码=f" {ending_in_x.lower()}\u3000", 姓名="王示例 "))
    assert problems_of(data) == []
    assert read(data).rows[0].id_no == ending_in_x


def test_hidden_and_wide_characters_are_mended_on_demand_and_counted():
    data = workbook(person(1, 姓名="王\u200b示例"), person(2, 证件号码="３" + id_no(2)[1:]))
    assert [code for *_, code in problems_of(data)] == ["cell.hidden", "cell.wide"]
    found = read(data, tidy=True)
    assert problems_of(data, tidy=True) == []
    assert (found.tidied, found.rows[0].name, found.rows[1].id_no) == (2, "王示例", id_no(2))


@pytest.mark.parametrize(
    "written", ["2025-06-14", "2025/6/14", "2025.6.14", "2025年6月14日", "20250614", MEETING]
)
def test_dates_as_people_write_them(written):
    assert read(workbook(person(1, 取得时间=written))).rows[0].award_date == MEETING


@pytest.mark.parametrize(
    "written", ["2025-02-30", "14/06/2025", "六月", 45822, "2025-6/14", "2025"]
)
def test_other_dates_are_told(written):
    assert problems_of(workbook(person(1, 取得时间=written))) == [(2, "award_date", "cell.day")]


def test_level_that_names_two_is_not_guessed():
    assert problems_of(workbook(person(1, 级别="高级"))) == [(2, "level", "cell.level-vague")]
    data = workbook(person(1, 级别="初级", 职称="助理工程师"))
    assert read(data).rows[0].level is Level.ASSISTANT


def test_word_outside_its_choices_is_told():
    told = problems_of(
        workbook(person(1, 级别="特级"), person(2, 系列="星相"), person(3, 证件类型="借书证"))
    )
    assert told == [
        (2, "level", "cell.choice"),
        (3, "series", "cell.choice"),
        (4, "id_type", "cell.choice"),
    ]


def test_text_beyond_the_limit_is_told():
    assert problems_of(workbook(person(1, 专业="长" * 61))) == [(2, "specialty", "cell.long")]


def test_all_problems_of_a_line_come_at_once():
    spoilt = person(2, 姓名="A•B", 证件号码=id_no(2)[:15] + "000", 专业="土建", 取得时间="昨天")
    assert problems_of(workbook(person(1), spoilt)) == [
        (3, "award_date", "cell.day"),
        (3, "id_no", "row.id.precision"),
        (3, "name", "row.name.dot"),
        (3, "specialty", "row.specialty"),
    ]


def test_unreadable_cells_are_never_taken_for_the_same_person():
    assert [
        c for *_, c in problems_of(workbook(person(1, 证件号码=""), person(2, 证件号码="")))
    ] == ["cell.missing"] * 2


def test_duplicate_in_the_file_names_the_first_line():
    assert problems_of(workbook(person(1), person(1))) == [(3, "id_no", "row.duplicate")]


def test_headings_may_stand_below_a_title_and_under_other_names():
    title, headings = "威海示例评委会评审结果", "序号,姓 名*,身份证号码,单位,申报专业,层级"
    data = f"{title}\n\n{headings}\n1,王示例,{id_no()},单位,电子信息,中级\n".encode()
    assert problems_of(data) == []
    assert read(data).rows[0].line == 4


def test_heading_unknown_or_twice_is_told():
    headings = "姓名,证件号码,身份证号,星座,专业,级别,工作单位"
    data = f"{headings}\n王示例,{id_no()},{id_no()},白羊,电子信息,中级,示例公司\n"
    assert problems_of(data.encode()) == [
        (1, None, "sheet.heading-unknown"),
        (1, "id_no", "sheet.heading-twice"),
    ]


def test_columns_that_no_certificate_needs_are_passed_over():
    assert problems_of(workbook(person(1, 联系电话="1", 备注="x", 性别="女"))) == []


def test_example_line_is_passed_over():
    found = read(workbook(person(1, 姓名="示例人"), person(2)))
    assert (found.examples, len(found.rows)) == (1, 1)


def test_hidden_line_is_never_handed_in_unseen():
    def hide(book, page):
        page.set_row(2, None, None, {"hidden": True})

    data = workbook(person(1), person(2), change=hide)
    assert problems_of(data) == [(3, None, "sheet.hidden-line")]


def test_line_under_merged_cells_is_told():
    def merge(book, page):
        page.merge_range(1, 2, 2, 2, "威海示例电子有限公司")

    assert problems_of(workbook(person(1), person(2), change=merge)) == [(3, None, "sheet.merged")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet.headings"),
        ("甲,乙\n1,2\n".encode(), "sheet.headings"),
        ("姓名,证件号码\n".encode(), "sheet.no-rows"),
        ("姓名,证件号码\n示例人,1\n , \n".encode(), "sheet.no-rows"),
    ],
)
def test_list_without_headings_or_people_is_refused(data, code):
    with refused(Malformed, code):
        read(data)


def graded(**cells):
    grade = {
        "数字技术职业": "人工智能工程技术人员",
        "专业技术等级": "中级",
        "等级证书编号": "SD2024000001",
        "等级证书日期": "2024-11-01",
    }
    return person(1, **{**grade, **cells})


def test_recognition_fills_in_what_its_clause_says():
    data = workbook(graded(级别="", 职称=""))
    (row,) = read(data, method=Method.RECOGNITION).rows
    assert (row.level, row.title) == (Level.INTERMEDIATE, "工程师")
    assert row.mapping == "correspondence.digital-engineer.weihai-intermediate"
    assert problems_of(data, method=Method.RECOGNITION) == []


def test_recognition_of_a_senior_grade_cites_the_clause():
    told = problems_of(workbook(graded(专业技术等级="高级")), method=Method.RECOGNITION)
    assert (2, "facts", "correspondence.senior-grade") in told


def test_recognition_needs_all_of_its_certificate():
    data = workbook(graded(等级证书编号="", 数字技术职业="占星"))
    assert problems_of(data, method=Method.RECOGNITION) == [
        (2, "grade_no", "cell.missing"),
        (2, "grade_occupation", "cell.choice"),
    ]


def test_rare_characters_come_through_whole():
    for name in ("诸葛䶮", "上官㛃", "𬍛示例", "阿卜杜克热木·努尔麦麦提"):
        assert read(workbook(person(1, 姓名=name))).rows[0].name == name
