"""Names of Extension B to F through the optional rare font, Debian's fonts-hanazono."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from issuer.characters import is_chinese
from issuer.render.glyphs import Glyphs, check_glyphs, unprintable
from issuer.render.pdf import render_pdf
from keys.errors import Refused

pytestmark = pytest.mark.drill

HANAZONO = Path("/usr/share/fonts/truetype/hanazono")
AT = datetime(2025, 7, 1, tzinfo=UTC)
NAMES = {
    "B": "李\U0002000b",
    "C": "王\U0002a700\U0002b734",
    "D": "赵\U0002b740\U0002b81d",
    "E": "陈\U0002b820\U0002cea1",
    "F": "林\U0002ceb0\U0002ebe0",
}


@pytest.fixture(scope="module")
def rare(tmp_path_factory):
    if not HANAZONO.is_dir():
        pytest.skip("not installed: fonts-hanazono")
    instance = tmp_path_factory.mktemp("instance")
    (instance / "fonts").symlink_to(HANAZONO)
    return Glyphs.read(instance)


def fonts_of(pdf: bytes) -> set[str]:
    opened = pikepdf.open(BytesIO(pdf))
    found = (each for each in opened.objects if isinstance(each, pikepdf.Dictionary))
    return {str(each.FontName).partition("+")[2] for each in found if "/FontName" in each}


@pytest.mark.parametrize("block", sorted(NAMES))
def test_a_name_of_each_extension_is_printed_with_the_rare_font_alone(block, rare, make_face):
    name = NAMES[block]
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        render_pdf(make_face(name=name), at=AT)
    pdf = render_pdf(make_face(name=name), at=AT, glyphs=rare)
    said = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert name in said.replace("\r\n", "").replace(" ", "")
    assert any(font.startswith("HanaMin") for font in fonts_of(pdf))


def test_only_missing_characters_are_drawn_by_it(rare, make_face):
    common = make_face(name="䶮㛃𬍛𠅤𬭎𫖯")
    assert render_pdf(common, at=AT, glyphs=rare) == render_pdf(common, at=AT)


def test_it_has_every_character_of_extension_b_to_f_of_its_day(rare):
    """Unicode 10; what was added since is told by its code, and asks for a picture."""
    blocks = ((0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1))
    every = "".join(chr(code) for a, b in (*blocks, (0x2CEB0, 0x2EBE0)) for code in range(a, b + 1))
    assert all(map(is_chinese, every))
    assert [*unprintable(every, rare)] == []
    with pytest.raises(Refused) as refused:
        check_glyphs("\U00030000", rare)
    assert refused.value.facts == {"codepoint": "U+30000"}
