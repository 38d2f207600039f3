from __future__ import annotations

import pytest
from qrcode.constants import ERROR_CORRECT_Q

from issuer.render.qr import QUIET_ZONE, _loops, qr_svg
from issuer.render.qr_symbol import symbol
from keys.errors import TooLarge

LINK = "https://zc.weihai.example/v/7Q4M2KXD9TPA3BVE8WHJ5NRC6G"


def test_digits_are_packed_as_digits():
    """Ten bits for three, or the offline code would not fit its place."""
    assert qr_svg(LINK, level="Q").modules == 37
    digits = qr_svg(LINK + "#1" + "7" * 900, level="M").modules
    assert digits < qr_svg(LINK + "#1" + "x" * 900, level="M").modules - 16


def test_the_outline_encloses_exactly_the_dark_modules():
    rows = symbol(LINK, level=ERROR_CORRECT_Q)
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
