"""Row 6: what the status lists take, against the entropy of what they say."""

from __future__ import annotations

import math
import random

from tests.bench.rounds import Fact, Line
from verifier.profile import BITS, LIST_SIZE, REVOKED
from verifier.status import pack

GOAL = 1.55
ENTRIES = 2**20
RATES = (0.0001, 0.001, 0.01)


def lists() -> list[Line]:
    """The compressed lists of a million certificates, by the share that is revoked."""
    return [_of_rate(rate) for rate in RATES]


def _of_rate(rate: float) -> Fact:
    many = ENTRIES // LIST_SIZE
    size = sum(len(pack(_revoked(rate, seed))) for seed in range(many))
    return Fact(
        f"6 {many} lists of {LIST_SIZE:,}, {BITS} bits, {rate:.2%} revoked",
        "entropy",
        size,
        _entropy(rate) * ENTRIES / 8,
        "bytes",
        GOAL if rate == RATES[1] else None,
    )


def _revoked(rate: float, seed: int) -> dict[int, int]:
    drawn = random.Random(seed).sample(range(LIST_SIZE), round(LIST_SIZE * rate))
    return dict.fromkeys(drawn, REVOKED)


def _entropy(rate: float) -> float:
    """Bits that an entry says."""
    return -rate * math.log2(rate) - (1 - rate) * math.log2(1 - rate)
