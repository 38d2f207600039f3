"""Places in a status list: random to look at, without gaps, drawn from a counter.

A holder's neighbours in a status list must not be the people of the same batch, and a list must
fill completely before the next one begins. Both hold when the place is a keyed permutation of a
counter: a balanced Feistel network over the 20 bits of a list with HMAC-SHA-256 as its round
function (Luby and Rackoff, 1988). Pure arithmetic; the counter is the store's.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Final

from verifier.profile import LIST_SIZE

KEY_BYTES: Final = 32

_HALF_BITS: Final = (LIST_SIZE.bit_length() - 1) // 2  # two halves make a place
_HALF_MASK: Final = (1 << _HALF_BITS) - 1
_ROUNDS: Final = 8  # even for narrow halves nothing is known against 8 rounds (Patarin 2004)


def permute(key: bytes, list_no: int, place: int) -> int:
    """The status index of the `place`-th copy of a list.

    Args:
        key: 32 secret bytes.
        list_no: Number of the list; every list has an order of its own.
        place: 0 to LIST_SIZE - 1.

    Returns:
        0 to LIST_SIZE - 1; different places give different indexes.
    """
    if len(key) != KEY_BYTES or not 0 <= place < LIST_SIZE:
        raise ValueError("a key of 32 bytes and a place inside the list")
    left, right = place >> _HALF_BITS, place & _HALF_MASK
    for turn in range(_ROUNDS):
        left, right = right, left ^ _round(key, list_no, turn, right)
    return left << _HALF_BITS | right


def list_of(drawn: int) -> int:
    """Number of the list, from 1, in which the `drawn`-th copy of all has its place."""
    return drawn // LIST_SIZE + 1


def slot(key: bytes, drawn: int) -> tuple[int, int]:
    """List number (from 1) and status index of the `drawn`-th copy of all."""
    list_no = list_of(drawn)
    return list_no, permute(key, list_no, drawn % LIST_SIZE)


# A list asks for 8 rounds of 1,024 halves over and over; a batch crosses two lists at most.
@lru_cache(maxsize=2 * _ROUNDS << _HALF_BITS)
def _round(key: bytes, list_no: int, turn: int, half: int) -> int:
    said = b"%d/%d/%d" % (list_no, turn, half)
    return int.from_bytes(hmac.digest(key, said, hashlib.sha256)[:2], "big") & _HALF_MASK
