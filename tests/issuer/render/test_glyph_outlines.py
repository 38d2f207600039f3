from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.svgLib.path import parse_path
from PIL import Image

from issuer.render.glyph_outlines import MAX_BYTES, SIDE, outline_of, svg_of
from keys.errors import Malformed, TooLarge
from tests.issuer.render.glyph_picture import SVG, png

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
BOX = "M1 1h8v8h-8z"


def svg(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


def ink(outline: str) -> float:
    """Share of the square that is filled, holes taken off."""
    area = AreaPen()
    parse_path(outline, area)
    return abs(area.value) / SIDE**2


def test_an_outline_says_the_same_when_it_is_read_again():
    outline = outline_of(SVG.encode())
    assert outline_of(svg_of(outline).encode()) == outline
    assert outline.startswith("M100 200H900V300H100")


@pytest.mark.parametrize(
    ("inside", "share"),
    [
        (f'<path d="{BOX}"/>', 0.64),
        ('<polygon points="1,1 9,1 9,9 1,9"/>', 0.64),
        ('<rect x="1" y="1" width="8" height="8"/>', 0.64),
        ('<circle cx="5" cy="5" r="4"/>', 0.503),
        ('<g transform="translate(1,1) scale(8)"><rect width="1" height="1"/></g>', 0.64),
        ('<g transform="matrix(1 0 0 -1 0 10)"><rect x="1" y="1" width="8" height="8"/></g>', 0.64),
        ('<path d="M1 1L9 1L9 9L1 9"/>', 0.64),  # filling closes what is open
        ('<path d="M1 1h8v8h-8zM3 3v4h4v-4z"/>', 0.48),  # a hole turns the other way
        (f'<title>李</title><desc>x</desc><path id="a" fill="#000" d="{BOX}"/>', 0.64),
    ],
)
def test_every_shape_is_drawn_where_it_stands(inside, share):
    assert ink(outline_of(svg(inside))) == pytest.approx(share, abs=0.002)


def test_strokes_that_were_drawn_in_two_directions_do_not_cut_into_one_another():
    crossed = '<polygon points="1,4 9,4 9,6 1,6"/><polygon points="4,1 4,9 6,9 6,1"/>'
    apart = AreaPen()
    parse_path(outline_of(svg(crossed)), apart)
    assert abs(apart.value) / SIDE**2 == pytest.approx(0.32, abs=0.001)


@pytest.mark.parametrize(
    ("picture", "code", "facts"),
    [
        (svg("<script>alert(1)</script>"), "glyph.element", {"element": "script"}),
        (svg('<image href="http://evil.example/x.png"/>'), "glyph.element", {"element": "image"}),
        (svg('<use href="#a"/>'), "glyph.element", {"element": "use"}),
        (svg("<style>*{fill:red}</style>"), "glyph.element", {"element": "style"}),
        (svg('<foreignObject xmlns="urn:x"/>'), "glyph.element", {"element": "foreignObject"}),
        (svg(f"{HEAD}</svg>"), "glyph.element", {"element": "svg"}),
        (b'<g xmlns="http://www.w3.org/2000/svg"/>', "glyph.element", {"element": "g"}),
        (svg(f'<path onclick="x()" d="{BOX}"/>'), "glyph.attribute", {"attribute": "onclick"}),
        (svg(f'<path style="fill:red" d="{BOX}"/>'), "glyph.attribute", {"attribute": "style"}),
        (svg(f'<path fill="url(#a)" d="{BOX}"/>'), "glyph.attribute", {"attribute": "fill"}),
        (svg(f'<path fill="white" d="{BOX}"/>'), "glyph.attribute", {"attribute": "fill"}),
        (svg(f'<path stroke="black" d="{BOX}"/>'), "glyph.attribute", {"attribute": "stroke"}),
        (
            svg(f'<path fill-rule="evenodd" d="{BOX}"/>'),
            "glyph.attribute",
            {"attribute": "fill-rule"},
        ),
        (svg(f'<g transform="rotate(9)"><path d="{BOX}"/></g>'), "glyph.attribute", {}),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.encode(), "glyph.svg", {}),
        (b'<?xml-stylesheet href="x.css"?>' + SVG.encode(), "glyph.svg", {}),
        (b"<svg", "glyph.svg", {}),
        (b"GIF89a", "glyph.svg", {}),
        (svg('<path d="M1 1 L"/>'), "glyph.svg", {}),
        (svg('<polygon points="1,1 9"/>'), "glyph.svg", {}),
        (svg('<circle cx="5%" cy="5" r="4"/>'), "glyph.svg", {}),
        (svg('<path d="M1 1h1e999v8z"/>'), "glyph.outside", {}),
        (svg('<path d="M1 1L5 1e999L1e999 5L9 9Z"/>'), "glyph.outside", {}),
        (svg('<path d="M1 1h900v8h-900z"/>'), "glyph.outside", {}),
        (svg(""), "glyph.empty", {}),
        (svg('<path d="M1 1h.01v8z"/>'), "glyph.empty", {}),
        (SVG.replace("0 0 200 200", "0 0 200 100").encode(), "glyph.not-square", {}),
        (SVG.replace("0 0 200 200", "0 0 0 0").encode(), "glyph.not-square", {}),
        (SVG.replace(' viewBox="0 0 200 200"', "").encode(), "glyph.svg", {}),
    ],
)
def test_whatever_is_not_a_black_shape_is_refused_and_named(picture, code, facts):
    with pytest.raises(Malformed) as refused:
        outline_of(picture)
    assert refused.value.code == code
    assert {name: refused.value.facts[name] for name in facts} == facts


