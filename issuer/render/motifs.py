"""The ground of the face: figures of fine lines, and the great rosette in its middle.

Guilloche is what banknotes use: families of curves that a copier blurs and a hand cannot follow.
Each figure yields paths in millimetres; colours are chosen by whoever draws them. A rosette is
given by the quarter between 0 and 90 degrees, so its lobes divide by four.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, hypot, pi, sin
from typing import Final

from issuer.render.curves import Curve, Point, ring, smooth, straight

WIDTH: Final = 297.0
HEIGHT: Final = 210.0

ROSETTE: Final = 59.0
"""Radius of the great rosette, which is also the side of its quarter."""

_LEFT: Final = 18.8
_RIGHT: Final = WIDTH - 18.8
_TOP: Final = 21.5

SCALE: Final = 11.0
"""Radius of one scale of the sea."""


def waves(*, lines: int = 42, foot: float = HEIGHT - 21.5) -> Iterator[str]:
    """Wave lines over the field, whose swing drifts from line to line."""
    for number in range(lines):
        middle = _TOP + number * (foot - _TOP) / (lines - 1)
        drift = 2 * pi * number / lines

        def wave(x: float, middle: float = middle, drift: float = drift) -> Point:
            turn = 2 * pi * x / 66.0
            return x, middle + 1.5 * sin(turn + drift) + 0.8 * sin(2 * turn - 2 * drift)

        yield smooth(wave, _LEFT, _RIGHT, pieces=20)


def sea() -> Iterator[tuple[str, str]]:
    """海水纹: staggered rows of scales, from far to near.

    Yields:
        For each scale its rim, to be filled with the paper so that it hides those behind it, and
        the arcs inside.
    """
    rows, columns = 11, 12
    pitch = (_RIGHT - _LEFT) / columns
    for row in range(rows):
        y = HEIGHT - 18.8 - (rows - 1 - row) * SCALE / 2
        shift = pitch / 2 if row % 2 else 0.0
        for column in range(columns + 1 - row % 2):
            middle = _LEFT + column * pitch + shift, y
            rim, *inner = (
                _arch(middle, pitch / 2 * part, SCALE * part) for part in (1.0, 0.76, 0.52, 0.28)
            )
            yield rim, "".join(inner)


def _arch(middle: Point, across: float, up: float) -> str:
    """The upper half of an ellipse; at an edge of the field, the quarter inside."""
    x, y = middle
    crown = f"{x:.2f} {y - up:.2f}"
    arc = f"A{across:.2f} {up:.2f} 0 0 1"
    left = f"M{x - across:.2f} {y:.2f}{arc} {crown}" if x - across >= _LEFT else f"M{crown}"
    return left + (f"{arc} {x + across:.2f} {y:.2f}" if x + across <= _RIGHT else "")


def net(*, lines: int = 16) -> Iterator[str]:
    """Two families of waves that cross, and open and close into a net of lozenges."""
    for number in range(lines):
        middle = _TOP + 4.0 + number * (HEIGHT - 2 * _TOP - 8.0) / (lines - 1)
        for sign in (1, -1):

            def wave(x: float, middle: float = middle, sign: int = sign) -> Point:
                along = (x - WIDTH / 2) / (_RIGHT - _LEFT)
                swing = 4.2 + 1.4 * cos(4 * pi * along)
                return x, middle + sign * swing * cos(16 * pi * along)

            yield smooth(wave, _LEFT, _RIGHT, pieces=40)


def dahlia() -> Iterator[str]:
    """Four bands of wavy circles, from the rim inward."""
    for radius, swing, lobes, curves in (
        (50.0, 8.5, 24, 8),
        (35.0, 9.5, 20, 10),
        (19.0, 9.0, 12, 10),
        (8.0, 5.0, 8, 6),
    ):
        yield from ring((0, 0), radius=radius, swing=swing, lobes=lobes, curves=curves, part=4)


def lotus() -> Iterator[str]:
    """Three wreaths of petals, each petal many times inside itself."""
    for inner, outer, petals, turned, curves in (
        (30.0, 59.0, 16, 0, 8),
        (17.0, 42.0, 12, 1, 8),
        (6.0, 25.0, 8, 0, 7),
    ):
        for number in range(curves):
            part = number / curves
            reach = outer - (outer - inner) * 0.62 * part
            depth = (reach - inner) * (1 - 0.3 * part)
            yield smooth(
                _petals(reach, depth, petals, turned=turned), 0, pi / 2, pieces=petals * 10 // 4
            )


def _petals(reach: float, depth: float, petals: int, *, turned: int) -> Curve:
    def curve(turn: float) -> Point:
        lobe = abs(cos(petals * turn / 2 + turned * pi / 2))
        # A petal is round where it is wide and drawn out to a point at its tip.
        r = reach - depth + depth * (0.72 * lobe**0.8 + 0.28 * lobe**7)
        return r * cos(turn), r * sin(turn)

    return curve


def star() -> Iterator[str]:
    """Stars that shrink as they turn, to both sides: where they cross, lozenges open and close."""
    for points, outer, inner, steps in ((16, 59.0, 27.0, 15), (12, 31.0, 6.0, 15)):
        for number in range(steps):
            reach = outer * (inner / outer) ** (number / steps)
            turned = 2 * pi / points * number / steps * 1.5
            for shift in {turned, -turned}:
                yield straight(_quarter(points, reach, shift))


def _quarter(points: int, reach: float, shift: float) -> list[Point]:
    """A turned star between 0 and 90 degrees, cut off at both axes."""
    step = pi / points
    first = -int(shift // step) - 2  # well before the level axis
    corners = []
    for number in range(first, first + points // 2 + 5):
        turn, r = shift + step * number, reach * (1.0 if number % 2 == 0 else 0.84)
        corners.append((r * cos(turn), r * sin(turn)))
    start = max(n for n, (x, y) in enumerate(corners) if y <= 0 and x > 0)
    end = min(n for n, (x, y) in enumerate(corners) if x <= 0 and y > 0)
    level = _crossing(corners[start], corners[start + 1], axis=1)
    upright = _crossing(corners[end - 1], corners[end], axis=0)
    return [level, *corners[start + 1 : end], upright]


def _crossing(one: Point, other: Point, *, axis: int) -> Point:
    """Where the line between two points meets an axis: 0 the upright one, 1 the level one."""
    away = one[axis] / (one[axis] - other[axis]) if one[axis] != other[axis] else 0.0
    x, y = (a + away * (b - a) for a, b in zip(one, other, strict=True))
    return (0.0, hypot(x, y)) if axis == 0 else (hypot(x, y), 0.0)
