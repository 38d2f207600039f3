"""Bytes as digits: back again exactly, and in one spelling only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import Malformed
from verifier import digits

WIDTHS = {0: 0, 1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, 7: 17, 8: 20, 14: 34}


@given(st.binary(max_size=64))
def test_bytes_come_back(data: bytes) -> None:
    assert digits.decode(digits.encode(data)) == data


@pytest.mark.parametrize(("size", "width"), WIDTHS.items())
def test_smallest_and_largest_bytes_have_the_same_width(size: int, width: int) -> None:
    for data in (bytes(size), b"\xff" * size):
        text = digits.encode(data)
        assert (len(text), digits.decode(text)) == (width, data)


def test_groups_are_little_endian() -> None:
    assert digits.encode(b"\x01") == "001"
    assert digits.encode(b"\x00\x01") == "00256"
    assert digits.encode(b"\x01" + bytes(6) + b"\x02") == "00000000000000001002"


@given(st.text("0123456789", max_size=40))
def test_digits_that_are_read_are_the_digits_we_would_write(text: str) -> None:
    try:
        data = digits.decode(text)
    except Malformed:
        return
    assert digits.encode(data) == text


@pytest.mark.parametrize(
    "text",
    [
        "256",
        "65536",
        "9" * 17,
        "1",
        "12",
        "1234",
        "1" * 18,
        "00１",
        "-01",
        "+01",
        " 01",
        "0_1",
        "00\n",
    ],
)
def test_other_digits_lengths_and_values_too_large_are_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"wire\.digits"):
        digits.decode(text)
