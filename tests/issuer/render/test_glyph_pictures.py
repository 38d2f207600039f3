from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from issuer.render import glyph_pictures
from issuer.render.glyph_outlines import outline_of
from issuer.render.glyphs import NO_GLYPHS, OWN_FONTS, Glyphs, check_glyphs
from issuer.render.pdf import render_pdf
from keys.errors import Malformed, Refused
from tests.issuer.render.glyph_picture import SVG, UNKNOWN, png


@pytest.fixture
def instance(tmp_path):
    glyph_pictures.add(tmp_path, UNKNOWN, SVG.encode())
    return tmp_path


def test_a_picture_lets_its_character_be_printed(instance):
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        check_glyphs(UNKNOWN)
    glyphs = Glyphs.read(instance)
    check_glyphs("李" + UNKNOWN, glyphs)
    assert set(glyphs.pictures) == {UNKNOWN}
    assert glyphs.digest() != NO_GLYPHS.digest()


def test_a_picture_that_is_added_while_an_office_runs_counts_at_once(tmp_path, make_face, at):
    running = Glyphs.read(tmp_path)
    face = make_face(name=UNKNOWN)
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        render_pdf(face, at=at, glyphs=running)
    glyph_pictures.add(tmp_path, UNKNOWN, SVG.encode())
    render_pdf(face, at=at, glyphs=running)
    glyph_pictures.remove(tmp_path, UNKNOWN)
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        render_pdf(face, at=at, glyphs=running)


def test_a_name_with_a_picture_in_it_stays_text(instance, make_face, at):
    name = f"鲁{UNKNOWN}一"
    pdf = render_pdf(make_face(name=name), at=at, glyphs=Glyphs.read(instance))
    pages = pypdfium2.PdfDocument(pdf)
    for page in pages:
        words = page.get_textpage().get_text_range()
        assert name in words.replace("\r\n", "").replace(" ", "")


def test_the_picture_is_drawn_and_no_box(instance):
    shown = Image.open(BytesIO(glyph_pictures.preview(instance, UNKNOWN))).convert("L")
    glyph_pictures.remove(instance, UNKNOWN)
    glyph_pictures.add(instance, UNKNOWN, png())
    other = Image.open(BytesIO(glyph_pictures.preview(instance, UNKNOWN))).convert("L")
    assert shown.size == other.size
    assert shown.tobytes() != other.tobytes()


def test_the_same_picture_is_the_same_font():
    outline = outline_of(SVG.encode())
    assert glyph_pictures.font_of(UNKNOWN, outline) == glyph_pictures.font_of(UNKNOWN, outline)


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("李", "glyph.has-font"),
        ("\ue000", "glyph.not-chinese"),
        ("A", "glyph.not-chinese"),
        ("\u0645", "glyph.not-chinese"),
    ],
)
def test_nobody_gives_a_common_character_another_face(tmp_path, character, code):
    with pytest.raises(Refused) as refused:
        glyph_pictures.add(tmp_path, character, SVG.encode())
    assert refused.value.code == code
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("character", ["\U00031350", "\U0002ebf0", "\U000323b0"])
def test_characters_newer_than_this_python_get_pictures(tmp_path, character):
    glyph_pictures.add(tmp_path, character, SVG.encode())
    assert Glyphs.read(tmp_path).has(character)


def test_a_picture_is_replaced_only_after_it_was_put_away(instance):
    with pytest.raises(Refused, match=r"glyph\.exists"):
        glyph_pictures.add(instance, UNKNOWN, png())
    glyph_pictures.remove(instance, UNKNOWN)
    assert not Glyphs.read(instance).has(UNKNOWN)
    glyph_pictures.add(instance, UNKNOWN, png())


def test_a_refused_picture_leaves_nothing(tmp_path):
    with pytest.raises(Malformed, match=r"glyph\.svg"):
        glyph_pictures.add(tmp_path, UNKNOWN, b"<svg")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("act", [glyph_pictures.remove, glyph_pictures.preview])
def test_what_is_not_there_is_said(tmp_path, act):
    with pytest.raises(Refused, match=r"glyph\.unknown"):
        act(tmp_path, UNKNOWN)


def test_a_rare_font_comes_after_the_fonts_of_the_package(instance, make_face):
    """Only what our fonts lack is drawn by another: the rest is the same, glyph for glyph."""
    assert [*Glyphs.read(instance).fonts()][:2] == sorted(OWN_FONTS.glob("*.otf"))
    at = datetime(2025, 7, 1, tzinfo=UTC)
    face = make_face(name="李明")
    assert render_pdf(face, at=at, glyphs=Glyphs.read(instance)) == render_pdf(face, at=at)
