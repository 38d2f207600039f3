"""What an office prints with, at its command line: pictures of characters, and its look."""

from __future__ import annotations

from pathlib import Path

from issuer.characters import codepoint
from tests.issuer.render.glyph_picture import SVG, UNKNOWN
from tests.journeys.leaks.errands import Errands


def pictured(to: Errands) -> None:
    """The picture of a character that no font has, taken in, shown and put away."""
    code, picture = codepoint(UNKNOWN), to.folder / "picture.svg"
    picture.write_text(SVG, "utf-8")
    to.well("zc-issuer glyph add", code, picture)
    to.well("zc-issuer glyph list")
    to.well("zc-issuer glyph preview", code, "--to", to.folder / "preview.png")
    to.well("zc-issuer glyph remove", code)


def dressed(to: Errands) -> None:
    """How the authority's certificates will look, tried before it is used."""
    look = to.folder / "look.toml"
    look.write_text('[seal]\nshape = "oval"\n', "utf-8")
    to.well("zc-issuer look check", look)
    to.well("zc-issuer look preview", look, "--to", to.folder / "specimen.pdf")


def misdrawn(to: Errands, wrong: Path, name: str) -> None:
    """A list of people where a picture or a look should be, a name where a code should be."""
    to.do("zc-issuer glyph add", codepoint(UNKNOWN), wrong)
    to.do("zc-issuer glyph add", name, wrong)
    for command in ("remove", "preview"):
        to.do(f"zc-issuer glyph {command}", name)
    to.do("zc-issuer look check", wrong)
    to.do("zc-issuer look preview", wrong, "--to", to.folder / "never")
