"""Places in a status list: all of them, once, and in an order that tells nothing."""

from __future__ import annotations

import itertools

import pytest

from issuer import status_index
from issuer.status_index import permute, slot
from verifier.profile import LIST_SIZE

KEY = bytes(range(32))
GOLDEN = [1019732, 629160, 976738, 696826]


def test_no_place_of_a_list_is_drawn_twice():
    places = range(0, LIST_SIZE, 13)
    drawn = {permute(KEY, 1, place) for place in places}
    assert len(drawn) == len(places)
    assert 0 <= min(drawn) < max(drawn) < LIST_SIZE


def test_the_halves_of_a_place_make_exactly_a_list():
    """Else two places could be one, or a place stand outside: a Feistel network permutes these."""
    assert (1 << 2 * status_index._HALF_BITS) == LIST_SIZE


def test_neighbours_are_not_neighbours():
    drawn = [permute(KEY, 1, place) for place in range(1000)]
    near = sum(abs(one - other) < 16 for one, other in itertools.pairwise(drawn))
    assert near < 10
    assert len({index // (LIST_SIZE // 16) for index in drawn}) == 16


def test_another_key_or_list_gives_another_order():
    first = [permute(KEY, 1, place) for place in range(20)]
    assert first != [permute(KEY, 2, place) for place in range(20)]
    assert first != [permute(bytes(32), 1, place) for place in range(20)]


def test_the_order_never_changes():
    """Certificates carry these places for ever."""
    assert [permute(KEY, 1, place) for place in range(4)] == GOLDEN


def test_a_full_list_is_followed_by_the_next():
    assert slot(KEY, LIST_SIZE - 1)[0] == 1
    assert slot(KEY, LIST_SIZE) == (2, permute(KEY, 2, 0))


@pytest.mark.parametrize(("key", "place"), [(b"short", 0), (KEY, -1), (KEY, LIST_SIZE)])
def test_a_place_outside_the_list_or_a_short_key_is_refused(key, place):
    with pytest.raises(ValueError):
        permute(key, 1, place)
