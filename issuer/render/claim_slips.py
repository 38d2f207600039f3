"""Prints claim slips: A4 sheets of eight to cut out, one for each holder.

A slip says whose it is, which title, the code, the address in words, and until when. Its QR code
holds the address with the code behind `#`, which no browser sends to a server, so that a phone
needs no typing and no log gets the code. What people wrote travels as data and never becomes
markup. It keeps nothing and knows no database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Final

import pypdfium2
import typst

from issuer.render.glyphs import NO_GLYPHS, OWN_FONTS, Glyphs, check_glyphs
from issuer.render.pdf import FACES
from issuer.render.qr import qr_svg

ON_A_SHEET: Final = 8
_LAYOUT: Final = FACES / "claims.typ"
_AT_ONCE: Final = 10 * ON_A_SHEET  # slips: enough to share the fonts, few enough to show progress


@dataclass(frozen=True, slots=True)
class SlipText:
    """What stands on one slip, in words; `link` is what its QR code holds."""

    name: str
    what: str
    committee: str
    code: str
    until: str
    link: str

    def __repr__(self) -> str:
        return "SlipText()"  # a code is not for a log


@dataclass(frozen=True, slots=True)
class SlipWords:
    """What stands on every slip; the warning by language, "zh" and "en"."""

    heading: str
    scan: str
    code: str
    address: str
    until: str
    warning: Mapping[str, str]


def render_slips(
    slips: Sequence[SlipText],
    words: SlipWords,
    *,
    address: str,
    issuer: str,
    glyphs: Glyphs = NO_GLYPHS,
    progress: Callable[[int], None],
) -> bytes:
    """Print the sheets.

    Args:
        address: The claim page, as people type it.
        progress: Told how many more slips are drawn.

    Raises:
        Refused: "render.no-glyph" for a name that cannot be printed.
    """
    for slip in slips:
        for text in (slip.name, slip.what, slip.committee):
            check_glyphs(text, glyphs)
    compiler = typst.Compiler(
        _LAYOUT,
        root=FACES,
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=True,
            font_paths=[OWN_FONTS, *glyphs.folders],
        ),
        ignore_system_fonts=True,
    )
    whole = pypdfium2.PdfDocument.new()
    for start in range(0, len(slips), _AT_ONCE):
        part = slips[start : start + _AT_ONCE]
        sheet = {
            "words": asdict(words),
            "address": address,
            "issuer": issuer,
            "slips": [{**asdict(slip), "qr": qr_svg(slip.link, level="M").svg} for slip in part],
        }
        printed = compiler.compile(
            format="pdf", sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)}
        )
        if not isinstance(printed, bytes):
            raise TypeError("a PDF is one file")
        whole.import_pages(pypdfium2.PdfDocument(printed))
        progress(len(part))
    written = BytesIO()
    whole.save(written)
    return written.getvalue()
