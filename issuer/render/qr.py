"""Draws a QR code (ISO/IEC 18004:2015) as one small vector outline.

The symbol comes from `qrcode`, which splits the text into byte, alphanumeric and numeric parts;
the choice of the mask is made here, with the same penalties on whole rows at a time, because
trying eight masks module by module takes longer than laying out the page. It knows nothing of
what the text means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

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
    rows = _symbol(text, level)
    return QrCode(svg=_document(rows), modules=len(rows))


def _symbol(text: str, level: Level) -> list[int]:
    """The finished symbol: one integer a row, its lowest bit the leftmost module."""
    code: qrcode.QRCode[qrcode.image.base.BaseImage] = qrcode.QRCode(
        error_correction=_LEVELS[level], border=QUIET_ZONE, mask_pattern=0
    )
    code.add_data(text)
    try:
        version = code.best_fit()
    except (DataOverflowError, ValueError) as error:
        raise TooLarge("render.qr-too-large", length=len(text)) from error
    code.makeImpl(
        test=True, mask_pattern=0
    )  # format bits blank, as ISO/IEC 18004 7.8.3 rates the masks
    unmasked = _rows(code)
    size = len(unmasked)
    area = _data_area(version)
    masks = _masks(size)
    bare = [row ^ (masks[0][y] & area[y]) for y, row in enumerate(unmasked)]
    candidates = [[row ^ (mask[y] & area[y]) for y, row in enumerate(bare)] for mask in masks]
    best = min(range(len(masks)), key=lambda number: (penalty(candidates[number]), number))
    code.makeImpl(test=False, mask_pattern=best)
    return _rows(code)


def _rows(code: qrcode.QRCode[qrcode.image.base.BaseImage]) -> list[int]:
    return [sum(1 << x for x, dark in enumerate(row) if dark) for row in code.modules]


@lru_cache(maxsize=40)
def _data_area(version: int) -> tuple[int, ...]:
    """Which modules carry data and are therefore masked, as rows.

    Laying out all zeros and then all ones differs exactly there.
    """
    layouts: list[list[int]] = []
    for filler in (0x00, 0xFF):
        code: qrcode.QRCode[qrcode.image.base.BaseImage] = qrcode.QRCode(
            version=version, error_correction=ERROR_CORRECT_M
        )
        # 177 * 177 modules are fewer than 4,000 bytes.
        code.data_cache = [filler] * 4000
        code.makeImpl(test=True, mask_pattern=0)
        layouts.append(_rows(code))
    return tuple(zeros ^ ones for zeros, ones in zip(*layouts, strict=True))


@lru_cache(maxsize=40)
def _masks(size: int) -> tuple[tuple[int, ...], ...]:
    """The eight masks of ISO/IEC 18004:2015 table 10, as rows."""
    masks = [[0] * size for _ in range(8)]
    for i in range(size):
        for j in range(size):
            for mask, remainder in zip(masks, _mask_remainders(i, j), strict=True):
                mask[i] |= (remainder == 0) << j
    return tuple(tuple(mask) for mask in masks)


def _mask_remainders(i: int, j: int) -> tuple[int, ...]:
    """The conditions of table 10 for row i and column j; zero turns the module over."""
    product = (i * j) % 2, (i * j) % 3
    return (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        sum(product),
        sum(product) % 2,
        ((i + j) % 2 + product[1]) % 2,
    )


def penalty(rows: list[int]) -> int:
    """Rate a symbol by ISO/IEC 18004:2015 table 11; less is easier to read.

    Args:
        rows: One integer a row, as many bits as there are rows.
    """
    size = len(rows)
    columns = _transposed(rows, size)
    dark = sum(row.bit_count() for row in rows)
    points = sum(_line_penalty(line, size) for line in rows)
    points += sum(_line_penalty(line, size) for line in columns)
    pairs = (1 << (size - 1)) - 1
    for upper, lower in pairwise(rows):
        plain = ~(upper ^ (upper >> 1)) & ~(lower ^ (lower >> 1)) & ~(upper ^ lower) & pairs
        points += 3 * plain.bit_count()
    return points + 10 * (abs(20 * dark - 10 * size * size) // (size * size))


def _transposed(rows: list[int], size: int) -> list[int]:
    text = [format(row, f"0{size}b") for row in rows]
    return [int("".join(column), 2) for column in zip(*text, strict=True)]


def _line_penalty(line: int, size: int) -> int:
    """Runs of five or more alike, and 1:1:3:1:1 with four light modules on one side."""
    alike = ~(line ^ (line >> 1)) & ((1 << (size - 1)) - 1)
    fives = alike & (alike >> 1) & (alike >> 2) & (alike >> 3)
    # A run of n has n - 4 windows of five and costs 3 + (n - 5): its windows, and two a run.
    points = fives.bit_count() + 2 * (fives & ~(fives << 1)).bit_count()
    for finder in (0b00001011101, 0b10111010000):
        hits = (1 << (size - 10)) - 1
        for bit in range(11):
            shifted = line >> bit
            hits &= shifted if finder >> bit & 1 else ~shifted
        points += 40 * hits.bit_count()
    return points


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
