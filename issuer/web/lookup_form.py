"""What is wrong with the form of a look-up, field by field, before anything is looked up.

Only the form of what was typed is judged, by arithmetic that anybody can do; the records are not
asked, so an answer says nothing about any certificate. Blanks, full-width characters, case and
O for 0, I for 1 are no faults (`issuer.typed`). What was typed is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from issuer.numbers import LENGTH, normalise
from issuer.typed import as_check_code, as_number
from keys.errors import Malformed

FIELDS: Final = ("number", "name", "check_code")
MOST: Final[Mapping[str, int]] = {"number": 60, "name": 60, "check_code": 20}
"""Characters that are looked at, as in models.ByNumber."""
_CHECK_CODE: Final = re.compile(r"[0-9A-Z]{6}\Z")
_LIKE_A_NUMBER: Final = re.compile(rf"ZC[0-9OIL]{{{LENGTH - 3}}}[0-9A-Z]\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that cannot be right, and a sentence that says how to mend it."""

    field: str
    says: str


def faults(typed: Mapping[str, str]) -> tuple[Fault, ...]:
    """The faults, at most one a field, in the order of the form."""
    found = ((name, _wrong(name, typed.get(name, "").strip())) for name in FIELDS)
    return tuple(Fault(name, says) for name, says in found if says)


def _wrong(name: str, text: str) -> str | None:
    if not text:
        return _MISSING[name]
    if len(text) > MOST[name]:
        return _TOO_LONG
    if name == "number":
        return _wrong_number(text)
    if name == "check_code" and not _CHECK_CODE.match(as_check_code(text)):
        return "查验码是 6 位字母和数字，印在二维码下方。"
    return None


def _wrong_number(text: str) -> str | None:
    try:
        normalise(text)
    except Malformed:
        whole = _LIKE_A_NUMBER.match(as_number(text).replace("-", ""))
        return _ONE_IS_WRONG if whole else _NO_NUMBER
    return None


_MISSING: Final[Mapping[str, str]] = {
    "number": "请填写证书编号，以 ZC 开头，共 22 位。",
    "name": "请填写持证人姓名。",
    "check_code": "请填写查验码：二维码下方的 6 位字符。",
}
_NO_NUMBER: Final = "证书编号以 ZC 开头，共 22 位。早年的纸质证书没有这种编号，请向发证机关查询。"
_ONE_IS_WRONG: Final = "证书编号里有一位不对（最后一位是校验位），请对照证书逐位再看一遍。"
_TOO_LONG: Final = "填写的内容太长，请只填证书上的这一项。"
