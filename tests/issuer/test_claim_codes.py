"""A claim code has one spelling, however it is typed; a name has one, however it is spaced."""

from __future__ import annotations

import pytest

from issuer.claim_codes import ALPHABET, LENGTH, as_typed, grouped, name_key, new_code

CODE = "7T3K9QXM4F2BW8RD01NC"


def test_a_code_has_a_hundred_bits():
    assert len(ALPHABET) ** LENGTH == 2**100
    assert not set("ILOU") & set(ALPHABET)


def test_no_two_codes_are_alike():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(as_typed(code) == code for code in codes)


def test_a_printed_code_is_read_back():
    assert grouped(CODE) == "7T3K-9QXM-4F2B-W8RD-01NC"
    assert as_typed(grouped(CODE)) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "7t3k-9qxm-4f2b-w8rd-01nc",
        "  7T3K 9QXM 4F2B\tW8RD 01NC ",
        "７Ｔ３Ｋ－９ｑｘｍ－４Ｆ２Ｂ－Ｗ８ＲＤ－０１ＮＣ",
        "7T3K—9QXM—4F2B—W8RD—O1NC",
        "7T3K9QXM4F2BW8RDoINC",
        "7T3K9QXM4F2BW8RD0lNC",
    ],
)
def test_what_people_type_is_understood(typed):
    assert as_typed(typed) == CODE


@pytest.mark.parametrize("typed", ["", CODE[:-1], f"{CODE}0", f"{CODE[:-1]}U", f"{CODE[:-1]}码"])
def test_what_can_be_no_code_is_none(typed):
    assert as_typed(typed) is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 阿卜杜• 艾力 ", "阿卜杜·艾力"),
        ("欧阳 文博", "欧阳文博"),
        ("Anna  SCHMIDT", "Anna Schmidt"),
        ("Ａｎｎａ Schmidt", "Anna Schmidt"),
        ("澹台䶮", "澹台䶮"),
    ],
)
def test_a_name_is_spelled_leniently(typed, name):
    assert name_key(typed) == name_key(name)


def test_other_names_stay_others():
    names = ("李明", "李鸣", "阿卜杜艾力", "阿卜杜·艾力", "Anna Schmidt", "AnnaSchmidt", "李眀")
    assert len({name_key(name) for name in names}) == len(names)
