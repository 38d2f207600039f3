"""Fonts of a few characters, carried by the page that shows a name spelled with them.

A visitor's machine has the common characters and lacks the rare ones; a box in the place of a
name is a name that nobody can compare. So a page brings what is needed for its own words and no
more. Whoever builds the desk hands in where such fonts come from: no font is known here.

Follows CSS Fonts Module Level 4 (`@font-face`, `unicode-range`) and RFC 2397.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

FAMILY: Final = "zc-name"
"""The first family of our pages (`page.css`); it exists only on pages that bring it."""


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font for some characters.

    Attributes:
        font: OpenType or TrueType.
        characters: What it is for; everything else is left to the machine's own fonts.
    """

    font: bytes
    characters: str


Lettering: TypeAlias = Callable[[str], Sequence[FontFace]]
"""Words of a page -> the fonts that it must bring; none for common words."""


def no_lettering(_: str) -> tuple[FontFace, ...]:
    """For a desk that has no fonts."""
    return ()


def style_of(faces: Sequence[FontFace]) -> str:
    """The style that a page brings for its rare characters; "" for none."""
    return "".join(map(_rule, faces))


def _rule(face: FontFace) -> str:
    font = b64encode(face.font).decode("ascii")
    codes = ",".join(f"U+{ord(each):X}" for each in face.characters)
    return (
        f"@font-face{{font-family:{FAMILY};src:url(data:font/sfnt;base64,{font});"
        f"unicode-range:{codes}}}"
    )
