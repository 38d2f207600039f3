"""Pictures for characters that no font has: taken in, made into a font, shown, put away.

A name stays text: the picture becomes a font of one character, which the face and the pages use
like any other, so that it can be copied, searched and read aloud. Both stand in the instance,
`glyphs/U+20000.svg` for people and `glyphs/U+20000.otf` for machines. A character that the fonts
have gets no picture: nobody can give a common character another face.

Follows the OpenType Specification 1.9 (CFF outlines, `cmap` format 12).
"""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final

import typst
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from issuer.characters import codepoint, is_chinese
from issuer.render.glyph_outlines import SIDE, outline_of, svg_of
from issuer.render.glyphs import OWN_FONTS, PICTURES, Glyphs
from keys.errors import Refused

FAMILY: Final = "Zhicheng Glyphs"
_FACES: Final = Path(__file__).parent / "faces"
_DESCENT: Final = 120  # of SIDE below the base line, as Chinese fonts have it
_EMPTY_BOX: Final = "M100 100h800v800h-800zM150 150v700h700v-700z"


def add(instance: Path, character: str, picture: bytes) -> None:
    """Take in the picture of a character.

    Args:
        picture: SVG or PNG, see `glyph_outlines.outline_of`.

    Raises:
        Refused: "glyph.not-chinese", "glyph.has-font" for one that can be printed already,
            "glyph.exists" for one that has a picture.
        Malformed, TooLarge: "glyph.*", the picture cannot be used.
    """
    code = codepoint(character)
    if not is_chinese(character):
        raise Refused("glyph.not-chinese", codepoint=code)
    glyphs = Glyphs.read(instance)
    if character in glyphs.pictures:
        raise Refused("glyph.exists", codepoint=code)
    if glyphs.has(character):
        raise Refused("glyph.has-font", codepoint=code)
    outline = outline_of(picture)
    font = font_of(character, outline)
    folder = instance / PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    # The font last: with it the character counts as drawn.
    _write(folder / f"{code}.svg", svg_of(outline).encode())
    _write(folder / f"{code}.otf", font)


def remove(instance: Path, character: str) -> None:
    """Put a picture away; raises Refused("glyph.unknown") where there is none."""
    code = codepoint(character)
    if character not in Glyphs.read(instance).pictures:
        raise Refused("glyph.unknown", codepoint=code)
    for suffix in (".otf", ".svg"):
        (instance / PICTURES / f"{code}{suffix}").unlink(missing_ok=True)


def preview(instance: Path, character: str) -> bytes:
    """A PNG that shows a character beside others, in the sizes of the face.

    Raises:
        Refused: "glyph.unknown" for one without a picture.
    """
    glyphs = Glyphs.read(instance)
    if character not in glyphs.pictures:
        raise Refused("glyph.unknown", codepoint=codepoint(character))
    drawn = typst.compile(
        _FACES / "glyph.typ",
        root=_FACES,
        font_paths=[OWN_FONTS, *glyphs.folders],
        ignore_system_fonts=True,
        format="png",
        ppi=200,
        sys_inputs={"character": character, "code": codepoint(character)},
    )
    if not isinstance(drawn, bytes):
        raise TypeError("a preview is one page")
    return drawn


def font_of(character: str, outline: str) -> bytes:
    """A font (OpenType, CFF) of one character; the same outline gives the same bytes."""
    code = codepoint(character)
    name = f"u{ord(character):X}"
    builder = FontBuilder(SIDE, isTTF=False)
    builder.setupGlyphOrder([".notdef", name])
    builder.setupCharacterMap({ord(character): name})
    # The map that everything here reads, also for a character of the first 65,536.
    builder.font["cmap"].tables = [_character_map(ord(character), name)]
    post_script = f"ZhichengGlyphs-{name}"
    drawings = {".notdef": _drawing(_EMPTY_BOX), name: _drawing(outline)}
    builder.setupCFF(post_script, {"FullName": f"{FAMILY} {code}"}, drawings, {})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", name), (SIDE, 0)))
    ascent = SIDE - _DESCENT
    builder.setupHorizontalHeader(ascent=ascent, descent=-_DESCENT)
    names = {"familyName": FAMILY, "styleName": code, "psName": post_script}
    builder.setupNameTable(names)
    builder.setupOS2(
        sTypoAscender=ascent, sTypoDescender=-_DESCENT, usWinAscent=ascent, usWinDescent=_DESCENT
    )
    builder.setupPost()
    # No moment of making: the same picture is the same font.
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    written = BytesIO()
    builder.save(written)
    return written.getvalue()


def _character_map(code: int, name: str) -> object:
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 12, 0, 0, 0
    table.cmap = {code: name}
    return table


def _drawing(outline: str) -> object:
    """An outline of the square as a font has it: upward from the base line."""
    pen = T2CharStringPen(SIDE, None)
    parse_path(outline, TransformPen(pen, (1, 0, 0, -1, 0, SIDE - _DESCENT)))
    return pen.getCharString()


def _write(path: Path, content: bytes) -> None:
    """A whole file or none: a service reads while this writes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
