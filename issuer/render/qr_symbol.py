"""Which modules of a QR code are dark (ISO/IEC 18004:2015).

Splitting the text into numeric, alphanumeric and byte parts, the layout of a symbol and its
tables are `qrcode`'s. What is done for each text is done here on whole numbers, a symbol being
one number with a bit for each module: the same steps module by module take longer than laying
out the page around it. A layout is asked of the library once for each size, by writing known
bits and looking where they come out. Tests hold every symbol to be the library's own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Final

import qrcode
from qrcode import util
from qrcode.base import Polynomial, gexp, glog, rs_blocks
from qrcode.exceptions import DataOverflowError

_SHORTEST_PART: Final = 20  # characters; a shorter one is not worth a part of its own
_LAST_VERSION: Final = 40
_FINDERS: Final = (0b00001011101, 0b10111010000)
_FILLERS: Final = (0xEC, 0x11)
_TRIPLE_BITS: Final = {3: 10, 2: 7, 1: 4}


def symbol(text: str, *, level: int) -> list[int]:
    """The finished symbol: one integer a row, its lowest bit the leftmost module.

    Args:
        level: Error correction, as `qrcode.constants` numbers it.

    Raises:
        DataOverflowError: The text does not fit into version 40.
    """
    parts = tuple(util.optimal_data_chunks(text, minimum=_SHORTEST_PART))
    version, bits = _fitted(parts, level)
    sheet = _sheet(version, level)
    data = sheet.placed(_protected(bits, version, level))
    bare = sheet.unmasked ^ data
    penalties = [penalty(bare ^ mask, sheet.size) for mask in sheet.masks]
    best = penalties.index(min(penalties))
    finished = sheet.frames[best] ^ data ^ sheet.masks[best]
    line = (1 << sheet.size) - 1
    return [finished >> y * sheet.size & line for y in range(sheet.size)]


def _fitted(parts: tuple[util.QRData, ...], level: int) -> tuple[int, str]:
    """The smallest version that holds the parts, and their bits in it."""
    version = 1
    for last in (9, 26, _LAST_VERSION):  # lengths are written alike up to these versions
        bits = "".join(_written(part, last) for part in parts)
        version = bisect_left(util.BIT_LIMIT_TABLE[level], len(bits), version)
        if version <= last:
            return version, bits
    raise DataOverflowError


def _written(part: util.QRData, version: int) -> str:
    """Mode, length and characters, 7.4.3 to 7.4.5."""
    length = util.length_in_bits(part.mode, version)
    head = f"{part.mode:04b}{len(part.data):0{length}b}"
    if part.mode == util.MODE_NUMBER:
        triples = (part.data[at : at + 3] for at in range(0, len(part.data), 3))
        return head + "".join(f"{int(each):0{_TRIPLE_BITS[len(each)]}b}" for each in triples)
    if part.mode == util.MODE_ALPHA_NUM:
        values = [util.ALPHA_NUM.index(each) for each in part.data]
        pairs = zip(values[::2], values[1::2], strict=False)
        odd = f"{values[-1]:06b}" if len(values) % 2 else ""
        return head + "".join(f"{45 * first + second:011b}" for first, second in pairs) + odd
    return head + "".join(f"{each:08b}" for each in part.data)


def _protected(bits: str, version: int, level: int) -> bytes:
    """All codewords as they are laid out: filled up, each block with its correction, 7.5, 7.6."""
    blocks = rs_blocks(version, level)
    room = sum(block.data_count for block in blocks)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    filled = iter(data + bytes(_FILLERS[n % 2] for n in range(room - len(data))))
    parts = [bytes(next(filled) for _ in range(block.data_count)) for block in blocks]
    checks = [
        _correction(part, block.total_count - block.data_count)
        for part, block in zip(parts, blocks, strict=True)
    ]
    return bytes([*_in_turn(parts), *_in_turn(checks)])


def _in_turn(blocks: list[bytes]) -> Iterator[int]:
    for n in range(max(map(len, blocks))):
        yield from (block[n] for block in blocks if n < len(block))


def _correction(data: bytes, count: int) -> bytes:
    """The remainder by the generator, the whole remainder a step."""
    products, rest = _products(count), 0
    top, kept = 8 * (count - 1), (1 << 8 * (count - 1)) - 1
    for byte in data:
        rest = (rest & kept) << 8 ^ products[rest >> top ^ byte]
    return rest.to_bytes(count, "big")


@lru_cache(maxsize=32)
def _products(count: int) -> tuple[int, ...]:
    """The generator polynomial of a degree times each byte, without its first member."""
    generator = Polynomial([1], 0)
    for power in range(count):
        generator *= Polynomial([1, gexp(power)], 0)
    members = list(generator)[1:]
    return (
        0,
        *(
            int.from_bytes(bytes(gexp(glog(byte) + glog(each)) for each in members), "big")
            for byte in range(1, 256)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all symbols of one version and level share; a symbol is size * size bits.

    Attributes:
        placed: Lays codewords out.
        unmasked: The patterns of the frame, without the bits that name the mask.
        frames: The same with them, by mask.
        masks: The eight masks of table 10, where there is data.
    """

    size: int
    placed: Callable[[bytes], int]
    unmasked: int
    frames: tuple[int, ...]
    masks: tuple[int, ...]


