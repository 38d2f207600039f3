"""Prints a 对应关系证明 as PDF/A-3b: one plain page with its QR code, unlike any certificate.

What people wrote travels as data and never becomes markup; the same paper gives the same bytes.
It signs nothing and decides nothing. Follows ISO 19005-3.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from issuer.render.glyphs import NO_GLYPHS, OWN_FONTS, Glyphs, check_glyphs
from issuer.render.pdf import FACES
from issuer.render.qr import qr_svg
from keys.encoding import Sha256

_LAYOUT: Final = FACES / "correspondence.typ"


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything that stands on the page, in words.

    Attributes:
        warning: What it is not, in a frame under the heading.
        rows: Label and value, in the order in which they are read.
        says: The words of the rule.
        how: How to verify it.
        token: The signed paper, attached for machines.
    """

    heading: str
    warning: str
    number: str
    rows: Sequence[tuple[str, str]]
    says: str
    notice: str
    how: str
    issuer: str
    issued_on: str
    token: str


def render_slip(slip: Slip, link: str, *, at: datetime, glyphs: Glyphs = NO_GLYPHS) -> bytes:
    """Print the page.

    Args:
        link: What the QR code holds.
        at: The moment written into the file, aware.
        glyphs: What the office can print beside the package's fonts.

    Raises:
        Refused: "render.no-glyph" for a character that cannot be printed.
        TooLarge: "render.qr-too-large".
    """
    for text in (slip.number, slip.issuer, slip.says, *(value for _, value in slip.rows)):
        check_glyphs(text, glyphs)
    printed = _fonts_and_layout(glyphs).compile(
        format="pdf",
        sys_inputs={
            "paper": json.dumps(asdict(slip), ensure_ascii=False, sort_keys=True),
            "code": qr_svg(link, level="M").svg,
        },
        pdf_standards="a-3b",
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(printed, bytes):
        raise TypeError("a PDF is one file")
    return printed


@lru_cache(maxsize=2)
def _fonts(folders: tuple[Path, ...], _state: Sha256) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[OWN_FONTS, *folders]
    )


def _fonts_and_layout(glyphs: Glyphs) -> typst.Compiler:
    """A compiler of its own for each page: papers are few, and one may not be shared by threads."""
    fonts = _fonts(glyphs.folders, glyphs.digest())
    return typst.Compiler(_LAYOUT, root=FACES, font_paths=fonts, ignore_system_fonts=True)
