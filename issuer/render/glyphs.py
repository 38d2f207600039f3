"""Knows which characters the face can print, before anything is laid out.

Reads the character map of the fonts themselves (OpenType `cmap`, format 12), so that a name with
a character nobody can print is told at once, by its code, and never becomes an empty box. Beside
the fonts of the package stands what an office laid down in its instance: further fonts in
`fonts/`, and in `glyphs/` one picture for each character that no font has, with the font that was
made of it (`issuer.render.glyph_pictures`). It draws nothing.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pylopdf_fonts_zh_cn

from issuer.characters import character_of, codepoint, is_seen
from keys.encoding import Sha256, sha256
from keys.errors import Refused

OWN_FONTS: Final = Path(pylopdf_fonts_zh_cn.serif_path()).parent
"""Folder of Noto Serif SC and Noto Sans SC: all 8,105 characters of 《通用规范汉字表》."""
FONTS: Final = "fonts"
"""Folder of an instance for further fonts: .otf, .ttf, .ttc."""
PICTURES: Final = "glyphs"
"""Folder of an instance for pictures of single characters: U+20000.svg beside U+20000.otf."""

_SUFFIXES: Final = frozenset({".otf", ".ttf", ".ttc"})


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What an office can print beside the characters of the package's fonts.

    Attributes:
        folders: Folders with further fonts, in the order in which they are asked.
        pictures: Character -> the SVG that was uploaded for it; its font stands in a folder.
    """

    folders: tuple[Path, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @classmethod
    def read(cls, instance: Path) -> Glyphs:
        """What an instance has. Further fonts count as soon as they are there, or gone."""
        folders = (instance / FONTS, instance / PICTURES)
        pictures = {
            character_of(path.stem): path.read_text("utf-8")
            for path in sorted((instance / PICTURES).glob("U+*.svg"))
            if path.with_suffix(".otf").exists()
        }
        return cls(folders, MappingProxyType(pictures))

    def has(self, character: str) -> bool:
        """Whether a character can be printed, with the package's fonts or with these."""
        # Nearly always the first; nothing of the package changes while a process lives.
        return _is_own(character, OWN_FONTS) or any(
            _is_in(ord(character), _coverage(*stamp))
            for folder in self.folders
            for stamp in _stamps(folder)
        )

    def font_for(self, character: str) -> Path | None:
        """The first font that has a character, None where no font has."""
        return next(
            (
                stamp[0]
                for folder in (OWN_FONTS, *self.folders)
                for stamp in _stamps(folder)
                if _is_in(ord(character), _coverage(*stamp))
            ),
            None,
        )

    def fonts(self) -> Iterator[Path]:
        """Every font file, the package's own first."""
        for folder in (OWN_FONTS, *self.folders):
            yield from _fonts_in(folder)

    def digest(self) -> Sha256:
        """Changes whenever a further font or a picture does, and then only."""
        return sha256(
            b"".join(
                _digest(*stamp).encode() for folder in self.folders for stamp in _stamps(folder)
            )
        )


NO_GLYPHS: Final = Glyphs()
"""The package's fonts alone."""


def check_glyphs(text: str, glyphs: Glyphs = NO_GLYPHS) -> None:
    """See that every character of a text can be printed and seen.

    Args:
        text: Words for the face.
        glyphs: What the office has beside the package's fonts.

    Raises:
        Refused: "render.no-glyph" with `codepoint` ("U+20000") of the first such character; it
            has no glyph, or it is a control that would not be seen.
    """
    missing = next(unprintable(text, glyphs), None)
    if missing is not None:
        raise Refused("render.no-glyph", codepoint=codepoint(missing))


def unprintable(text: str, glyphs: Glyphs = NO_GLYPHS) -> Iterator[str]:
    """The characters of a text that cannot be printed or seen, in their order."""
    return (character for character in text if not is_seen(character) or not glyphs.has(character))


def _fonts_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)


def _stamps(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Each font with what changes when its content does, so that a new one is seen at once."""
    for path in _fonts_in(folder):
        state = path.stat()
        yield path, state.st_mtime_ns, state.st_size


def _is_in(code: int, ranges: tuple[list[int], list[int]]) -> bool:
    starts, ends = ranges
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@lru_cache(maxsize=2**15)
def _is_own(character: str, folder: Path) -> bool:
    return any(_is_in(ord(character), each) for each in _own_coverage(folder))


@lru_cache(maxsize=2)
def _own_coverage(folder: Path) -> tuple[tuple[list[int], list[int]], ...]:
    return tuple(_coverage(*stamp) for stamp in _stamps(folder))


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int, _size: int) -> Sha256:
    return sha256(path.read_bytes())


@lru_cache(maxsize=512)
def _coverage(path: Path, _changed: int, _size: int) -> tuple[list[int], list[int]]:
    """First and last code of each range, ascending, of a font with this state."""
    return _ranges(path.read_bytes())


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
