"""Which field of a look-up cannot be right; what people type for what is printed is no fault."""

from __future__ import annotations

import pytest

from issuer.numbers import NumberSeries
from issuer.web.lookup_form import FIELDS, MOST, faults
from verifier.titles import Level

NUMBER = NumberSeries("371000", 2025, 1, Level.INTERMEDIATE).number(18)
RIGHT = {"number": NUMBER, "name": "欧阳文博", "check_code": "7M4K2X"}


def wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"number": f"  {NUMBER.lower()} "},
        {"number": wide(NUMBER)},
        {"number": f"{NUMBER[:8]}-{NUMBER[8:]}".replace("0", "O").replace("1", "I")},
        {"check_code": "７m4-k2x"},
        {"check_code": "O1 l0 i7"},
        {"name": " 阿卜杜•艾力 "},
    ],
)
def test_what_can_be_read_is_no_fault(typed):
    assert faults({**RIGHT, **typed}) == ()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("number", "", "请填写证书编号"),
        ("number", "  ", "请填写证书编号"),
        ("number", NUMBER[:-1], "共 22 位"),
        ("number", f"{NUMBER}0", "共 22 位"),
        ("number", "鲁中级第12345号", "早年的纸质证书"),
        ("number", NUMBER[:-3] + "7" + NUMBER[-2:], "有一位不对"),
        ("name", "", "请填写持证人姓名"),
        ("check_code", "", "请填写查验码"),
        ("check_code", "7M4K2", "6 位"),
        ("check_code", "7M4K2XX", "6 位"),
        ("check_code", "7M4K2！", "6 位"),
    ],
)
def test_one_field_is_named_with_the_mend(field, typed, says):
    (fault,) = faults({**RIGHT, field: typed})
    assert fault.field == field
    assert says in fault.says
    assert not typed.strip() or typed not in fault.says


def test_all_are_told_at_once_in_the_order_of_the_form():
    assert [each.field for each in faults({})] == list(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_more_than_is_looked_at_is_refused(field):
    (fault,) = faults({**RIGHT, field: "7" * (MOST[field] + 1)})
    assert (fault.field, "太长" in fault.says) == (field, True)
