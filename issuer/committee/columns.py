"""Headings of a committee's list and the members of a row they stand for.

The one table that the template is written from and a list is read by. It reads no file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from issuer.committee.column import Column
from issuer.committee.fact_columns import FACT_COLUMNS
from verifier.batch import IdType
from verifier.titles import DigitalGrade, Level, Method

COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "name",
        "姓名",
        "与证件一致。少数民族姓名用间隔号“·”。",
        "示例人",
        required=True,
        width=12,
    ),
    Column("id_type", "证件类型", "留空即为居民身份证。", "居民身份证", ("证件种类",), width=18),
    Column(
        "id_no",
        "证件号码",
        "本列已设为“文本”，请勿改回“常规”。末位字母用大写 X。",
        "",
        ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "证件号"),
        required=True,
        width=22,
    ),
    Column(
        "employer",
        "工作单位",
        "与单位公章一致。自由职业者写“自由职业”。",
        "示例公司",
        ("单位",),
        width=28,
    ),
    Column("employer_uscc", "统一社会信用代码", "18 位，可留空。", "", ("信用代码",), width=22),
    Column("series", "系列", "只有一个系列时可留空。", "", ("职称系列",), width=16),
    Column(
        "specialty", "专业", "须在核准备案的专业之内。", "", ("申报专业", "职称专业"), required=True
    ),
    Column(
        "level",
        "级别",
        "正高级、副高级、中级、助理级、员级。",
        "",
        ("层级", "职称级别", "职称层级"),
        width=10,
    ),
    Column(
        "title", "职称", "该级别只有一个名称时可留空。", "", ("职称名称", "拟取得职称"), width=16
    ),
    Column("award_date", "取得时间", "年-月-日。留空即为评审会议日期。", "", ("取得日期",)),
    Column(
        "basis", "依据", "破格、绿色通道等须写明依据。", "", ("评审依据", "直接申报依据"), width=20
    ),
    Column(
        "grade_occupation",
        "数字技术职业",
        "认定时填写：职业名称或职业编码。",
        "",
        ("职业",),
        width=22,
    ),
    Column("grade", "专业技术等级", "认定时填写：初级、中级、高级。"),
    Column("grade_no", "等级证书编号", "认定时填写。", width=20),
    Column("grade_issued_on", "等级证书日期", "认定时填写：年-月-日。"),
)
ALL_COLUMNS: Final = (*COLUMNS, *FACT_COLUMNS)
"""What a list may have; a template shows COLUMNS, and of the others what is asked for."""
BY_MEMBER: Final[Mapping[str, Column]] = {column.member: column for column in ALL_COLUMNS}

# Columns that lists often carry and that no certificate needs: passed over, never kept.
PASSED_OVER: Final = frozenset(
    {"序号", "编号", "申报编号", "备注", "性别", "民族", "出生年月", "出生日期", "学历", "学位"}
    | {"联系电话", "手机", "手机号码", "电话"}
)
GRADE_MEMBERS: Final = ("grade_occupation", "grade", "grade_no", "grade_issued_on")
EXAMPLE_MARK: Final = "示例"
LIST_SHEET: Final = "名单"

ID_TYPES: Final[Mapping[str, IdType]] = {
    "居民身份证": IdType.RESIDENT_ID,
    "身份证": IdType.RESIDENT_ID,
    "港澳台居民居住证": IdType.RESIDENCE_PERMIT,
    "港澳居民来往内地通行证": IdType.HK_MACAO_PASS,
    "台湾居民来往大陆通行证": IdType.TAIWAN_PASS,
    "外国人永久居留身份证": IdType.FOREIGNER_ID,
    "护照": IdType.PASSPORT,
}
LEVELS: Final[Mapping[str, Level]] = {
    "正高级": Level.FULL_SENIOR,
    "正高": Level.FULL_SENIOR,
    "副高级": Level.ASSOCIATE_SENIOR,
    "副高": Level.ASSOCIATE_SENIOR,
    "中级": Level.INTERMEDIATE,
    "助理级": Level.ASSISTANT,
    "助理": Level.ASSISTANT,
    "员级": Level.TECHNICIAN,
}
GRADES: Final[Mapping[str, DigitalGrade]] = {
    "初级": DigitalGrade.JUNIOR,
    "中级": DigitalGrade.INTERMEDIATE,
    "高级": DigitalGrade.SENIOR,
}
METHODS: Final[Mapping[str, Method]] = {
    "评审": Method.REVIEW,
    "认定": Method.RECOGNITION,
    "转评": Method.CONVERSION,
    "以考代评": Method.EXAM,
}

_NOISE: Final = re.compile(r"[\s*＊:：]|[（(].*?[)）]")


def plain_heading(text: str) -> str:
    """A heading without blanks, stars, colons and what stands in brackets."""
    return _NOISE.sub("", text)


_BY_HEADING: Final[Mapping[str, str]] = {
    plain_heading(heading): column.member
    for column in ALL_COLUMNS
    for heading in (column.heading, *column.aliases)
}


def members_of(headings: Sequence[str]) -> tuple[str | None, ...]:
    """The member that each heading stands for; "" passes over, None is unknown."""
    return tuple(_member_of(plain_heading(heading)) for heading in headings)


def _member_of(heading: str) -> str | None:
    if not heading or heading in PASSED_OVER:
        return ""
    return _BY_HEADING.get(heading)


def word_of_level(level: Level) -> str:
    """The Chinese word that a list uses for a level."""
    return next(word for word, each in LEVELS.items() if each is level)
