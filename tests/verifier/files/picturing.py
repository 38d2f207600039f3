"""What people and forgers make of a certificate's page as a picture.

Each builder is named for what was done; none of them knows what will be said.
"""

from __future__ import annotations

from io import BytesIO

import qrcode
from PIL import Image, ImageDraw, ImageFilter, PngImagePlugin

KEYWORD = "zhicheng-credential"


def code_drawn(text: str, size: int) -> Image.Image:
    drawn = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn.add_data(text)
    return drawn.make_image().get_image().convert("RGB").resize((size, size))


def code_pasted(page: bytes, code: str, box: tuple[int, int, int]) -> bytes:
    """Another's genuine code over the one on a page; `box` is left, top, size."""
    picture = Image.open(BytesIO(page)).convert("RGB")
    left, top, size = box
    picture.paste(code_drawn(code, size), (left, top))
    return png(picture)


def png(picture: Image.Image, credential: str | None = None) -> bytes:
    out, chunks = BytesIO(), PngImagePlugin.PngInfo()
    if credential is not None:
        chunks.add_itxt(KEYWORD, credential)
    picture.save(out, "PNG", pnginfo=chunks)
    return out.getvalue()


def with_chunk(page: bytes, credential: str) -> bytes:
    return png(Image.open(BytesIO(page)).convert("RGB"), credential)


def photographed(page: bytes, *, angle: float = 6, quality: int = 60) -> bytes:
    """A JPEG of the page on a table: turned, a little soft, badly lit."""
    picture = Image.open(BytesIO(page)).convert("RGB")
    table = Image.new("RGB", (picture.width + 300, picture.height + 300), (96, 84, 70))
    table.paste(picture, (150, 150))
    table = table.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(96, 84, 70))
    table = table.filter(ImageFilter.GaussianBlur(0.8)).point(lambda value: int(value * 0.8) + 10)
    out = BytesIO()
    table.save(out, "JPEG", quality=quality)
    return out.getvalue()


def screenshot(page: bytes, width: int = 1080) -> bytes:
    """A phone's screen: the page made narrow, bars above and below."""
    picture = Image.open(BytesIO(page)).convert("RGB")
    shown = picture.resize((width, picture.height * width // picture.width))
    screen = Image.new("RGB", (width, shown.height + 900), (20, 20, 22))
    screen.paste(shown, (0, 450))
    return png(screen)


def side_by_side(*pages: bytes) -> bytes:
    pictures = [Image.open(BytesIO(each)).convert("RGB") for each in pages]
    wide = Image.new("RGB", (sum(each.width for each in pictures), pictures[0].height), "white")
    left = 0
    for each in pictures:
        wide.paste(each, (left, 0))
        left += each.width
    return png(wide)


def scanned(*pages: bytes) -> bytes:
    """A PDF of pictures, as an office scanner makes it."""
    pictures = [Image.open(BytesIO(each)).convert("RGB") for each in pages]
    out = BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()


def words_only() -> bytes:
    """A picture without a code."""
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).text((100, 100), "PROFESSIONAL TITLE: VALID", fill="black")
    return png(picture)
