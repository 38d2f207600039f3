from __future__ import annotations

from random import Random

import pytest
import qrcode
import zxingcpp
from PIL import Image, ImageDraw
from qrcode.util import lost_point

from issuer.render.qr import QUIET_ZONE, _loops, _symbol, penalty, qr_svg
from keys.errors import TooLarge

LINK = "https://zc.weihai.example/v/7Q4M2KXD9TPA3BVE8WHJ5NRC6G"


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


@pytest.mark.parametrize("text", ["A", LINK, LINK + "#1" + "7" * 900])
@pytest.mark.parametrize("level", ["Q", "M"])
def test_a_symbol_reads_back_as_the_text(text, level):
    assert read(_symbol(text, level)) == text


def test_digits_are_packed_as_digits():
    """Ten bits for three, or the offline code would not fit its place."""
    assert qr_svg(LINK, level="Q").modules == 37
    digits = qr_svg(LINK + "#1" + "7" * 900, level="M").modules
    assert digits < qr_svg(LINK + "#1" + "x" * 900, level="M").modules - 16


def test_the_fast_penalty_is_the_penalty_of_the_standard():
    random = Random(7)  # fixed
    for _ in range(20):
        cells = [[random.random() < 0.5 for _ in range(25)] for _ in range(25)]
        rows = [sum(1 << x for x, dark in enumerate(row) if dark) for row in cells]
        assert penalty(rows) == lost_point(cells)


@pytest.mark.parametrize("text", [LINK, LINK + "#1" + "0123456789" * 60])
def test_the_mask_is_the_one_a_full_search_finds(text):
    slow = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q)
    slow.add_data(text)
    slow.make()
    drawn = [sum(1 << x for x, dark in enumerate(row) if dark) for row in slow.modules]
    assert _symbol(text, "Q") == drawn


def test_the_outline_encloses_exactly_the_dark_modules():
    rows = _symbol(LINK, "Q")
    edges = {
        (before[0], min(before[1], after[1]) + step)
        for loop in _loops(rows)
        for before, after in zip(loop, loop[1:] + loop[:1], strict=True)
        if before[0] == after[0]
        for step in range(abs(before[1] - after[1]))
    }
    for y, row in enumerate(rows):
        inside = False
        for x in range(len(rows)):
            inside ^= (x, y) in edges
            assert inside == bool(row >> x & 1)


def test_four_light_modules_stand_on_every_side():
    code = qr_svg(LINK, level="Q")
    assert QUIET_ZONE == 4
    assert code.side == code.modules + 8
    assert f'viewBox="0 0 {code.side} {code.side}"' in code.svg


def test_the_same_text_gives_the_same_small_picture():
    first = qr_svg(LINK + "#1" + "42" * 500, level="M")
    assert first == qr_svg(LINK + "#1" + "42" * 500, level="M")
    assert len(first.svg) < 16_000


@pytest.mark.parametrize("length", [3000, 5000])
def test_a_text_that_no_symbol_holds_is_refused(length):
    with pytest.raises(TooLarge) as refused:
        qr_svg("a" * length, level="Q")
    assert refused.value.code == "render.qr-too-large"
