"""A PNG or JPEG: the codes that it shows, and the credential that may stand beside the pixels.

Only these two readers of Pillow are ever asked; the size is looked at before a pixel is made.
The text chunk (W3C PNG 11.3.3.4) is a claim like any other: whoever can write a picture can write
one. Follows OWASP ASVS 5.0.0, 5.2.6.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageFile, PngImagePlugin

from keys.errors import TooLarge
from verifier.files.found import MAX_ATTACHMENT_BYTES, Code, Found
from verifier.files.inside.codes import scan
from verifier.files.kinds import MAX_PIXELS, Kind

KEYWORD: Final = "zhicheng-credential"
_FORMATS: Final = {Kind.PNG: "PNG", Kind.JPEG: "JPEG"}


def ready() -> None:
    """Load the two readers while files can still be opened."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    PngImagePlugin.MAX_TEXT_CHUNK = MAX_ATTACHMENT_BYTES
    PngImagePlugin.MAX_TEXT_MEMORY = 2 * MAX_ATTACHMENT_BYTES
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def read(data: bytes, kind: Kind) -> Found:
    """What a picture shows and says.

    Raises:
        TooLarge: "file.too-many-pixels".
        OSError, SyntaxError, ValueError: It cannot be read.
    """
    try:
        image = Image.open(BytesIO(data), formats=[_FORMATS[kind]])
    except Image.DecompressionBombError as error:
        raise TooLarge("file.too-many-pixels", limit=MAX_PIXELS // 1_000_000) from error
    if image.width * image.height > MAX_PIXELS:
        raise TooLarge("file.too-many-pixels", limit=MAX_PIXELS // 1_000_000)
    if kind is Kind.JPEG:
        image.draft("L", image.size)  # the reader gives grey at once
    codes = scan(_grey(image))
    text = getattr(image, "text", {}).get(KEYWORD)  # known once the last chunk was read
    return Found(
        kind=kind,
        pages=1,
        picture=True,
        credential=str(text) if text else None,
        codes=tuple(Code(each, 1) for each in codes),
    )


def _grey(image: Image.Image) -> Image.Image:
    """Grey on white paper: what is transparent shows the paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("L")
    return image.convert("L")
