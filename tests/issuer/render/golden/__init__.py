"""The golden pictures: twelve certificates as they were looked at and found good.

A page is drawn again and held against its picture. Edges may differ by a shade from one version
of a library to the next, so a difference counts only where it is strong, and a page differs only
where such places are many; the difference is shown in a picture.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from tests.house.tree import ROOT

PICTURES: Final = Path(__file__).parent
DPI: Final = 72
SHOWN: Final = {
    "photo": "certificate.png",
    "longest": "certificate-long.png",
    "rare-characters": "certificate-rare.png",
}
"""The three that the README shows, and their pictures in `docs/pictures`."""
SHOWN_DPI: Final = 100
STRONG: Final = 24
"""Of 255, after a blur over neighbouring points: a letter or a colour, not the edge of one."""
PALE: Final = 235
"""Of 255; what is lighter is the edge of a line of the ground."""
MOST: Final = 20
"""Points of a page that may differ strongly: less than one character of a field."""


def drawn(pdf: bytes, page: int, dpi: int = DPI) -> Image.Image:
    """One page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return picture


def kept(name: str, page: int) -> Path:
    """Where the golden picture of a page is."""
    return PICTURES / f"{name}-{page}.png"


def shown(name: str) -> Path:
    """Where the README's picture of a certificate is."""
    return ROOT / "docs" / "pictures" / SHOWN[name]


def packed(picture: Image.Image) -> bytes:
    """A picture as it is kept, small enough for a repository: the palest shades become paper."""
    plain = picture.copy()
    pale = picture.convert("L").point(lambda light: 255 if light >= PALE else 0)
    plain.paste(picture.crop((2, 2, 3, 3)).resize(plain.size), mask=pale)
    written = BytesIO()
    colours = plain.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    colours.save(written, "PNG", optimize=True)
    return written.getvalue()


def difference(picture: Image.Image, golden: Image.Image) -> Image.Image:
    """Black where two pictures agree, white where they differ strongly."""
    soft = ImageFilter.BoxBlur(1)
    apart = ImageChops.difference(picture.filter(soft), golden.convert("RGB").filter(soft))
    red, green, blue = apart.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value > STRONG else 0)


def points(apart: Image.Image) -> int:
    """How many places differ strongly."""
    return apart.histogram()[255]
