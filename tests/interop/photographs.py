"""Photographs of printed codes, as a hurried person takes them with a cheap telephone.

Made from the rendered page by arithmetic alone, with a seed, so that a photograph that nobody
could read can be made again. Each is a page printed at 96 %, held up to 12 degrees askew and
somewhat slanted, a little out of focus, in bad and uneven light, with the noise of a small lens,
saved as JPEG of quality 50. Around the code stands what stands around it on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import cos, radians, sin
from random import Random

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

PRINTED: float = 0.96
ASKEW: float = 12.0
SLANT: float = 0.03
"""Of the code's width, by which each corner of the picture wanders."""
OUT_OF_FOCUS: tuple[float, float] = (0.3, 0.9)
"""Radius of the blur in pixels of the photograph."""
LIGHT: tuple[float, float] = (0.35, 1.0)
NOISE: tuple[float, float] = (3.0, 14.0)
"""Standard deviation, of 255 steps, before the light is taken away."""
JPEG: int = 50
_DPI: int = 300
_MARGIN: float = 0.35
"""Of the code's width: so much of the page around it is on the picture."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Printed:
    """A code on paper, with what stands around it.

    Attributes:
        paper: The part of the page, as a printer lays it down.
        side: Width of the code in pixels of the paper, from its first to its last dark module.
        text: What it says.
    """

    paper: Image.Image
    side: float
    text: str


def printed(pdf: bytes, *, page: int, text: str) -> Printed:
    """The code on a page, printed at 96 %."""
    drawn = pypdfium2.PdfDocument(pdf)[page - 1].render(scale=_DPI / 72).to_pil().convert("RGB")
    (found,) = [each for each in zxingcpp.read_barcodes(drawn) if each.text == text]
    corners = found.position
    left, top = corners.top_left.x, corners.top_left.y
    right, bottom = corners.bottom_right.x, corners.bottom_right.y
    side = (right - left + bottom - top) / 2
    around = _MARGIN * side
    box = tuple(map(round, (left - around, top - around, right + around, bottom + around)))
    # A page is printed smaller by drawing it again on the printer's dots.
    size = round((box[2] - box[0]) * PRINTED)
    paper = drawn.crop(box).resize((size, size), Image.Resampling.BICUBIC)
    return Printed(paper, side * PRINTED, text)


def photographed(code: Printed, width: float, random: Random) -> bytes:
    """A photograph on which the code is `width` pixels wide, as JPEG."""
    scale = width / code.side
    size = max(1, round(code.paper.width * scale))
    # What falls on one point of the sensor is the mean of what was there.
    seen = code.paper.resize((size, size), Image.Resampling.BOX)
    picture = _held(seen, width, random)
    picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(*OUT_OF_FOCUS)))
    picture = _lit(_noisy(picture, random.uniform(*NOISE), random), random)
    written = BytesIO()
    picture.save(written, "JPEG", quality=JPEG)
    return written.getvalue()


def stamped(code: Printed) -> Printed:
    """The same with a seal on it, as where somebody stamps the page without looking."""
    paper = code.paper.copy()
    middle, reach = paper.width / 2, code.side * 0.3
    box = (middle - reach, middle - reach, middle + reach, middle + reach)
    ImageDraw.Draw(paper).ellipse(box, fill=(195, 32, 47))
    return Printed(paper, code.side, code.text)


def _held(seen: Image.Image, width: float, random: Random) -> Image.Image:
    """Turned, shifted by part of a pixel, and slanted."""
    turn, side = radians(random.uniform(-ASKEW, ASKEW)), seen.width
    room = round(side * (abs(cos(turn)) + abs(sin(turn)))) + 2 * round(SLANT * width) + 4
    half = side / 2
    shift = (random.uniform(0, 1), random.uniform(0, 1))
    corners: list[tuple[Point, Point]] = []
    for x, y in ((-half, -half), (half, -half), (half, half), (-half, half)):
        wander = [random.uniform(-SLANT, SLANT) * width for _ in range(2)]
        there = (
            room / 2 + x * cos(turn) - y * sin(turn) + wander[0] + shift[0],
            room / 2 + x * sin(turn) + y * cos(turn) + wander[1] + shift[1],
        )
        corners.append((there, (x + half, y + half)))
    return seen.transform(
        (room, room),
        Image.Transform.PERSPECTIVE,
        _perspective(corners),
        Image.Resampling.BICUBIC,
        fillcolor=(255, 253, 247),
    )


def _perspective(corners: list[tuple[Point, Point]]) -> list[float]:
    """The eight numbers of the map that takes each first point to its second."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in corners:
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for place in range(8):
        pivot = max(range(place, 8), key=lambda each: abs(rows[each][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        head = rows[place][place]
        rows[place] = [each / head for each in rows[place]]
        for other in range(8):
            if other != place:
                factor = rows[other][place]
                rows[other] = [
                    a - factor * b for a, b in zip(rows[other], rows[place], strict=True)
                ]
    return [row[8] for row in rows]


def _noisy(picture: Image.Image, strength: float, random: Random) -> Image.Image:
    """With grain of its own in each colour."""
    grain, length = _grain(round(strength)), picture.width * picture.height
    noisy = []
    for band in picture.split():
        start = random.randrange(len(grain))
        endless = grain[start:] + grain * (length // len(grain) + 1)
        noise = Image.frombytes("L", picture.size, endless[:length])
        noisy.append(ImageChops.add(band, noise, scale=1, offset=-128))
    return Image.merge("RGB", noisy)


@cache
def _grain(strength: int) -> bytes:
    random = Random(strength)
    steps = (round(128 + random.gauss(0, strength)) for _ in range(60_493))
    return bytes(min(255, max(0, step)) for step in steps)


def _lit(picture: Image.Image, random: Random) -> Image.Image:
    """Darker, and darker towards one side."""
    light = random.uniform(*LIGHT)
    dark = ImageEnhance.Brightness(picture).enhance(light)
    darker = ImageEnhance.Brightness(picture).enhance(light * random.uniform(0.55, 1.0))
    fall = Image.linear_gradient("L").rotate(random.uniform(0, 360)).resize(picture.size)
    return Image.composite(darker, dark, fall)
