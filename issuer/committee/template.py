"""An empty list to fill in: a workbook with headings, choices and notes from the filing.

Cells of numbers are text before anybody types, because a spreadsheet keeps 15 digits of a number
and an identity number has 18. The example line is marked and passed over when the list is read.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from issuer.committee.cells import EXACT
from issuer.committee.column import Column
from issuer.committee.columns import (
    COLUMNS,
    EXAMPLE_MARK,
    GRADE_MEMBERS,
    GRADES,
    ID_TYPES,
    LIST_SHEET,
    word_of_level,
)
from issuer.committee.fact_columns import FACT_COLUMNS, WORDS
from verifier.committee import CommitteeAuthority
from verifier.facts import TYPED, members_of
from verifier.rules import Rules
from verifier.titles import Level, Method

LINES: Final = 10_000
_HELP_SHEET: Final = "说明"
_CHOICES_SHEET: Final = "选项"
_DAYS: Final = frozenset({"award_date", "grade_issued_on"})

HELP: Final = (
    "一行一人，从第 3 行起填写；第 2 行是示例，读取时自动略过，可保留也可删除。",
    "带 * 的列必须填写；只有一个可选值的列可以留空。",
    "证件号码、信用代码、等级证书编号各列已设为“文本”。从别处粘贴时请用“选择性粘贴—数值”，不要改变单元格格式。",
    "末位字母一律用大写 X；不要输入空格、全角数字。",
    "少数民族姓名的间隔号用“·”，不要用“.”或“•”。生僻字请直接输入，不要用图片或拼音代替。",
    "日期写成 2025-06-18。取得时间留空，即为评审会议（或认定）日期。",
    "有举荐、考试、派驻等情形的，用 zc-committee template --with 举荐 … 取得带相应列的模板。",
    "不要合并单元格，不要隐藏行。与证书无关的信息（电话、出生年月等）请勿填写。",
    "填好后运行：zc-committee draft 名单.xlsx --committee committee.json …",
    "程序会一次列出全部问题：第几行、哪一列、怎样改。全部改好后才会生成待签批次。",
)


def template(
    committee: CommitteeAuthority, *, rules: Rules, kinds: Collection[str] = frozenset()
) -> bytes:
    """The workbook of a committee's list, with the choices that its filing leaves.

    Args:
        kinds: Kinds of further evidence that have columns; see `asked_for`.
    """
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    try:
        columns = _columns(committee, kinds)
        choices = _choices(committee, rules) | _choices_of(columns)
        sheet = book.add_worksheet(LIST_SHEET)
        _write_help(book, book.add_worksheet(_HELP_SHEET), committee)
        _write_choices(book, choices)
        _write_list(book, sheet, columns, choices)
        sheet.activate()
    finally:
        book.close()
    return out.getvalue()


def _columns(committee: CommitteeAuthority, kinds: Collection[str]) -> tuple[Column, ...]:
    recognises = Method.RECOGNITION in committee.methods
    return (
        *(column for column in COLUMNS if recognises or column.member not in GRADE_MEMBERS),
        *(column for column in FACT_COLUMNS if column.member.partition(".")[0] in kinds),
    )


def _choices_of(columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    """Words of further evidence that is one of a few."""
    found = {}
    for column in columns:
        if words := WORDS.get(_type_of(column)):
            # Of two words for one thing the first.
            first = {words[word]: word for word in [*words][::-1]}
            found[column.member] = tuple([*first.values()][::-1])
        elif _type_of(column) is Level:
            found[column.member] = tuple(map(word_of_level, Level))
    return found


def _type_of(column: Column) -> type:
    """The type of a member of a fact; that of no member for other columns."""
    kind, _, member = column.member.partition(".")
    return members_of(TYPED[kind])[member].type if member else type(None)


def _choices(committee: CommitteeAuthority, rules: Rules) -> dict[str, tuple[str, ...]]:
    titles = dict.fromkeys(
        title
        for series in committee.series
        for level in committee.levels
        for title in rules.titles(series, level)
    )
    choices: dict[str, tuple[str, ...]] = {
        "id_type": tuple(word for word in ID_TYPES if word != "身份证"),
        "series": tuple(rules.series(code).name_zh for code in committee.series),
        "specialty": committee.specialties,
        "level": tuple(word_of_level(level) for level in committee.levels),
        "title": tuple(titles),
        "employer": tuple(unit.name for unit in committee.units),
        "grade": tuple(GRADES),
        "grade_occupation": tuple(each.name for each in rules.occupations),
    }
    return {member: words for member, words in choices.items() if words}


def _write_list(
    book: Workbook,
    sheet: Worksheet,
    columns: Sequence[Column],
    choices: Mapping[str, Sequence[str]],
) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#808080"})
    sheet.freeze_panes(1, 2)
    sheet.write_string(0, 0, "序号", heading)
    sheet.write_string(1, 0, EXAMPLE_MARK, example)
    sheet.set_column(0, 0, 6)
    for index, column in enumerate(columns, start=1):
        mark = "*" if column.required else ""
        sheet.write_string(0, index, column.heading + mark, needed if mark else heading)
        sheet.write_comment(0, index, column.note)
        shown = _example(column, choices)
        if shown:
            sheet.write_string(1, index, shown, example)
        is_day = column.member in _DAYS or _type_of(column) is date
        sheet.set_column(index, index, column.width, day if is_day else text)
        _write_rule(sheet, index, column, choices)


def _example(column: Column, choices: Mapping[str, Sequence[str]]) -> str:
    words = choices.get(column.member)
    return words[0] if words and column.member != "employer" else column.example


def _write_rule(
    sheet: Worksheet, index: int, column: Column, choices: Mapping[str, Sequence[str]]
) -> None:
    rule: dict[str, object] = {
        "ignore_blank": True,
        "input_title": column.heading,
        "input_message": column.note,
    }
    if column.member in choices:
        rule |= {
            "validate": "list",
            "source": f"={_list_name(column.member)}",
            "error_title": column.heading,
            "error_message": "请从下拉列表中选择。",
        }
    elif column.member in EXACT and column.member == "id_no":
        rule |= {
            "validate": "length",
            "criteria": "between",
            "minimum": 5,
            "maximum": 18,
            "error_message": "证件号码应为 5 至 18 位，请检查是否多输或少输。",
        }
    else:
        rule |= {"validate": "any"}
    sheet.data_validation(1, index, LINES + 1, index, rule)


def _write_choices(book: Workbook, choices: Mapping[str, Sequence[str]]) -> None:
    sheet = book.add_worksheet(_CHOICES_SHEET)
    sheet.hide()
    for index, (member, words) in enumerate(choices.items()):
        for line, word in enumerate(words):
            sheet.write_string(line, index, word)
        column = xl_col_to_name(index, col_abs=True)
        place = f"={_CHOICES_SHEET}!{column}$1:{column}${len(words)}"
        book.define_name(_list_name(member), place)


def _list_name(member: str) -> str:
    return f"list_{member.replace('.', '_')}"


def _write_help(book: Workbook, sheet: Worksheet, committee: CommitteeAuthority) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "font_size": 14})
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 1, committee.name, bold)
    sheet.write_string(1, 1, f"核准备案文号：{committee.filing_no}")
    sheet.write_string(
        2, 1, f"有效期：{committee.valid_from.isoformat()} 至 {committee.valid_to.isoformat()}"
    )
    for index, line in enumerate(HELP, start=1):
        sheet.write_number(index + 3, 0, index)
        sheet.write_string(index + 3, 1, line, wrapped)
