"""Curves and straight lines as the text of SVG paths: what all ornaments are made of.

Lengths are millimetres. Everything is computed, so it is the same on every machine and needs no
picture file; it carries no data of anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import cos, pi, sin

Point = tuple[float, float]
Curve = Callable[[float], Point]


def document(size: Point, *parts: str) -> str:
    """An SVG document of a size, holding the parts."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}mm" height="{height:g}mm">{"".join(parts)}</svg>'
    )


def lines(paths: Iterable[str], stroke: str, *, width: float, fill: str = "none") -> str:
    """One element for many paths of one colour."""
    return f'<path d="{"".join(paths)}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'


def smooth(curve: Curve, start: float, end: float, *, pieces: int) -> str:
    """A curve as cubic pieces through equally spaced points, tangents by central differences."""
    step = (end - start) / pieces
    points = [curve(start + step * number) for number in range(-1, pieces + 2)]
    drawn = [f"M{_units(points[1])}"]
    for before, here, there, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        leaving = here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6
        arriving = there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6
        drawn.append(f"C{_units(leaving)} {_units(arriving)} {_units(there)}")
    return "".join(drawn)


def straight(points: Iterable[Point]) -> str:
    """A line from point to point."""
    return "M" + "L".join(_units(point) for point in points)


def ring(
    centre: Point, *, radius: float, swing: float, lobes: int, curves: int, part: int = 1
) -> Iterator[str]:
    """One band of a rosette: the same wavy circle, turned step by step; or 1 / part of it."""
    for number in range(curves):
        shift = 2 * pi * number / curves

        def circle(turn: float, shift: float = shift) -> Point:
            reach = radius + swing * sin(lobes * turn + shift)
            return centre[0] + reach * cos(turn), centre[1] + reach * sin(turn)

        yield smooth(circle, 0, 2 * pi / part, pieces=lobes * 4 // part)


def _units(point: Point) -> str:
    """Millimetres to the nearest twentieth: finer than any line here, and shorter to write."""
    return f"{round(point[0] * 20) / 20:g} {round(point[1] * 20) / 20:g}"
