"""Cuts fonts down to the rare characters of a name, for the page that shows it.

Common is what GBK has, the characters that every Chinese system of the last thirty years draws
(《汉字内码扩展规范》, 1995: 20,902 of them). Any other Chinese character, so all of Extension A
and of the planes above, is brought along, from the fonts that print the certificate: paper and
page show the same. Where nothing draws a character, nothing is brought.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import uharfbuzz

from issuer.characters import is_chinese
from issuer.render.glyphs import Glyphs
from keys.encoding import Sha256
from verifier.web.lettering import FontFace, Lettering

_MOST: Final = 12
"""Characters that one page brings; about 500 bytes each, and the page stays below 14 KB."""

_UNNEEDED: Final = (b"BASE", b"GPOS", b"GSUB", b"VORG", b"vhea", b"vmtx")


def lettering_of(glyphs: Glyphs) -> Lettering:
    """The fonts for the rare characters of a text, by what an office can print."""

    def lettered(text: str) -> Sequence[FontFace]:
        rare = rare_in(text)
        # A font that was added since is another digest.
        return _faces(glyphs, glyphs.digest(), rare) if rare else ()

    return lettered


def rare_in(text: str) -> str:
    """The Chinese characters of a text that a visitor's machine may lack, each once, in order."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return "".join(dict.fromkeys(filter(_is_rare, text)))[:_MOST]
    return ""


def _is_rare(character: str) -> bool:
    return is_chinese(character) and not character.encode("gbk", "ignore")


@lru_cache(maxsize=512)
def _faces(glyphs: Glyphs, _state: Sha256, rare: str) -> tuple[FontFace, ...]:
    found: dict[Path, str] = {}
    for character in rare:
        font = glyphs.font_for(character)
        if font is not None:
            found[font] = found.get(font, "") + character
    return tuple(FontFace(_cut(font, characters), characters) for font, characters in found.items())


def _cut(font: Path, characters: str) -> bytes:
    """A font with these characters alone; half a millisecond."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font)))
    kept = uharfbuzz.SubsetInput()
    kept.unicode_set.update(map(ord, characters))
    kept.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    # No alternates, no kerning, nothing for vertical lines: the shapes of these characters.
    kept.layout_feature_tag_set.clear()
    kept.drop_table_tag_set.update(int.from_bytes(each) for each in _UNNEEDED)
    cut: bytes = uharfbuzz.subset(face, kept).blob.data
    return cut
