"""The migrations and the tables say the same."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from issuer.store import (
    claim_tables,  # noqa: F401  they stand in the same metadata
    job_tables,  # noqa: F401  likewise
    schema,
    unit_access_tables,  # noqa: F401  likewise
    unit_tables,  # noqa: F401  likewise
)
from issuer.store.session import open_engine
from issuer.store.tables import metadata
from keys.errors import Refused


@pytest.fixture
def engine(database_url):
    """Here the migrations themselves run, each time."""
    engine = open_engine(database_url)
    schema.upgrade(engine)
    yield engine
    engine.dispose()


def test_migrated_schema_is_that_of_the_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(engine):
    schema.upgrade(engine)
    schema.require_current(engine)


def test_a_database_without_a_schema_is_refused(database_url):
    empty = open_engine(database_url)
    with pytest.raises(Refused) as refused:
        schema.require_current(empty)
    assert refused.value.code == "store.schema"
    assert refused.value.facts["found"] == ""
    assert refused.value.facts["wanted"]
    empty.dispose()


def tables_of(engine):
    return set(inspect(engine).get_table_names())


def test_claims_go_down_and_come_up_again(engine):
    before = tables_of(engine)
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    assert "claim" in before - tables_of(engine)
    with pytest.raises(Refused) as refused:
        schema.require_current(engine)
    assert refused.value.facts["found"] == "0003"
    schema.upgrade(engine)
    schema.require_current(engine)
    assert tables_of(engine) == before
