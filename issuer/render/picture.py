"""Draws a page of a finished certificate as a picture, the credential inside it.

The picture is drawn from the very file that the holder keeps, so that the two never differ. The
credential rides in a text chunk for programs; nobody who looks at the picture sees it, most
messengers drop it, and it proves nothing until it is verified.

The same file gives the same bytes. Follows the PNG specification, third edition (11.3.3.4, iTXt).
"""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Final

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from keys.errors import Malformed, TooLarge

KEYWORD: Final = "zhicheng-credential"
"""Of the text chunk."""
MAX_DPI: Final = 400
_COLOURS: Final = 256
"""Enough for these pages, and a quarter of the size: for a phone on a train."""

_PDFIUM: Final = threading.Lock()  # the library is one for the process, and knows no threads


def render_png(pdf: bytes, *, page: int, dpi: int, credential: str | None = None) -> bytes:
    """Draw one page of a certificate as PNG with a palette.

    Args:
        pdf: Sealed or not; a seal leaves no trace in the picture.
        page: 1 or 2.
        dpi: Up to 400; a page at 150 dpi has 1754 by 1240 pixels.
        credential: What the picture carries along, as its text chunk shall hold it.

    Raises:
        Malformed: "render.pdf": no such page, or not a PDF.
        TooLarge: "render.dpi".
    """
    if not 1 <= dpi <= MAX_DPI:
        raise TooLarge("render.dpi", dpi=dpi, limit=MAX_DPI)
    try:
        with _PDFIUM:
            drawn = _drawn(pdf, page=page, dpi=dpi)
    except pypdfium2.PdfiumError as error:
        raise Malformed("render.pdf", page=page) from error
    drawn = drawn.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    carried = PngInfo()
    if credential is not None:
        carried.add_itxt(KEYWORD, credential)
    written = BytesIO()
    drawn.save(written, "PNG", compress_level=6, dpi=(dpi, dpi), pnginfo=carried)
    return written.getvalue()


def _drawn(pdf: bytes, *, page: int, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= page <= len(document):
            raise Malformed("render.pdf", page=page)
        picture: Image.Image = document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return picture
