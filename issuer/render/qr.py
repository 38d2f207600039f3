"""Draws a QR code (ISO/IEC 18004:2015) as one small vector outline.

Which modules are dark is `issuer.render.qr_symbol`'s to say. It knows nothing of what the text
means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from issuer.render.qr_symbol import symbol
from keys.errors import TooLarge

QUIET_ZONE: Final = 4
"""Light modules around the symbol, ISO/IEC 18004:2015 clause 9.1."""

MAX_TEXT: Final = 4000
"""Characters; a symbol holds fewer, this only bounds the work."""

Level = Literal["Q", "M"]
Point = tuple[int, int]

_LEVELS: Final[dict[Level, int]] = {"Q": ERROR_CORRECT_Q, "M": ERROR_CORRECT_M}
_DARK: Final = "#1a1512"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code ready to be placed on a page.

    Attributes:
        svg: A square SVG document, one unit a module, quiet zone included, white ground.
        modules: Modules along one side, without the quiet zone: 21 to 177.
    """

    svg: str
    modules: int

    @property
    def side(self) -> int:
        """Modules along one side with the quiet zone on both ends."""
        return self.modules + 2 * QUIET_ZONE


def qr_svg(text: str, *, level: Level) -> QrCode:
    """Draw a text as a QR code; the same text gives the same bytes.

    Args:
        text: What a scanner shall read, printable ASCII.
        level: Error correction: "Q" mends about 25 %, "M" about 15 % of the symbol.

    Raises:
        TooLarge: "render.qr-too-large"; the text does not fit into version 40.
    """
    if len(text) > MAX_TEXT:
        raise TooLarge("render.qr-too-large", length=len(text))
    try:
        rows = symbol(text, level=_LEVELS[level])
    except DataOverflowError as error:
        raise TooLarge("render.qr-too-large", length=len(text)) from error
    return QrCode(svg=_document(rows), modules=len(rows))


def _document(rows: list[int]) -> str:
    side = len(rows) + 2 * QUIET_ZONE
    path = "".join(_drawn(loop) for loop in _loops(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="{_DARK}" fill-rule="evenodd" d="{path}"/></svg>'
    )


def _loops(rows: list[int]) -> list[list[Point]]:
    """The outlines between dark and light as closed loops of corners, to be filled even-odd.

    Outlines and not rows of boxes: neighbouring boxes show hair lines when a reader smooths them.
    Along every grid line the corners pair up into straight stretches, so the walk takes one
    stretch across, one down, and so on.
    """
    across: dict[Point, Point] = {}
    columns: list[list[Point]] = [[] for _ in range(len(rows) + 1)]
    for y, (above, below) in enumerate(zip([0, *rows], [*rows, 0], strict=True)):
        edges = above ^ below
        corners = [(x, y) for x in _set_bits(edges ^ (edges << 1))]
        across |= _paired(corners)
        for corner in corners:
            columns[corner[0]].append(corner)
    down = {start: end for column in columns for start, end in _paired(column).items()}
    loops = []
    while across:
        start, corner = across.popitem()
        del across[corner]
        loop = [start, corner]
        while (corner := down[corner]) != start:
            loop.append(corner)
            corner = across.pop(corner)
            del across[corner]
            loop.append(corner)
        loops.append(loop)
    return loops


def _set_bits(bits: int) -> list[int]:
    return [x for x, bit in enumerate(reversed(format(bits, "b"))) if bit == "1"]


def _paired(corners: list[Point]) -> dict[Point, Point]:
    """First with second, third with fourth, in both directions."""
    firsts, seconds = corners[::2], corners[1::2]
    return dict(zip(firsts + seconds, seconds + firsts, strict=True))


def _drawn(loop: list[Point]) -> str:
    x, y = loop[0]
    steps = [f"M{x + QUIET_ZONE} {y + QUIET_ZONE}"]
    for to_x, to_y in loop[1:]:
        steps.append(f"h{to_x - x}" if to_y == y else f"v{to_y - y}")
        x, y = to_x, to_y
    return "".join(steps) + "z"
