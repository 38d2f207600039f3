"""How Alembic reaches the database: over the connection that `issuer.store.schema` hands it.

From the command line, where a new step is written, over a scratch database at "sqlalchemy.url":
no command of Alembic's own ever touches an office.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from issuer.store import (  # noqa: F401  they stand in the same metadata
    claim_tables,
    job_tables,
    unit_access_tables,
    unit_tables,
)
from issuer.store.tables import metadata


def _run(connection: Connection) -> None:
    # SQLite cannot alter a table in place; batch mode copies it instead.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def _run_alone() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or "sqlite://"
    with create_engine(url).connect() as connection:
        _run(connection)


_given = context.config.attributes.get("connection")
if _given is None:
    _run_alone()
else:
    _run(_given)
