"""Drawing many certificates holds no more memory than drawing a few; the bench draws 1,000."""

from __future__ import annotations

import pytest

from tests.bench.printing import FEW, GOAL_MEMORY, remembered

pytestmark = pytest.mark.drill
MANY = 400


def test_many_certificates_hold_what_a_hundred_did(figures):
    few, many = remembered(MANY)
    figures(
        f"memory of drawing and sealing: {few:.0f} MiB after {FEW},"
        f" {many:.0f} MiB after {MANY:,}: {many / few:.2f} (at most {GOAL_MEMORY:.2f})"
    )
    assert many <= few * GOAL_MEMORY


def test_a_leak_would_be_seen():
    few, many = remembered(FEW + 50, leak=4 * 2**20)
    assert many > few * GOAL_MEMORY
