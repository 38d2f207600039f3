from __future__ import annotations

import pytest

from issuer.characters import character_of, codepoint, is_chinese, is_meant, is_seen
from keys.errors import Malformed


@pytest.mark.parametrize(
    "character",
    [
        *("一", "〇", "㐀", "龥", "\u9fff", "豈", "𠀀", "\U0002a6df", "\U0002b734", "\U0002b81d"),
        *("\U0002cea1", "\U0002ebe0", "\U0002ebf0", "\U0003134a", "\U000323af", "\U00033479"),
    ],
)
def test_chinese_characters_of_every_block_are_known_whatever_this_python_knows(character):
    assert is_chinese(character)
    assert is_meant(character)
    assert is_seen(character)


@pytest.mark.parametrize(
    "character",
    ["A", "·", "ん", "한", "\u3006", "\ue000", "\U0002a6e0", "\U0003347a", "\U000f0000"],
)
def test_what_lies_between_the_blocks_is_not_chinese(character):
    assert not is_chinese(character)


@pytest.mark.parametrize("character", ["\ue000", "\U00100000", "\uffff", "\U0002fffe", "\u0378"])
def test_private_and_unassigned_characters_mean_nothing(character):
    assert not is_meant(character)


@pytest.mark.parametrize("character", ["\n", "\u200b", "\u202e", "\u2028", "\ud800", "\x00"])
def test_controls_are_not_seen(character):
    assert not is_seen(character)


@pytest.mark.parametrize(("code", "character"), [("U+674E", "李"), ("u+2000b", "\U0002000b")])
def test_a_code_and_its_character(code, character):
    assert character_of(code) == character
    assert character_of(codepoint(character)) == character


@pytest.mark.parametrize("code", ["674E", "U+", "U+674", "U+110000", "U+1234567", "李", "U+67 4E"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(Malformed, match=r"character\.code"):
        character_of(code)
