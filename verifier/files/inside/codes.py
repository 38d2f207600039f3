"""QR codes in a picture of any kind: a clean page, a photo at an angle, a screenshot made small.

Read at several sizes and with two ways of telling black from white, because a page may carry a
coarse code and a fine one and no single pass reads both. A code that was read is a claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from verifier.files.found import MAX_CODE_CHARACTERS, MAX_OF_EACH

_LARGEST: Final = 4400  # pixels of the longer side: A4 at 376 dpi
_SMALL: Final = 1400
_FINE: Final = 2200
_TURNS: Final = (12, -12, 25, -25, 45)  # degrees; quarter turns are tried by the reader itself
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def scan(image: Image.Image, *, patient: bool = True) -> list[str]:
    """The texts of the codes in a grey picture, in the order in which they were read.

    Args:
        patient: Try harder where nothing is found: about ten times the work.
    """
    image = _bounded(image)
    found: dict[str, None] = {}
    for picture, binarizer in _first(image):
        found.update(dict.fromkeys(_read(picture, binarizer)))
    if patient and not found:
        for picture in _harder(image):
            found.update(dict.fromkeys(_read(picture, zxingcpp.Binarizer.LocalAverage)))
            if found:
                break
    return list(found)[:MAX_OF_EACH]


def _read(image: Image.Image, binarizer: zxingcpp.Binarizer) -> Iterator[str]:
    for code in zxingcpp.read_barcodes(image, formats=_QR, binarizer=binarizer):
        if code.valid and 0 < len(code.text) <= MAX_CODE_CHARACTERS:
            yield code.text


def _bounded(image: Image.Image) -> Image.Image:
    if max(image.size) <= _LARGEST:
        return image
    return ImageOps.contain(image, (_LARGEST, _LARGEST), Image.Resampling.BOX)


def _first(image: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """Passes that are always made."""
    yield image, zxingcpp.Binarizer.LocalAverage
    yield image, zxingcpp.Binarizer.GlobalHistogram
    if max(image.size) < _SMALL:
        yield _scaled(image, 2), zxingcpp.Binarizer.LocalAverage
    elif max(image.size) > _FINE:
        yield _scaled(image, 0.5), zxingcpp.Binarizer.LocalAverage


def _harder(image: Image.Image) -> Iterator[Image.Image]:
    """Passes for a picture in which nothing was found yet."""
    clear = ImageOps.autocontrast(image, cutoff=2)
    yield clear
    for scale in (0.7, 1.5, 0.35):
        yield _scaled(clear, scale)
    yield clear.filter(ImageFilter.UnsharpMask(3, 200, 0))
    yield clear.filter(ImageFilter.MedianFilter(3))
    for angle in _TURNS:
        yield clear.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=255)


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    width, height = (max(1, round(side * scale)) for side in image.size)
    if max(width, height) > _LARGEST:
        return image
    return image.resize((width, height), Image.Resampling.BICUBIC)
