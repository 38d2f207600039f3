"""Bringing a database to the schema of this version, by the migrations beside this file.

Alembic runs as a library: there is no configuration file to find, and no setting of it reads the
environment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from issuer.store.failures import told
from keys.errors import Refused

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema. Already there: nothing happens."""
    with told(), engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_current(engine: Engine) -> None:
    """Refuse to work on another schema than this version's.

    Raises:
        Refused: "store.schema", with the revision found ("" for an empty database) and the one
            wanted.
        Unavailable: The database does not answer; see `failures.told`.
    """
    wanted = ScriptDirectory.from_config(_config()).get_current_head() or ""
    with told(), engine.connect() as connection:
        found = revision(connection)
    if found != wanted:
        raise Refused("store.schema", found=found, wanted=wanted)


def revision(connection: Connection) -> str:
    """Name of the schema's revision; "" where no migration has run."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
