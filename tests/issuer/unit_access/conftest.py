"""The door: over SQLite for most tests, over either engine where the database decides."""

from __future__ import annotations

import shutil

import pytest

from issuer.store import schema
from issuer.store.session import open_engine
from tests.issuer.unit_access.door import Door


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory):
    """A migrated database; a copy takes a hundredth of the time that migrating does."""
    path = tmp_path_factory.mktemp("empty") / "office.db"
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def door(empty_office, tmp_path, vault):
    shutil.copy(empty_office, tmp_path / "office.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'office.db'}")
    yield Door(engine, vault)
    engine.dispose()


@pytest.fixture
def either(engine, vault):
    return Door(engine, vault)
