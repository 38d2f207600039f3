"""Document numbers: brackets put right, digits never guessed."""

from __future__ import annotations

import pytest

from keys.errors import Refused
from verifier.rules import load_rules
from verifier.rules.document_number import as_typed, normalise


@pytest.mark.parametrize(
    "written",
    [
        "盘人社发〔2024〕34号",
        "盘人社发〔2024)34 号",
        "盘人社发[2024]34号",
        "盘人社发（2024）34号",
        " 盘人社发 【2024】 34 号 ",
        "盘人社发〔２０２４〕３４号",
        "盘人社发〔2024〕第34号",
    ],
)
def test_brackets_and_spaces_are_put_right(written):
    assert normalise(written) == "盘人社发〔2024〕34号"


def test_an_order_has_no_year():
    assert normalise("人力资源和社会保障部令 第40号") == "人力资源和社会保障部令第40号"


@pytest.mark.parametrize(
    "written",
    [
        "辽人社发〔20244号",
        "〔20244号",
        "人社厅发202118号",
        "盘人社发〔2024〕号",
        "盘人社发〔2024〕034号",
        "盘人社发〔202〕34号",
        "盘人社发〔3024〕34号",
        "盘人社发2024〕34号",
        "盘人社发〔2024〕34",
        "〔2024〕34号",
        "",
    ],
)
def test_digits_are_never_guessed(written):
    with pytest.raises(Refused) as caught:
        normalise(written)
    assert caught.value.code == "document-number.unreadable"


def test_the_numbers_of_the_book_are_in_their_form():
    own = {"ZC-F1", "ZC-R1"}  # records of this system
    numbers = {each.number for each in load_rules().documents.values() if each.number} - own
    assert {each for each in numbers if normalise(each) != each} == set()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("威人社字[2025]61 号（示例）", "威人社字〔2025〕61号（示例）"),
        ("（2025）鲁10行终1号", "（2025）鲁10行终1号"),
        ("  口头  决定 ", "口头 决定"),
    ],
)
def test_a_number_of_another_kind_stays_as_it_was_typed(written, kept):
    assert as_typed(written) == kept


@pytest.mark.parametrize(
    "written", ["盘人社发〔20244号", "人社厅发202118号", "盘人社发2024〕34号（示例）"]
)
def test_a_damaged_number_is_not_taken_for_one_of_another_kind(written):
    with pytest.raises(Refused) as caught:
        as_typed(written)
    assert caught.value.code == "document-number.unreadable"
