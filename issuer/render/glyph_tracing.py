"""Follows the edges of a bitmap, so that a picture of dots becomes an outline.

For operators who have a character as a PNG alone: scanned from a household register, or drawn by
a clerk. Each edge between ink and ground is walked once, then points that a straight line can
stand for are left out (Ramer 1972, Douglas and Peucker 1973).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import hypot
from typing import Final

from PIL import Image, UnidentifiedImageError

from keys.errors import Malformed, TooLarge

MOST_SIDE: Final = 2048
"""Pixels of a side that are looked at."""
_SIDE: Final = 400
"""Pixels that are followed: more than the largest name on a face has at 300 dpi."""
_DARK: Final = 128
_MOST_EDGES: Final = 30_000  # between ink and ground; the richest characters have 10,000
_TOLERANCE: Final = 0.6  # of a pixel

Point = tuple[float, float]
_Corner = tuple[int, int]


def traced(png: bytes) -> tuple[str, int]:
    """The outline of what is dark in a square PNG.

    Returns:
        Path data of polygons, holes turning the other way, and the side of the square.

    Raises:
        Malformed: "glyph.png", "glyph.not-square".
        TooLarge: "glyph.too-large" (`limit` in pixels), "glyph.too-detailed".
    """
    picture = _grey(png)
    side = picture.width
    dark = [[each < _DARK for each in row] for row in _rows(picture)]
    ways = _edges(dark)
    if len(ways) > _MOST_EDGES:
        raise TooLarge("glyph.too-detailed", limit=_MOST_EDGES)
    paths = (
        "M" + "L".join(f"{x:g} {y:g}" for x, y in _thinned(loop)) + "Z" for loop in _loops(ways)
    )
    return "".join(paths), side


def _grey(png: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as opened:
            if opened.width != opened.height:
                raise Malformed("glyph.not-square")
            if opened.width > MOST_SIDE:
                raise TooLarge("glyph.too-large", limit=MOST_SIDE)
            ink = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Malformed("glyph.png") from error
    paper = Image.new("RGBA", ink.size, "white")
    picture = Image.alpha_composite(paper, ink).convert("L")
    if picture.width > _SIDE:
        picture = picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return picture


def _rows(picture: Image.Image) -> Iterator[bytes]:
    data, side = picture.tobytes(), picture.width
    return (data[start : start + side] for start in range(0, side * side, side))


def _loops(ways: dict[_Corner, list[_Corner]]) -> Iterator[list[Point]]:
    """Each edge of the ink once, in closed walks with the ink on the right hand."""
    while ways:
        start = at = next(iter(ways))
        came: _Corner | None = None
        walk: list[Point] = []
        while not walk or at != start:
            to = _turn(ways[at], at, came)
            ways[at].remove(to)
            if not ways[at]:
                del ways[at]
            # The middle of an edge: a staircase of corners becomes the line that it means.
            walk.append(((at[0] + to[0]) / 2, (at[1] + to[1]) / 2))
            came, at = at, to
        yield walk


def _edges(dark: Sequence[Sequence[bool]]) -> dict[_Corner, list[_Corner]]:
    side = len(dark)

    def is_dark(x: int, y: int) -> bool:
        return 0 <= x < side and 0 <= y < side and dark[y][x]

    ways: dict[_Corner, list[_Corner]] = {}
    for y, row in enumerate(dark):
        for x, ink in enumerate(row):
            if not ink:
                continue
            for beside, start, end in (
                ((x, y - 1), (x, y), (x + 1, y)),
                ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
                ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
                ((x - 1, y), (x, y + 1), (x, y)),
            ):
                if not is_dark(*beside):
                    ways.setdefault(start, []).append(end)
    return ways


def _turn(ways: Sequence[_Corner], at: _Corner, came: _Corner | None) -> _Corner:
    """Where two pieces of ink touch at a corner, round the one that was followed."""
    if came is None or len(ways) == 1:
        return ways[0]
    right = (at[0] - (at[1] - came[1]), at[1] + (at[0] - came[0]))
    return right if right in ways else ways[0]


def _thinned(loop: list[Point]) -> list[Point]:
    """A closed walk by as few points as its shape needs."""
    far = max(
        range(len(loop)), key=lambda n: hypot(loop[n][0] - loop[0][0], loop[n][1] - loop[0][1])
    )
    return [*_thin(loop[: far + 1])[:-1], *_thin([*loop[far:], loop[0]])[:-1]]


def _thin(line: list[Point]) -> list[Point]:
    kept, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        between = range(first + 1, last)
        if not between:
            continue
        worst = max(between, key=lambda n: _distance(line[n], line[first], line[last]))
        if _distance(line[worst], line[first], line[last]) > _TOLERANCE:
            kept.add(worst)
            open_parts += [(first, worst), (worst, last)]
    return [line[n] for n in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the line through two others, or to the one where they are one."""
    (x, y), (ax, ay), (bx, by) = point, start, end
    length = hypot(bx - ax, by - ay)
    if not length:
        return hypot(x - ax, y - ay)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
