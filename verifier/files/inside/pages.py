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

_SIZE: Final = 2000  # pixels of the longer side at which pages are drawn: A4 at 171 dpi
_OTHER_SIZES: Final = ((3300, False), (1200, True))
"""Sizes at which pages are drawn again where no page showed a code, and whether with patience."""
_AGAIN: Final = 2  # pages that are drawn again
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
    try:
        pages = [document[number] for number in range(count)]
        codes = _codes(pages)
        picture = 0 < count == sum(map(_is_picture, pages))
    except pypdfium2.PdfiumError:
        return Shown()
    return Shown(count, picture=picture, codes=tuple(codes[:MAX_OF_EACH]))


def _codes(pages: list[pypdfium2.PdfPage]) -> list[Code]:
    codes = [
        Code(text, number)
        for number, page in enumerate(pages, 1)
        for text in scan(_drawn(page, _SIZE), patient=False)
    ]
    if codes:
        return codes
    return [
        Code(text, number)
        for number, page in enumerate(pages[:_AGAIN], 1)
        for size, patient in _OTHER_SIZES
        for text in scan(_drawn(page, size), patient=patient)
    ]


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