@lru_cache(maxsize=16)
def _sheet(version: int, level: int) -> _Sheet:
    size = 4 * version + 17
    count = size * size // 8 + 1

    def layout(codewords: bytes, mask: int = 0, *, test: bool = True) -> int:
        code: qrcode.QRCode[qrcode.image.base.BaseImage] = qrcode.QRCode(
            version=version, error_correction=level
        )
        code.data_cache = list(codewords)
        code.makeImpl(test=test, mask_pattern=mask)
        modules = chain.from_iterable(code.modules)
        return sum(1 << n for n, dark in enumerate(modules) if dark)

    light = layout(bytes(count))
    area = layout(b"\xff" * count) ^ light
    whole = [_mask(number, size) for number in range(8)]
    masks = [each & area for each in whole]
    order = _order(lambda codewords: layout(codewords) ^ light, area, 8 * count)
    places = itemgetter(*reversed(order))
    blank = "0" * (8 * count + 1)

    def placed(codewords: bytes) -> int:
        bits = f"{int.from_bytes(codewords, 'big'):0{8 * len(codewords)}b}"
        return int("".join(places(bits + blank[len(bits) :])), 2)

    return _Sheet(
        size=size,
        placed=placed,
        unmasked=light ^ masks[0],
        frames=tuple(
            layout(bytes(count), number, test=False) ^ mask for number, mask in enumerate(masks)
        ),
        masks=tuple(masks),
    )


def _order(shown: Callable[[bytes], int], area: int, bits: int) -> list[int]:
    """Which bit of the codewords comes out at each module; `bits`, which none has, elsewhere.

    Bit n of the first codewords written is the lowest bit of n, of the second the next: what
    comes out at a module, read together, is its n.
    """
    order = [0 if area >> place & 1 else bits for place in range(area.bit_length())]
    for plane in range(bits.bit_length()):
        known = "".join(str(n >> plane & 1) for n in range(bits))
        seen = shown(int(known, 2).to_bytes(bits // 8, "big"))
        for place in range(len(order)):
            if area >> place & 1:
                order[place] |= (seen >> place & 1) << plane
    return order


def _mask(number: int, size: int) -> int:
    turned = util.mask_func(number)
    cells = ((i, j) for i in range(size) for j in range(size))
    return sum(1 << n for n, (i, j) in enumerate(cells) if turned(i, j))


def penalty(modules: int, size: int) -> int:
    """Rate a symbol by ISO/IEC 18004:2015 table 11; less is easier to read."""
    dark = modules.bit_count()
    points = 10 * (abs(20 * dark - 10 * size * size) // (size * size))
    across, down = _alike(modules, size, 1), _alike(modules, size, size)
    points += 3 * (across & across >> size & down).bit_count()
    for step, alike in ((1, across), (size, down)):
        fives = alike & alike >> step & alike >> 2 * step & alike >> 3 * step
        # A run of n has n - 4 windows of five and costs 3 + (n - 5): its windows, and two a run.
        points += fives.bit_count() + 2 * (fives & ~(fives << step)).bit_count()
        # 1:1:3:1:1 with four light modules on one side.
        for finder in _FINDERS:
            hits = _starts(size, step, 11)
            for bit in range(11):
                there = modules >> bit * step
                hits &= there if finder >> bit & 1 else ~there
            points += 40 * hits.bit_count()
    return points


def _alike(modules: int, size: int, step: int) -> int:
    """Where a module is as its neighbour to the right, or below."""
    return ~(modules ^ modules >> step) & _starts(size, step, 2)


@lru_cache(maxsize=32)
def _starts(size: int, step: int, length: int) -> int:
    """Where a stretch of modules may begin without leaving its line."""
    room = size - length + 1
    if step != 1:
        return (1 << room * size) - 1
    return sum((1 << room) - 1 << y * size for y in range(size))
