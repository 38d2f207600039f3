"""Draws the fine line work of the face: braid, corner rosettes, waves and the great rosette.

Guilloche is what banknotes use: families of curves that a copier blurs and a hand cannot follow.
Everything is computed from sines, so it is the same on every machine and needs no picture file.
Lengths are millimetres on an A4 sheet on its side. It carries no data of anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import cos, pi, sin
from typing import Final

WIDTH: Final = 297.0
HEIGHT: Final = 210.0

RED: Final = "#a3182a"
GOLD: Final = "#b08a3c"
PAPER: Final = "#fffdf7"

_BAND: Final = 11.6
"""Distance of the middle of the braid from the edge of the sheet."""

_BAND_HALF: Final = 2.9

Point = tuple[float, float]
Curve = Callable[[float], Point]


@lru_cache(maxsize=1)
def front_ground() -> str:
    """The ground of page 1 as an SVG document of a whole sheet, without words."""
    middle = (WIDTH / 2, 112.0)
    return _document(
        _tints(),
        _lines(_waves(), stroke="url(#sheet)", width=0.09),
        _lines(_great_rosette(middle), stroke="url(#rosette)", width=0.11),
        _frame(),
    )


@lru_cache(maxsize=1)
def back_ground() -> str:
    """The ground of page 2: the same hand, quieter."""
    inset, notch = 11.0, 6.5
    return _document(
        _rule(inset, notch, stroke=GOLD, width=0.4),
        _rule(inset + 1.1, notch, stroke=GOLD, width=0.12),
        *(_medallion(corner, radius=4.2, lobes=8, curves=4) for corner in _corners(inset)),
    )


def _document(*parts: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}mm" height="{HEIGHT:g}mm">{"".join(parts)}</svg>'
    )


def _tints() -> str:
    """Two slow changes of colour, as on paper printed with split ink."""
    return (
        '<defs><linearGradient id="sheet" gradientUnits="userSpaceOnUse" x1="18" y1="0" '
        f'x2="{WIDTH - 18:g}" y2="0"><stop offset="0" stop-color="#f3e6d6"/>'
        '<stop offset=".5" stop-color="#f6efd9"/><stop offset="1" stop-color="#f3e6d6"/>'
        '</linearGradient><linearGradient id="rosette" gradientUnits="userSpaceOnUse" x1="88" '
        'y1="52" x2="208" y2="172"><stop offset="0" stop-color="#f3e4c2"/>'
        '<stop offset=".5" stop-color="#f6dfd3"/><stop offset="1" stop-color="#f3e4c2"/>'
        "</linearGradient></defs>"
    )


def _lines(paths: Iterator[str], *, stroke: str, width: float) -> str:
    return f'<path d="{"".join(paths)}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>'


def _smooth(curve: Curve, start: float, end: float, *, pieces: int) -> str:
    """A curve as cubic pieces through equally spaced points, tangents by central differences."""
    step = (end - start) / pieces
    points = [curve(start + step * number) for number in range(-1, pieces + 2)]
    drawn = [f"M{_units(points[1])}"]
    for before, here, there, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        leaving = here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6
        arriving = there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6
        drawn.append(f"C{_units(leaving)} {_units(arriving)} {_units(there)}")
    return "".join(drawn)


def _units(point: Point) -> str:
    """Millimetres to the nearest twentieth: finer than any line here, and shorter to write."""
    return f"{round(point[0] * 20) / 20:g} {round(point[1] * 20) / 20:g}"


def _waves() -> Iterator[str]:
    """Wave lines over the field, whose swing drifts from line to line."""
    left, right = 18.8, WIDTH - 18.8
    lines = 42
    for number in range(lines):
        middle = 21.5 + number * (HEIGHT - 43.0) / (lines - 1)
        drift = 2 * pi * number / lines

        def wave(x: float, middle: float = middle, drift: float = drift) -> Point:
            turn = 2 * pi * x / 66.0
            return x, middle + 1.5 * sin(turn + drift) + 0.8 * sin(2 * turn - 2 * drift)

        yield _smooth(wave, left, right, pieces=20)


def _ring(centre: Point, *, radius: float, swing: float, lobes: int, curves: int) -> Iterator[str]:
    """One band of a rosette: the same wavy circle, turned step by step."""
    for number in range(curves):
        shift = 2 * pi * number / curves

        def circle(turn: float, shift: float = shift) -> Point:
            reach = radius + swing * sin(lobes * turn + shift)
            return centre[0] + reach * cos(turn), centre[1] + reach * sin(turn)

        yield _smooth(circle, 0, 2 * pi, pieces=lobes * 4)


def _great_rosette(centre: Point) -> Iterator[str]:
    yield from _ring(centre, radius=50.0, swing=8.5, lobes=24, curves=6)
    yield from _ring(centre, radius=35.0, swing=9.5, lobes=18, curves=8)
    yield from _ring(centre, radius=19.0, swing=9.0, lobes=12, curves=8)
    yield from _ring(centre, radius=8.0, swing=5.0, lobes=8, curves=6)


def _corners(inset: float) -> tuple[Point, ...]:
    right, bottom = WIDTH - inset, HEIGHT - inset
    return (inset, inset), (right, inset), (right, bottom), (inset, bottom)


def _frame() -> str:
    return "".join(
        (
            _rule(7.4, 0.0, stroke=RED, width=0.9),
            _lines(_braid(), stroke=RED, width=0.11),
            _rule(16.0, 0.0, stroke=RED, width=0.18),
            _rule(17.4, 9.6, stroke=GOLD, width=0.42),
            _rule(18.5, 9.6, stroke=GOLD, width=0.12),
            *(_medallion(corner, radius=7.4, lobes=12, curves=6) for corner in _corners(_BAND)),
        )
    )


def _rule(inset: float, notch: float, *, stroke: str, width: float) -> str:
    """A frame of one line, its corners hollowed out by quarter circles."""
    right, bottom = WIDTH - inset, HEIGHT - inset
    if notch == 0:
        shape = f"M{inset:g} {inset:g}H{right:g}V{bottom:g}H{inset:g}z"
    else:
        arc = f"A{notch:g} {notch:g} 0 0 0"
        shape = (
            f"M{inset + notch:g} {inset:g}H{right - notch:g}{arc} {right:g} {inset + notch:g}"
            f"V{bottom - notch:g}{arc} {right - notch:g} {bottom:g}"
            f"H{inset + notch:g}{arc} {inset:g} {bottom - notch:g}"
            f"V{inset + notch:g}{arc} {inset + notch:g} {inset:g}z"
        )
    return f'<path d="{shape}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>'


def _braid() -> Iterator[str]:
    """Nested lenses, two families half a lens apart, along all four sides."""
    for length, place in (
        (WIDTH, lambda along, across: (along, _BAND + across)),
        (WIDTH, lambda along, across: (along, HEIGHT - _BAND + across)),
        (HEIGHT, lambda along, across: (_BAND + across, along)),
        (HEIGHT, lambda along, across: (WIDTH - _BAND + across, along)),
    ):
        start, end = _BAND + 5.0, length - _BAND - 5.0
        waves = round((end - start) / 9.0)
        for number in range(6):
            shift = pi * number / 3

            def strand(
                along: float,
                place: Callable[[float, float], Point] = place,
                start: float = start,
                turn: float = 2 * pi * waves / (end - start),
                shift: float = shift,
            ) -> Point:
                angle = turn * (along - start)
                return place(along, _BAND_HALF * sin(angle + shift) * (0.72 + 0.28 * cos(angle)))

            yield _smooth(strand, start, end, pieces=waves * 4)


def _medallion(centre: Point, *, radius: float, lobes: int, curves: int) -> str:
    """A small rosette on a plain disc, at a corner of the frame."""
    x, y = centre

    def disc(size: float, fill: str, stroke: str, width: float) -> str:
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="{size:.2f}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="{width:g}"/>'
        )

    petals = _ring(centre, radius=radius * 0.6, swing=radius * 0.26, lobes=lobes, curves=curves)
    return "".join(
        (
            disc(radius, PAPER, GOLD, 0.42),
            disc(radius * 0.91, "none", GOLD, 0.12),
            _lines(petals, stroke=RED, width=0.11),
            disc(radius * 0.27, RED, GOLD, 0.3),
            disc(radius * 0.1, "#e7cf94", "none", 0),
        )
    )
