"""Pictures of characters for tests: three bars and a box, drawn here."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

UNKNOWN = "\U0002000b"
"""A character that the fonts of the package lack."""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">'
    '<g fill="black"><polygon points="20,40 180,40 180,60 20,60"/>'
    '<path d="M20 150 L180 150 L180 170 L20 170 Z"/>'
    '<rect x="90" y="40" width="20" height="130"/></g></svg>'
)


def png(side: int = 200, mode: str = "L", ground: object = 255) -> bytes:
    """A ring of ink: a box with a hole in it."""
    picture = Image.new(mode, (side, side), ground)
    draw, ink = ImageDraw.Draw(picture), (0, 0, 0, 255) if mode == "RGBA" else 0
    draw.rectangle((side * 0.2, side * 0.2, side * 0.8, side * 0.8), outline=ink, width=side // 10)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
