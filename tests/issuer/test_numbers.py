"""Certificate numbers: what they say, and that a slip of the pen is seen."""

from __future__ import annotations

import string

import pytest

from issuer.numbers import LENGTH, MAX_SERIAL, NumberSeries, normalise
from tests.issuer.refusing import refused
from verifier.titles import Level

SERIES = NumberSeries("371000", 2025, 5, Level.INTERMEDIATE)
NUMBER = SERIES.number(42)
CHARACTERS = string.digits + string.ascii_uppercase


def is_number(text: str) -> bool:
    try:
        return normalise(text) == text
    except Exception:  # noqa: BLE001  # any refusal
        return False


def test_a_number_says_region_year_series_level_and_serial():
    assert NUMBER[:-1] == "ZC" + "371000" + "2025" + "05" + "3" + "000042"
    assert len(NUMBER) == LENGTH


def test_a_number_says_nothing_about_its_holder():
    assert SERIES.number(1)[:-1] == f"{SERIES.stem}000001"


def test_every_wrong_character_is_seen():
    for place in range(LENGTH):
        for wrong in CHARACTERS.replace(NUMBER[place], ""):
            assert not is_number(NUMBER[:place] + wrong + NUMBER[place + 1 :])


def test_every_swap_of_two_neighbours_is_seen():
    number = NumberSeries("371081", 2025, 27, Level.FULL_SENIOR).number(918_273)
    for place in range(LENGTH - 1):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not is_number(swapped)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER.lower(),
        f"  {NUMBER[:2]} {NUMBER[2:8]}-{NUMBER[8:]} ",
        "".join(chr(ord(each) + 0xFEE0) for each in NUMBER),
        NUMBER[:2] + NUMBER[2:-1].replace("0", "O").replace("1", "l") + NUMBER[-1],
        NUMBER[:2] + NUMBER[2:-1].replace("0", "o").replace("1", "I") + NUMBER[-1],
    ],
    ids=["lower", "spaced", "full-width", "O and l", "o and I"],
)
def test_a_number_is_found_however_it_is_typed(typed):
    assert normalise(typed) == NUMBER


def test_a_check_character_that_looks_like_a_digit_is_read_both_ways():
    for serial in range(1, 200):
        number = SERIES.number(serial)
        if number[-1] in "01":
            assert normalise(number[:-1] + {"0": "O", "1": "I"}[number[-1]]) == number
        if number[-1] in "OIL":
            assert normalise(number) == number


@pytest.mark.parametrize(
    "typed", ["", "ZC", NUMBER[:-1], NUMBER + "0", "XX" + NUMBER[2:], NUMBER[:10] + "A" * 12]
)
def test_what_is_no_number_is_refused(typed):
    with refused("number.form"):
        normalise(typed)


@pytest.mark.parametrize("serial", [0, -1, MAX_SERIAL + 1])
def test_a_serial_past_its_six_digits_is_refused(serial):
    with refused("number.exhausted", stem=SERIES.stem):
        SERIES.number(serial)


def test_the_last_serial_still_has_a_number():
    assert is_number(SERIES.number(MAX_SERIAL))
