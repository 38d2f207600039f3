"""The door: over SQLite for most tests, over either engine where the database decides."""

from __future__ import annotations

import pytest

from tests.issuer.unit_access.door import Door, opened


@pytest.fixture
def door(tmp_path):
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def either(engine, vault):
    return Door(engine, vault)
