"""The migrations and the tables say the same."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from issuer.store import schema
from issuer.store.session import open_engine
from issuer.store.tables import metadata
from keys.errors import Refused


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
