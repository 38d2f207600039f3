"""What a list revoked stays revoked in the next one; everything else may change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from issuer.status_guard import brings_back
from verifier.status import StatusList, pack, unpack

AT = datetime(2025, 7, 1, 8, tzinfo=UTC)
BEFORE = StatusList(
    "https://zc.weihai.example", "https://zc.weihai.example/status/1", 1, None,
    AT, AT, timedelta(), unpack(pack({5: 1, 6: 2, 7: 3})),
)  # fmt: skip


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ({5: 1, 6: 2, 7: 3}, False),
        ({5: 1, 4: 1, 6: 0, 7: 1}, False),
        ({6: 2, 7: 3}, True),
        ({5: 2}, True),
        ({5: 3}, True),
        ({4: 1}, True),
        ({}, True),
    ],
)
def test_only_what_was_revoked_may_never_change(after: dict[int, int], *, found: bool) -> None:
    assert brings_back(BEFORE, after) is found
