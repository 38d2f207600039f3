"""Prints a face as PDF/A-3b.

The same face at the same moment gives the same bytes, so that a file can be made again instead
of kept. What people wrote travels as data and never becomes markup. It signs nothing: a seal in
the cryptographic sense is put on the finished file by others. Follows ISO 19005-3.
"""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from issuer.render import guilloche
from issuer.render.face import Face
from issuer.render.glyphs import NO_GLYPHS, OWN_FONTS, Glyphs
from issuer.render.qr import qr_svg
from keys.encoding import Json, Sha256
from keys.errors import Malformed, Refused, TooLarge

FACES: Final = Path(__file__).parent / "faces"
MAX_PHOTO_BYTES: Final = 8 * 2**20
MAX_PHOTO_PIXELS: Final = 40_000_000

_PHOTO_LADDER: Final = (
    ((420, 588), 84),
    ((420, 588), 70),
    ((420, 588), 52),
    ((300, 420), 60),
    ((300, 420), 40),
    ((210, 294), 40),
)
"""Pixels and JPEG quality, best first: 35 mm by 49 mm at 305, 218 and 152 dpi."""

_PHOTO_BYTES: Final = 32_000
"""What a portrait may add to a file that a phone shall open at once."""


Shelf = tuple[tuple[Path, ...], Sha256]
"""Folders of further fonts, and a digest of what lies in them now."""


class _Worker(threading.local):
    """What one thread keeps between certificates."""

    def __init__(self) -> None:
        self.compilers: dict[Shelf, typst.Compiler] = {}


_worker = _Worker()


def render_pdf(
    face: Face,
    *,
    at: datetime,
    attachments: Mapping[str, bytes] | None = None,
    glyphs: Glyphs = NO_GLYPHS,
) -> bytes:
    """Print the two pages of a certificate.

    Args:
        at: The moment written into the file, aware.
        attachments: Files to carry along, by name: text in UTF-8, for machines.
        glyphs: What the office can print beside the package's fonts.

    Returns:
        PDF/A-3b, A4 on its side: page 1 the face, page 2 the offline code and all fields.

    Raises:
        Refused: "render.no-glyph" (`codepoint`) or "render.does-not-fit" (`field`).
        Malformed: "render.photo" when the photo is no JPEG, "render.attachment" (`name`).
        TooLarge: "render.photo-too-large", "render.qr-too-large".
    """
    face.check_glyphs(glyphs)
    inputs = {
        "face": json.dumps(_data(face, attachments or {}), ensure_ascii=False, sort_keys=True),
        "look": json.dumps(face.look.to_dict(), ensure_ascii=False, sort_keys=True),
        **guilloche.pieces(face.look),
        "main-code": qr_svg(face.link, level="Q").svg,
        "offline-code": qr_svg(face.offline_link, level="M").svg,
        "photo": _photo(face.photo) if face.photo is not None else "",
    }
    try:
        printed = _compiler((glyphs.folders, glyphs.digest())).compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="a-3b",
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise _refusal(face, error) from error
    if not isinstance(printed, bytes):
        raise TypeError("a PDF is one file")
    return printed


def _compiler(shelf: Shelf) -> typst.Compiler:
    """The compiler of this thread; one may not be shared."""
    compilers = _worker.compilers
    if shelf not in compilers:
        compilers.clear()  # what an office lays down changes rarely, and then for good
        compilers[shelf] = typst.Compiler(
            FACES / "classic.typ",
            root=FACES,
            font_paths=_fonts(shelf),
            ignore_system_fonts=True,
        )
    return compilers[shelf]


@lru_cache(maxsize=2)
def _fonts(shelf: Shelf) -> typst.Fonts:
    folders, _ = shelf
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[OWN_FONTS, *folders],
    )


def _data(face: Face, attachments: Mapping[str, bytes]) -> dict[str, Json]:
    carried: dict[str, Json] = {}
    for name, content in sorted(attachments.items()):
        try:
            carried[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed("render.attachment", name=name) from error
    words: dict[str, Json] = {**face.words(), **face.look.words()}
    return {
        **words,
        "specimen": face.specimen,
        "photo": face.photo is not None,
        "attachments": carried,
    }


def _photo(jpeg: bytes) -> str:
    """A portrait cut to its window as an SVG; drawn anew, so that no place or camera travels."""
    if len(jpeg) > MAX_PHOTO_BYTES:
        raise TooLarge("render.photo-too-large", limit=MAX_PHOTO_BYTES)
    try:
        with Image.open(BytesIO(jpeg), formats=["JPEG"]) as opened:
            if opened.width * opened.height > MAX_PHOTO_PIXELS:
                raise TooLarge("render.photo-too-large", limit=MAX_PHOTO_PIXELS)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Malformed("render.photo") from error
    portrait, (width, height) = b"", (0, 0)
    for (width, height), quality in _PHOTO_LADDER:
        portrait = _portrait(upright, (width, height), quality=quality)
        if len(portrait) <= _PHOTO_BYTES:
            break
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{b64encode(portrait).decode("ascii")}"/></svg>'
    )


def _portrait(picture: Image.Image, size: tuple[int, int], *, quality: int) -> bytes:
    # A head stands in the upper part of a picture that must be cut.
    cut = ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
    written = BytesIO()
    cut.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _refusal(face: Face, error: typst.TypstError) -> Exception:
    """What the layout's cry means; an unexpected one is a fault of ours and stays as it is."""
    _, found, place = error.message.partition("does-not-fit:")
    if not found:
        return error
    words = {**face.words(), **face.look.words()}
    fields = place.strip('"').split(",")
    return Refused("render.does-not-fit", field=max(fields, key=lambda f: len(words.get(f, ""))))
