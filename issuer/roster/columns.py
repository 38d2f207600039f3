"""Which heading of a roster stands for what: lenient in spelling, strict in what must be there.

A line names its certificate by the text of its QR code, or by number, name and check code. It
reads no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from issuer.committee.columns import plain_heading
from issuer.committee.grid import Cell, Grid
from keys.errors import Malformed

QR, NUMBER, NAME, CHECK_CODE, ID_NO = "qr", "number", "name", "check_code", "id_no"
HEADING_LINES: Final = 12  # a title and some notes may stand above the headings

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    QR: (
        *("二维码内容", "二维码", "二维码文字", "二维码链接", "核验链接", "核验网址", "证书链接"),
        *("链接", "离线核验码", "QR", "QR码", "QR text", "QR code", "link"),
    ),
    NUMBER: (
        *("证书编号", "编号", "证书号", "证书号码", "电子证书编号", "职称证书编号"),
        *("职称证书号", "certificate number", "certificate no", "number"),
    ),
    NAME: ("姓名", "名字", "持证人", "持证人姓名", "name", "full name"),
    CHECK_CODE: ("查验码", "校验码", "验证码", "查询码", "核验码", "check code"),
    ID_NO: (
        *("证件号码", "证件号", "身份证号", "身份证号码", "公民身份号码", "居民身份证号码"),
        *("身份证件号码", "ID number"),
    ),
}
_BY_HEADING: Final = {
    plain_heading(heading).casefold(): member
    for member, headings in _HEADINGS.items()
    for heading in headings
}
_DOOR: Final = frozenset({NUMBER, NAME, CHECK_CODE})


def members_of(headings: Sequence[Cell]) -> tuple[str | None, ...]:
    """What each heading stands for; None where it is none of ours. The first of two counts."""
    seen: set[str] = set()
    members: list[str | None] = []
    for heading in headings:
        member = _BY_HEADING.get(plain_heading(str(heading)).casefold())
        members.append(None if member in seen else member)
        seen.update([member] if member else [])
    return tuple(members)


def are_headings(cells: Sequence[Cell]) -> bool:
    """Whether a line holds the headings of a roster."""
    members = frozenset(members_of(cells))
    return QR in members or members >= _DOOR


def headings_of(grid: Grid) -> tuple[int, tuple[str | None, ...]]:
    """The line of the headings, and what each column stands for.

    Raises:
        Malformed: "roster.headings" where no line near the top has what a roster needs.
    """
    for line, cells in grid.lines[:HEADING_LINES]:
        if are_headings(cells):
            return line, members_of(cells)
    raise Malformed("roster.headings")
