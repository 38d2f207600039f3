"""What a single character is: a Chinese one, one that means nothing, or one that nobody sees.

Python's tables follow the Unicode of its release, and names are older and newer than both. So the
Chinese characters stand here by block, and two machines never judge one name differently. It
knows no fonts: whether a character can be drawn is asked of whoever draws.

Follows the blocks of The Unicode Standard, Version 17.0, chapter 18 (those that GB 18030-2022
names, and those since).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from typing import Final

from keys.errors import Malformed

_CHINESE: Final = (
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),  # Extension A
    (0x4E00, 0x9FFF),
    (0xF900, 0xFA6D),  # compatibility ideographs, a dozen of them of their own right
    (0xFA70, 0xFAD9),
    (0x20000, 0x2A6DF),  # Extension B
    (0x2A700, 0x2B73F),  # C
    (0x2B740, 0x2B81D),  # D
    (0x2B820, 0x2CEAD),  # E
    (0x2CEB0, 0x2EBE0),  # F
    (0x2EBF0, 0x2EE5D),  # I
    (0x2F800, 0x2FA1D),
    (0x30000, 0x3134A),  # G
    (0x31350, 0x323AF),  # H
    (0x323B0, 0x33479),  # J
)
_STARTS: Final = [first for first, _ in _CHINESE]
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MEANINGLESS: Final = frozenset({"Cn", "Co"})
_CODEPOINT: Final = re.compile(r"[Uu]\+([0-9A-Fa-f]{4,6})")


def is_chinese(character: str) -> bool:
    """Whether Unicode has it as a Chinese character, in whatever block."""
    code = ord(character)
    place = bisect_right(_STARTS, code) - 1
    return place >= 0 and code <= _CHINESE[place][1]


def is_seen(character: str) -> bool:
    """Whether it is no control, no mark of direction and no break: something that stands there."""
    return unicodedata.category(character) not in _UNSEEN


def is_meant(character: str) -> bool:
    """Whether it means the same on every machine: assigned, and not of the private use area."""
    return unicodedata.category(character) not in _MEANINGLESS or is_chinese(character)


def codepoint(character: str) -> str:
    """A character's code as everybody writes it, "U+20000"."""
    return f"U+{ord(character):04X}"


def character_of(code: str) -> str:
    """The character of a code as everybody writes it.

    Raises:
        Malformed: "character.code": not U+ and four to six hexadecimal digits of Unicode.
    """
    digits = _CODEPOINT.fullmatch(code)
    if digits is None or int(digits[1], 16) > sys.maxunicode:
        raise Malformed("character.code")
    return chr(int(digits[1], 16))
