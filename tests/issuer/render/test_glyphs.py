from __future__ import annotations

import pytest

from issuer.render import glyphs
from issuer.render.glyphs import NO_GLYPHS, OWN_FONTS, Glyphs, check_glyphs, unprintable
from keys.errors import Refused


def test_rare_names_of_the_standard_list_are_printed():
    check_glyphs("䶮㛃𬍛𠅤𬭎𫖯喆昇堃〔2025〕·—Ö")


@pytest.mark.parametrize(
    ("text", "codepoint"),
    [
        ("李𠀋", "U+2000B"),  # no glyph in the fonts we carry
        ("李\u200b明", "U+200B"),  # would not be seen
        ("李\u202e明", "U+202E"),  # would turn the line round
        ("李\n明", "U+000A"),
        ("\ue000", "U+E000"),  # private use: means something else elsewhere
        ("محمد", "U+0645"),
    ],
)
def test_a_character_nobody_would_see_is_told_by_its_code(text, codepoint):
    with pytest.raises(Refused) as refused:
        check_glyphs(text)
    assert refused.value.code == "render.no-glyph"
    assert refused.value.facts == {"codepoint": codepoint}


def test_a_further_folder_of_fonts_brings_its_characters(monkeypatch, tmp_path):
    monkeypatch.setattr(glyphs, "OWN_FONTS", tmp_path)
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        check_glyphs("李")
    check_glyphs("李", Glyphs((OWN_FONTS,)))
    assert [*unprintable("李𠀋𠅤", Glyphs((OWN_FONTS,)))] == ["𠀋"]


def test_an_instance_is_asked_for_its_fonts(tmp_path):
    found = Glyphs.read(tmp_path)
    assert found.digest() == NO_GLYPHS.digest()
    (tmp_path / "fonts").mkdir()
    further = tmp_path / "fonts/Further.OTF"
    further.write_bytes(next(OWN_FONTS.glob("*.otf")).read_bytes())
    (tmp_path / "fonts/README.txt").write_text("no font", "utf-8")
    assert [*found.fonts()][-1:] == [further]
    assert found.digest() != NO_GLYPHS.digest()
