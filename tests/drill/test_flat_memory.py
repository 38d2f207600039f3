"""Drawing many certificates holds no more memory than drawing a few; the bench draws 1,000."""

from __future__ import annotations

import pytest

from tests.bench.printing import GOAL_MEMORY, remembered

pytestmark = pytest.mark.drill
FEW, MANY = 60, 180
LEAK = 2 * 2**20  # bytes for each certificate


@pytest.mark.long
def test_many_certificates_hold_what_a_few_did(figures):
    few, many = remembered(MANY, few=FEW)
    figures(
        f"memory of drawing and sealing: {few:.0f} MiB after {FEW},"
        f" {many:.0f} MiB after {MANY:,}: {many / few:.2f} (at most {GOAL_MEMORY:.2f})"
    )
    assert many <= few * GOAL_MEMORY


def test_a_leak_would_be_seen():
    few, many = remembered(FEW, few=FEW // 3, leak=LEAK)
    assert many > few * GOAL_MEMORY