def test_nothing_of_the_uploaded_file_is_kept_but_numbers():
    kept = svg_of(outline_of(svg(f'<title>李某</title><path id="secret" d="{BOX}"/>')))
    assert "secret" not in kept
    assert "李" not in kept


@pytest.mark.parametrize(
    "picture", [png(), png(1200), png(mode="RGBA", ground=(0, 0, 0, 0)), png(mode="1", ground=1)]
)
def test_a_bitmap_becomes_an_outline_with_its_holes(picture):
    outline = outline_of(picture)
    assert ink(outline) == pytest.approx(0.2, abs=0.02)
    assert outline.count("Z") == 2


def test_a_slope_of_dots_becomes_a_line():
    stairs = Image.new("L", (100, 100), 255)
    stairs.putdata([0 if x <= y else 255 for y in range(100) for x in range(100)])
    written = BytesIO()
    stairs.save(written, "PNG")
    outline = outline_of(written.getvalue())
    assert ink(outline) == pytest.approx(0.5, abs=0.02)
    assert len(outline) < 100


@pytest.mark.parametrize(
    ("picture", "kind", "code"),
    [
        (png()[:200], Malformed, "glyph.png"),
        (b"\x89PNG\r\n\x1a\n", Malformed, "glyph.png"),
        (png(2049), TooLarge, "glyph.too-large"),
        (b"<svg>" + b" " * MAX_BYTES, TooLarge, "glyph.too-large"),
        (svg(f'<path d="{"M1 1.1L9 1.1L9 9Z" * 2000}"/>'), TooLarge, "glyph.too-detailed"),
    ],
)
def test_a_bad_or_a_giant_picture_is_refused(picture, kind, code):
    with pytest.raises(kind) as refused:
        outline_of(picture)
    assert refused.value.code == code


def test_a_bitmap_of_specks_is_refused_before_they_are_followed():
    specks = Image.new("L", (400, 400), 255)
    specks.putdata([0 if (x + y) % 2 else 255 for y in range(400) for x in range(400)])
    written = BytesIO()
    specks.save(written, "PNG")
    with pytest.raises(TooLarge, match=r"glyph\.too-detailed"):
        outline_of(written.getvalue())


def test_a_bitmap_that_is_not_square_is_refused():
    written = BytesIO()
    Image.new("L", (10, 20)).save(written, "PNG")
    with pytest.raises(Malformed, match=r"glyph\.not-square"):
        outline_of(written.getvalue())
