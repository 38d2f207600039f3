"""The frame of the face: rules, borders that run along them, and the four corners.

Each figure is given once and placed several times by the layout. Lengths are millimetres on an
A4 sheet on its side; colours come from the look.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin
from typing import Final

from issuer.render.curves import Point, document, lines, ring, smooth
from issuer.render.look import Look
from issuer.render.motifs import HEIGHT, WIDTH

BAND: Final = 11.6
"""Distance of the middle of the border from the edge of the sheet."""

CORNER: Final = 7.4
"""Half the width of a corner of page 1."""

SMALL_CORNER: Final = 4.2
"""Half that of page 2."""

_SWING: Final = 2.9
"""Half the width of the border."""


def border(length: float, look: Look) -> str:
    """A strip of border, 6.2 mm wide."""
    size = (length, 2 * _SWING + 0.4)
    if look.border == "meander":
        return document(size, lines(_meander(length), look.accent, width=0.36))
    return document(size, lines(_braid(length), look.accent, width=0.11))


def _braid(length: float) -> Iterator[str]:
    """A chain of beads: six strands, whose swing breathes with the beads."""
    waves = round(length / 9.0)
    for number in range(6):
        shift = pi * number / 3

        def strand(along: float, shift: float = shift) -> Point:
            angle = 2 * pi * waves * along / length
            return along, _SWING * (1 + sin(angle + shift) * (0.72 + 0.28 * cos(angle))) + 0.2

        yield smooth(strand, 0, length, pieces=waves * 4)


def _meander(length: float) -> Iterator[str]:
    """回纹: squares wound inward, in pairs that face each other."""
    pairs = round(length / 12.4)
    pitch = length / pairs / 2
    across, down = pitch * 0.84 / 4, 4.6 / 4
    spiral = ((0, 4), (0, 0), (4, 0), (4, 3), (1, 3), (1, 1.2), (2.9, 1.2), (2.9, 2))
    for number in range(2 * pairs):
        left = pitch * number + pitch * 0.08
        turned = number % 2
        drawn = ((4 - x if turned else x, y) for x, y in spiral)
        points = [f"{left + x * across:.4g} {0.8 + y * down:.4g}" for x, y in drawn]
        yield "M" + "L".join(points)
    yield f"M0 {0.8 + 4 * down:.4g}H{length:g}"


def corner(look: Look, *, half: float, lobes: int, curves: int) -> str:
    """One corner, in a square of twice `half` and 0.6 mm."""
    middle = half + 0.3
    drawn = _fret if look.corner == "fret" else _medallion
    parts = drawn(middle, look, half=half, lobes=lobes, curves=curves)
    return document((2 * middle, 2 * middle), *parts)


def _disc(middle: float, radius: float, *, fill: str, stroke: str, width: float) -> str:
    return (
        f'<circle cx="{middle:g}" cy="{middle:g}" r="{radius:.2f}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width:g}"/>'
    )


def _medallion(middle: float, look: Look, *, half: float, lobes: int, curves: int) -> Iterator[str]:
    """A small rosette on a plain disc."""
    gold = look.ornament
    yield _disc(middle, half, fill=look.paper, stroke=gold, width=0.42)
    yield _disc(middle, 0.91 * half, fill="none", stroke=gold, width=0.12)
    petals = ring(
        (middle, middle), radius=half * 0.6, swing=half * 0.26, lobes=lobes, curves=curves
    )
    yield lines(petals, look.accent, width=0.11)
    yield _disc(middle, 0.27 * half, fill=look.accent, stroke=gold, width=0.3)
    yield _disc(middle, 0.1 * half, fill=look.paper, stroke="none", width=0)


def _fret(middle: float, look: Look, *, half: float, lobes: int, curves: int) -> Iterator[str]:
    """A square tile with a star of two squares around a small rosette."""
    gold = look.ornament
    yield lines([_square(middle, half)], gold, width=0.42, fill=look.paper)
    yield lines([_square(middle, half * 0.88)], gold, width=0.12)
    yield lines(
        [_square(middle, half * 0.56), _diamond(middle, half * 0.79)], look.accent, width=0.26
    )
    petals = ring(
        (middle, middle), radius=half * 0.34, swing=half * 0.15, lobes=lobes, curves=curves
    )
    yield lines(petals, look.accent, width=0.1)
    yield lines([_diamond(middle, half * 0.17)], "none", width=0, fill=look.accent)


def _square(middle: float, half: float) -> str:
    low, high = middle - half, middle + half
    return f"M{low:.4g} {low:.4g}H{high:.4g}V{high:.4g}H{low:.4g}z"


def _diamond(middle: float, reach: float) -> str:
    low, high, half = f"{middle - reach:.4g}", f"{middle + reach:.4g}", f"{middle:.4g}"
    return f"M{half} {low}L{high} {half} {half} {high} {low} {half}z"


def front_rules(look: Look) -> str:
    """The lines around the border of page 1."""
    notch = "step" if look.corner == "fret" else "arc"
    return document(
        (WIDTH, HEIGHT),
        _rule(7.4, 0.0, stroke=look.accent, width=0.9),
        _rule(16.0, 0.0, stroke=look.accent, width=0.18),
        _rule(17.4, 9.6, stroke=look.ornament, width=0.42, notch=notch),
        _rule(18.5, 9.6, stroke=look.ornament, width=0.12, notch=notch),
    )


def back_rules(look: Look) -> str:
    """The two lines of page 2."""
    notch = "step" if look.corner == "fret" else "arc"
    return document(
        (WIDTH, HEIGHT),
        _rule(11.0, 7.2, stroke=look.ornament, width=0.42, notch=notch),
        _rule(12.1, 7.2, stroke=look.ornament, width=0.12, notch=notch),
    )


def _rule(inset: float, cut: float, *, stroke: str, width: float, notch: str = "arc") -> str:
    """A frame of one line, its corners hollowed out by quarter circles or squares."""
    right, bottom = WIDTH - inset, HEIGHT - inset
    if cut == 0:
        shape = f"M{inset:g} {inset:g}H{right:g}V{bottom:g}H{inset:g}z"
    elif notch == "step":
        near, far, low = inset + cut, right - cut, bottom - cut
        shape = (
            f"M{near:g} {inset:g}H{far:g}V{near:g}H{right:g}V{low:g}H{far:g}V{bottom:g}"
            f"H{near:g}V{low:g}H{inset:g}V{near:g}H{near:g}z"
        )
    else:
        arc = f"A{cut:g} {cut:g} 0 0 0"
        shape = (
            f"M{inset + cut:g} {inset:g}H{right - cut:g}{arc} {right:g} {inset + cut:g}"
            f"V{bottom - cut:g}{arc} {right - cut:g} {bottom:g}"
            f"H{inset + cut:g}{arc} {inset:g} {bottom - cut:g}"
            f"V{inset + cut:g}{arc} {inset + cut:g} {inset:g}z"
        )
    return f'<path d="{shape}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>'
