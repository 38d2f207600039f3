"""The pages of a PDF as pictures, and the codes on them.

A page is drawn as a reader of it would see it, by PDFium, at one or several sizes. What stands in
words on a page is never read: words on a page are what a forger changes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pypdfium2
import pypdfium2.raw
from PIL import Image

from keys.errors import TooLarge
from verifier.files.found import MAX_OF_EACH, Code
from verifier.files.inside.codes import scan
from verifier.files.kinds import MAX_PAGES

_SIZES: Final = (2000, 3300, 1200)
"""Pixels of the longer side at which a page is drawn until a code is found: A4 at 171, 282 and
103 dpi."""
_MOST_OF_A_PAGE: Final = 0.6
_DEPTH: Final = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """The pages: how many, whether they are pictures, whether a password is asked for."""

    count: int = 0
    picture: bool = False
    locked: bool = False
    codes: tuple[Code, ...] = ()


def read(data: bytes) -> Shown:
    """What the pages of a PDF show; nothing where they cannot be drawn.

    Raises:
        TooLarge: "file.too-many-pages".
    """
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        return Shown(locked=error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD)
    if count > MAX_PAGES:
        raise TooLarge("file.too-many-pages", limit=MAX_PAGES)
    codes: list[Code] = []
    pictures = 0
    try:
        for number in range(count):
            page = document[number]
            pictures += _is_picture(page)
            codes += [Code(text, number + 1) for text in _codes(page)]
    except pypdfium2.PdfiumError:
        return Shown(codes=tuple(codes[:MAX_OF_EACH]))
    return Shown(count, picture=0 < count == pictures, codes=tuple(codes[:MAX_OF_EACH]))


def _codes(page: pypdfium2.PdfPage) -> list[str]:
    for size in _SIZES:
        texts = scan(_drawn(page, size))
        if texts:
            return texts
    return []


def _drawn(page: pypdfium2.PdfPage, size: int) -> Image.Image:
    scale = size / max(*page.get_size(), 1)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture.convert("L")


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether one image fills most of the page."""
    width, height = page.get_size()
    for image in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH):
        left, bottom, right, top = image.get_bounds()
        seen = max(0, min(right, width) - max(left, 0)) * max(0, min(top, height) - max(bottom, 0))
        if seen >= _MOST_OF_A_PAGE * width * height:
            return True
    return False
