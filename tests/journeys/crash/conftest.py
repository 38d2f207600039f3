"""A ground for the drills on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ENGINES
from tests.journeys.crash.ground import Ground


@pytest.fixture
def sqlite_ground(tmp_path: Path) -> Iterator[Ground]:
    """Instances over SQLite."""
    ground = Ground(tmp_path, None)
    yield ground
    ground.close()


@pytest.fixture(params=ENGINES)
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """Instances over either engine."""
    on_server = request.param == "postgresql"
    server = request.getfixturevalue("postgres_server") if on_server else None
    made = Ground(tmp_path, server)
    yield made
    made.close()
