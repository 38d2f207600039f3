from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from issuer.lettering import lettering_of, rare_in
from issuer.render import glyph_pictures
from issuer.render.glyphs import NO_GLYPHS, Glyphs
from tests.issuer.render.glyph_picture import SVG, UNKNOWN
from verifier.web.lettering import style_of


@pytest.mark.parametrize(
    ("text", "rare"),
    [
        ("欧阳喆", ""),
        ("朱镕基·堃", ""),
        ("阿依古丽·买买提〇", ""),
        ("Jörg Müller", ""),  # no Chinese character, and every machine has them
        ("李𠅤", "𠅤"),
        ("澹台䶮", "䶮"),  # Extension A
        ("㛃𬍛𬍛", "㛃𬍛"),
        ("\u9fd4", "\u9fd4"),  # newer than GBK
        ("\ue000李𬭎", "𬭎"),
    ],
)
def test_rare_is_what_no_old_system_draws(text, rare):
    assert rare_in(text) == rare


def test_a_page_brings_the_rare_characters_of_its_words_and_no_others():
    (face,) = lettering_of(NO_GLYPHS)("李𠅤䶮")
    font = TTFont(BytesIO(face.font))
    assert set(font.getBestCmap()) == {ord("𠅤"), ord("䶮")}
    assert face.characters == "𠅤䶮"
    assert "GSUB" not in font
    assert len(face.font) < 3_000


def test_common_words_bring_nothing():
    assert lettering_of(NO_GLYPHS)("欧阳喆") == ()


def test_what_nothing_draws_is_left_to_the_machine():
    assert lettering_of(NO_GLYPHS)(UNKNOWN) == ()


def test_a_picture_reaches_the_page_as_soon_as_it_was_taken_in(tmp_path):
    lettered = lettering_of(Glyphs.read(tmp_path))
    assert lettered(f"李{UNKNOWN}") == ()
    glyph_pictures.add(tmp_path, UNKNOWN, SVG.encode())
    (face,) = lettered(f"李{UNKNOWN}𠅤")[:1]
    assert [each.characters for each in lettered(f"李{UNKNOWN}𠅤")] == [UNKNOWN, "𠅤"]
    assert set(TTFont(BytesIO(face.font)).getBestCmap()) == {ord(UNKNOWN)}


def test_a_page_stays_small_whatever_its_words():
    many = "".join(map(chr, range(0x3400, 0x3500)))
    brought = lettering_of(NO_GLYPHS)(many)
    assert sum(len(face.characters) for face in brought) == 12
    assert len(style_of(brought)) < 14 * 1024
