"""The door over either engine."""

from __future__ import annotations

import pytest

from tests.issuer.unit_access.door import Door


@pytest.fixture
def door(engine, vault):
    return Door(engine, vault)
