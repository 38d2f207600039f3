"""Draws the fine line work of the face: waves, braid, corner rosettes and the great rosette.

Guilloche is what banknotes use: families of curves that a copier blurs and a hand cannot follow.
Everything is computed from sines, so it is the same on every machine and needs no picture file.
Lengths are millimetres on an A4 sheet on its side. It carries no data of anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import cos, pi, sin
from typing import Final

WIDTH: Final = 297.0
HEIGHT: Final = 210.0

RED: Final = "#a3182a"
GOLD: Final = "#b08a3c"
PAPER: Final = "#fffdf7"

BAND: Final = 11.6
"""Distance of the middle of the braid from the edge of the sheet."""

MEDALLION: Final = 7.4
"""Radius of the corner rosettes of page 1."""

SMALL_MEDALLION: Final = 4.2
"""Radius of those of page 2."""

ROSETTE: Final = 59.0
"""Radius of the great rosette, which is also the side of its quarter."""

_SWING: Final = 2.9
"""Half the width of the braid."""

# Two slow changes of colour, as on paper printed with split ink.
_SHEET_TINT: Final = (
    '<defs><linearGradient id="t" gradientUnits="userSpaceOnUse" x1="18" y1="0" x2="279" y2="0">'
    '<stop offset="0" stop-color="#f3e6d6"/><stop offset=".5" stop-color="#f6efd9"/>'
    '<stop offset="1" stop-color="#f3e6d6"/></linearGradient></defs>'
)
_ROSETTE_TINT: Final = (
    '<defs><radialGradient id="t" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="59">'
    '<stop offset=".1" stop-color="#f3e4c2"/><stop offset=".5" stop-color="#f7dfd6"/>'
    '<stop offset="1" stop-color="#f3e4c2"/></radialGradient></defs>'
)

Point = tuple[float, float]
Curve = Callable[[float], Point]


@lru_cache(maxsize=1)
def pieces() -> Mapping[str, str]:
    """The parts that `faces/grounds.typ` puts together, as SVG documents by name.

    A quarter, a strip and one corner instead of whole sheets: a part that is placed four times
    repeats its numbers, and compression makes little of them.
    """
    long, short = WIDTH - 2 * (BAND + 5.0), HEIGHT - 2 * (BAND + 5.0)
    half, small = MEDALLION + 0.3, SMALL_MEDALLION + 0.3
    return {
        "waves": _document((WIDTH, HEIGHT), _SHEET_TINT, _lines(_waves(), "url(#t)", width=0.09)),
        "rosette": _document(
            (ROSETTE, ROSETTE), _ROSETTE_TINT, _lines(_rosette_quarter(), "url(#t)", width=0.11)
        ),
        "braid-long": _document((long, 2 * _SWING + 0.4), _lines(_braid(long), RED, width=0.11)),
        "braid-short": _document((short, 2 * _SWING + 0.4), _lines(_braid(short), RED, width=0.11)),
        "medallion": _document(
            (2 * half, 2 * half), *_medallion((half, half), radius=MEDALLION, lobes=12, curves=6)
        ),
        "medallion-small": _document(
            (2 * small, 2 * small),
            *_medallion((small, small), radius=SMALL_MEDALLION, lobes=8, curves=4),
        ),
        "front-rules": _document(
            (WIDTH, HEIGHT),
            _rule(7.4, 0.0, stroke=RED, width=0.9),
            _rule(16.0, 0.0, stroke=RED, width=0.18),
            _rule(17.4, 9.6, stroke=GOLD, width=0.42),
            _rule(18.5, 9.6, stroke=GOLD, width=0.12),
        ),
        "back-rules": _document(
            (WIDTH, HEIGHT),
            _rule(11.0, 7.2, stroke=GOLD, width=0.42),
            _rule(12.1, 7.2, stroke=GOLD, width=0.12),
        ),
    }


def _document(size: Point, *parts: str) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}mm" height="{height:g}mm">{"".join(parts)}</svg>'
    )


def _lines(paths: Iterator[str], stroke: str, *, width: float) -> str:
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


def _ring(
    centre: Point, *, radius: float, swing: float, lobes: int, curves: int, part: int = 1
) -> Iterator[str]:
    """One band of a rosette: the same wavy circle, turned step by step; or 1 / part of it."""
    for number in range(curves):
        shift = 2 * pi * number / curves

        def circle(turn: float, shift: float = shift) -> Point:
            reach = radius + swing * sin(lobes * turn + shift)
            return centre[0] + reach * cos(turn), centre[1] + reach * sin(turn)

        yield _smooth(circle, 0, 2 * pi / part, pieces=lobes * 4 // part)


def _rosette_quarter() -> Iterator[str]:
    """The great rosette between 0 and 90 degrees; its lobes divide by four, so quarters join."""
    for radius, swing, lobes, curves in (
        (50.0, 8.5, 24, 8),
        (35.0, 9.5, 20, 10),
        (19.0, 9.0, 12, 10),
        (8.0, 5.0, 8, 6),
    ):
        yield from _ring((0, 0), radius=radius, swing=swing, lobes=lobes, curves=curves, part=4)


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


def _braid(length: float) -> Iterator[str]:
    """A chain of beads: six strands, whose swing breathes with the beads."""
    waves = round(length / 9.0)
    for number in range(6):
        shift = pi * number / 3

        def strand(along: float, shift: float = shift) -> Point:
            angle = 2 * pi * waves * along / length
            return along, _SWING * (1 + sin(angle + shift) * (0.72 + 0.28 * cos(angle))) + 0.2

        yield _smooth(strand, 0, length, pieces=waves * 4)


def _medallion(centre: Point, *, radius: float, lobes: int, curves: int) -> Iterator[str]:
    """A small rosette on a plain disc, for the corners of the frame."""
    x, y = centre

    def disc(part: float, fill: str, stroke: str, width: float) -> str:
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="{part * radius:.2f}" fill="{fill}" '
            f'stroke="{stroke}" stroke-width="{width:g}"/>'
        )

    yield disc(1.0, PAPER, GOLD, 0.42)
    yield disc(0.91, "none", GOLD, 0.12)
    petals = _ring(centre, radius=radius * 0.6, swing=radius * 0.26, lobes=lobes, curves=curves)
    yield _lines(petals, RED, width=0.11)
    yield disc(0.27, RED, GOLD, 0.3)
    yield disc(0.1, "#e7cf94", "none", 0)
