"""Workbooks: which sheet is the list, its headings, what it hides and what it merges."""

from __future__ import annotations

from tests.issuer.desk_world import HEADINGS, id_no, person, workbook
from tests.unlucky.corpus import (
    BOOK,
    BOTH,
    LIST,
    PEOPLE,
    SHEET,
    drawn,
    laid_out,
    matched,
    pair,
    replaced,
    sheets,
    two,
    unlucky,
)


@unlucky((3, None, "sheet.merged"), (3, "specialty", "cell.missing"))
def merged_over_two_people() -> bytes:
    """One specialty for two lines."""
    return workbook(*pair(专业=""), change=lambda _, page: page.merge_range(1, 3, 2, 3, "电子信息"))


@unlucky((3, None, "sheet.merged"))
def merged_over_two_columns() -> bytes:
    """Unit and specialty in one cell: what stands in the second?"""
    data = workbook(
        *pair(工作单位="电子信息"), change=lambda _, page: page.merge_range(5, 0, 5, 1, "")
    )
    return replaced(data, SHEET, 'ref="A6:B6"', 'ref="E3:F3"')


@unlucky((3, None, "sheet.hidden-line"))
def hidden_line() -> bytes:
    """Somebody who was to be left out, and is only hidden."""
    return drawn(lambda _, page: page.set_row(2, None, None, {"hidden": True}))


@unlucky((3, None, "sheet.hidden-line"))
def filtered_line() -> bytes:
    """A filter is on."""

    def filtered(_, page):
        page.autofilter(0, 0, 2, 5)
        page.filter_column(0, "x == 王示例")
        page.set_row(2, options={"hidden": True})

    return drawn(filtered)


@unlucky((3, None, "sheet.hidden-line"))
def line_of_no_height() -> bytes:
    """Hidden by drawing it together."""
    return matched(two(), SHEET, '<row r="3"', '<row r="3" ht="0" customHeight="1"')


@unlucky((1, "specialty", "sheet.hidden-column"))
def hidden_column() -> bytes:
    """A column nobody sees, and everybody signs."""
    return drawn(lambda _, page: page.set_column(3, 3, None, None, {"hidden": True}))


@unlucky(people=BOTH)
def hidden_column_of_remarks() -> bytes:
    """Hidden, and not read anyway."""
    people = ({**each, "备注": "内部"} for each in pair())
    return workbook(*people, change=lambda _, p: p.set_column(6, 6, None, None, {"hidden": True}))


@unlucky(people=BOTH)
def list_on_a_hidden_sheet_too() -> bytes:
    """An older list on a hidden sheet does not count."""
    return sheets(("旧", (list(HEADINGS), list(person(9).values()))), ("新", LIST), hidden=("旧",))


@unlucky(refusal="sheet.headings")
def list_on_a_hidden_sheet_alone() -> bytes:
    """The cover is shown, the list is hidden."""
    return sheets(("封面", (["某某评委会"],)), ("名单", LIST), hidden=("名单",))


@unlucky(refusal="sheet.no-sheet")
def every_sheet_hidden() -> bytes:
    """No program writes this; some scripts do."""
    return replaced(two(), BOOK, "<sheet name", '<sheet state="veryHidden" name')


@unlucky(people=BOTH)
def list_behind_a_cover() -> bytes:
    """A cover, a list, and three empty sheets."""
    return sheets(("封面", (["某某评委会"],)), ("Sheet2", LIST), ("Sheet3", ()), ("Sheet4", ()))


@unlucky(refusal="sheet.several")
def two_lists() -> bytes:
    """One sheet for each month: which is meant?"""
    return sheets(("五月", LIST), ("六月", LIST))


@unlucky(people=BOTH)
def two_lists_one_named() -> bytes:
    """Two lists, and one of them is called 名单."""
    return sheets(("草稿", (list(HEADINGS), list(person(9).values()))), ("名单", LIST))


@unlucky(people=BOTH)
def sheet_named_with_signs() -> bytes:
    """A name with an ampersand, quotes and blanks."""
    return sheets((' A&B "甲" <乙> ', LIST))


@unlucky(people=BOTH)
def headings_on_the_fourth_line() -> bytes:
    """A title, a note and an empty line above."""
    return laid_out(["某某评委会评审通过人员名单"], ["（公示前请勿外传）"], [], *LIST)


@unlucky((1, "id_no", "sheet.heading-twice"))
def heading_twice() -> bytes:
    """Two columns of numbers."""
    return laid_out([*HEADINGS, "身份证号"], [*PEOPLE[0], id_no(1)], [*PEOPLE[1], id_no(2)])


@unlucky((3, None, "sheet.heading-again"))
def headings_on_every_page() -> bytes:
    """The headings once more where a page began."""
    return laid_out(LIST[0], PEOPLE[0], LIST[0], PEOPLE[1])


@unlucky(people=BOTH)
def headings_in_another_order_and_spelling() -> bytes:
    """Other names, other order, blanks, stars, colons and remarks."""
    headings = [
        "层级",
        "申报专业：",
        "序 号",
        " 姓\u3000名 *",
        "单位",
        "身份证号码（18位）",
        "拟取得职称",
    ]
    lines = [
        ["中级", "电子信息", n, each[0], each[2], each[1], "工程师"]
        for n, each in enumerate(PEOPLE)
    ]
    return laid_out(headings, *lines)


@unlucky((1, None, "sheet.heading-unknown"))
def heading_unknown() -> bytes:
    """A column that no certificate has."""
    return laid_out([*HEADINGS, "星座"], [*PEOPLE[0], "白羊"], PEOPLE[1])


@unlucky(refusal="sheet.headings")
def headings_on_two_lines() -> bytes:
    """Name above, number below."""
    return laid_out(["姓名", "证件"], ["", "证件号码"], ["王示例", id_no(1)])


@unlucky(people=BOTH)
def empty_columns_between() -> bytes:
    """An empty column between any two."""
    return laid_out(*([cell for each in line for cell in (each, "")] for line in LIST))


@unlucky((3, None, "sheet.heading-missing"))
def remark_under_no_heading() -> bytes:
    """A remark beside the list."""
    return laid_out(LIST[0], PEOPLE[0], [*PEOPLE[1], "待核实"])


@unlucky(
    *((4, member, "cell.missing") for member in ("id_no", "specialty", "level")),
    (4, "employer", "row.employer"),
)
def sum_below_the_list() -> bytes:
    """The number of people, below the names."""
    return laid_out(*LIST, ["合计"])


@unlucky((3, "specialty", "row.specialty"))
def wrong_list_between_other_sheets() -> bytes:
    """A cover, a table of numbers and a hidden sheet of texts like formulas beside a wrong list."""
    figures = (["人数", 2], ["日期", 45822], ["比例", 0.5], [True, "#N/A", 371000189306140011])
    rough = ([" =1+1", "=B9"], ["+86", "-1", "@SUM(A1)"], ["'071", "0071"])
    wrong = (LIST[0], PEOPLE[0], [*PEOPLE[1][:3], "土建", *PEOPLE[1][4:]])
    name = "底稿 'A'&<B>"
    return sheets(("封面", figures), ("名单", wrong), (name, rough), hidden=(name,))
