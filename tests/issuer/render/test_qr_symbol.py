"""Our symbols are those of the library that lays them out, module for module."""

from __future__ import annotations

from itertools import chain
from random import Random

import pytest
import qrcode
import zxingcpp
from PIL import Image, ImageDraw
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import lost_point

from issuer.render.qr_symbol import penalty, symbol

LINK = "https://zc.weihai.example/v/7Q4M2KXD9TPA3BVE8WHJ5NRC6G"
LEVELS = (ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q, ERROR_CORRECT_H)


def by_the_library(text: str, level: int) -> list[int]:
    slow = qrcode.QRCode(error_correction=level)
    slow.add_data(text)
    slow.make()
    return [sum(1 << x for x, dark in enumerate(row) if dark) for row in slow.modules]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "text", ["A", "7", "https://a.example/", LINK, LINK + "#1" + "0123456789" * 60]
)
def test_a_symbol_is_the_one_that_the_library_finds_by_a_full_search(text, level):
    assert symbol(text, level=level) == by_the_library(text, level)


def test_so_it_is_for_texts_of_every_kind_and_length():
    random = Random(18004)  # fixed
    for _ in range(25):
        parts = ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:0123", "abc?&=#~_")
        text = "".join(
            random.choice(kind) for kind in parts for _ in range(random.randrange(1, 60))
        )
        level = random.choice(LEVELS)
        assert symbol(text, level=level) == by_the_library(text, level), (text, level)


@pytest.mark.parametrize("text", ["a" * 230, "a" * 1370, "7" * 7089])
def test_a_length_is_written_wider_in_larger_symbols(text):
    assert symbol(text, level=ERROR_CORRECT_L) == by_the_library(text, ERROR_CORRECT_L)


def test_a_text_beyond_the_last_version_is_refused():
    with pytest.raises(DataOverflowError):
        symbol("7" * 7090, level=ERROR_CORRECT_L)


@pytest.mark.parametrize("text", ["A", LINK, LINK + "#1" + "7" * 900])
@pytest.mark.parametrize("level", [ERROR_CORRECT_M, ERROR_CORRECT_Q])
def test_a_symbol_reads_back_as_the_text(text, level):
    assert read(symbol(text, level=level)) == text


def read(rows: list[int]) -> str:
    """What a scanner makes of a symbol drawn with eight pixels a module."""
    side = (len(rows) + 8) * 8
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    for y, row in enumerate(rows):
        for x in range(len(rows)):
            if row >> x & 1:
                left, top = (x + 4) * 8, (y + 4) * 8
                draw.rectangle((left, top, left + 7, top + 7), fill=0)
    return str(zxingcpp.read_barcodes(picture)[0].text)


def test_the_penalty_is_the_penalty_of_the_standard():
    random = Random(7)  # fixed
    for size in (21, 25, 29) * 7:
        cells = [[random.random() < 0.5 for _ in range(size)] for _ in range(size)]
        modules = sum(1 << n for n, dark in enumerate(chain.from_iterable(cells)) if dark)
        assert penalty(modules, size) == lost_point(cells)
