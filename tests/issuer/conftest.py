"""A migrated database on either engine, a vault, and rows of fictitious people."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from issuer.store.session import open_engine
from issuer.store.vault import Vault
from keys.secret import DataKey, IndexKey
from tests.migrated import migrate


@pytest.fixture
def engine(database_url):
    engine: Engine = open_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def vault():
    return Vault(data=DataKey(bytes(32)), index=IndexKey(bytes(range(32))))


@pytest.fixture
def small_office(engine, vault):
    from tests.issuer.small_office import SmallOffice

    office = SmallOffice(engine, vault)
    office.found()
    return office
