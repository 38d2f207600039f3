"""Knows which characters the fonts of the face can print, before anything is laid out.

Reads the character map of the fonts themselves (OpenType `cmap`, format 12), so that a name with
a character nobody can print is told at once, by its code, and never becomes an empty box. It
draws nothing.
"""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn

from keys.errors import Refused

OWN_FONTS: Final = Path(pylopdf_fonts_zh_cn.serif_path()).parent
"""Folder of Noto Serif SC and Noto Sans SC: all 8,105 characters of 《通用规范汉字表》."""

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def check_glyphs(text: str, *, folders: tuple[Path, ...] = ()) -> None:
    """See that every character of a text can be printed and seen.

    Args:
        text: Words for the face.
        folders: Folders with further fonts (.otf, .ttf, .ttc) for rare characters.

    Raises:
        Refused: "render.no-glyph" with `codepoint` ("U+20000") of the first such character; it
            has no glyph, or it is a control that would not be seen.
    """
    for character in text:
        if unicodedata.category(character) in _INVISIBLE or not _is_covered(
            ord(character), (OWN_FONTS, *folders)
        ):
            raise Refused("render.no-glyph", codepoint=f"U+{ord(character):04X}")


def _is_covered(code: int, folders: tuple[Path, ...]) -> bool:
    for folder in folders:
        for starts, ends in _coverage(folder):
            place = bisect_right(starts, code) - 1
            if place >= 0 and code <= ends[place]:
                return True
    return False


@lru_cache(maxsize=8)
def _coverage(folder: Path) -> tuple[tuple[list[int], list[int]], ...]:
    """First and last code of each range, ascending, for every font in a folder."""
    files = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in {".otf", ".ttf", ".ttc"}
    )
    return tuple(_ranges(path.read_bytes()) for path in files)


def _ranges(font: bytes) -> tuple[list[int], list[int]]:
    """The ranges of the first format 12 character map; empty when a font has none."""
    start: int = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * number)
        if tag != b"cmap":
            continue
        (subtables,) = struct.unpack_from(">H", font, offset + 2)
        for which in range(subtables):
            (inner,) = struct.unpack_from(">I", font, offset + 4 + 8 * which + 4)
            place = offset + inner
            if struct.unpack_from(">H", font, place) == (12,):
                (count,) = struct.unpack_from(">I", font, place + 12)
                numbers = struct.unpack_from(f">{3 * count}I", font, place + 16)
                return list(numbers[0::3]), list(numbers[1::3])
    return [], []
