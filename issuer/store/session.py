"""Engines and transactions; the one file that knows which database this is.

SQLite runs with a write-ahead log and `synchronous=FULL`: what was acknowledged survives a power
cut (the default of WAL mode, NORMAL, loses the last transactions). Every writing transaction
begins IMMEDIATE, because one that begins by reading and then writes can be refused half way with
SQLITE_BUSY_SNAPSHOT, which no timeout cures. On PostgreSQL a writer first locks the head of the
log, so that on either engine writers come one after another and a log has one order.

Follows https://www.sqlite.org/wal.html, https://www.sqlite.org/lang_transaction.html and the
manual of PostgreSQL, 13.2 and 13.3.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from issuer.store import tables
from issuer.store.failures import told
from keys.errors import Refused

T = TypeVar("T", bound=Hashable)

_BUSY_SECONDS: Final = 30
_MOST_PARAMETERS: Final = 5000  # SQLite allows 32,766 in one statement, PostgreSQL 65,535
_WRITING: Final = "zc_writing"
_SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_DRIVERS: Final = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}


def open_engine(url: str) -> Engine:
    """The engine for "sqlite:////path/to.db" or "postgresql://user@host/name".

    Nothing is connected yet. Neither a log nor the text of an error holds the values of a
    statement. A database in memory is refused: it has one connection, so a reader
    would see a writer's unfinished work.

    Raises:
        Refused: Another kind of database, or no address at all ("store.url").
    """
    address = _address(url)
    if address.drivername == _DRIVERS["postgresql"]:
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        address, pool_pre_ping=True, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Refused("store.url", scheme="") from error
    scheme = address.drivername.partition("+")[0]
    in_memory = scheme == "sqlite" and address.database in (None, "", ":memory:")
    if scheme not in _DRIVERS or in_memory:
        raise Refused("store.url", scheme=scheme)
    return address.set(drivername=_DRIVERS[scheme])


def _prepare_sqlite(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is deferred and comes late; without it `_begin_sqlite` decides.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def begin_write(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write: committed at the end of the block, undone by an exception.

    Writers wait for each other (at most 30 seconds on SQLite); readers wait for nobody.

    Raises:
        Unavailable: As `failures.told`. It may have been committed all the same.
    """
    writing = {_WRITING: True}
    with told(), engine.connect().execution_options(**writing) as connection, connection.begin():
        # SQLite already holds its one write lock and compiles FOR UPDATE away.
        connection.execute(select(tables.log_head.c.size).with_for_update())
        yield connection


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """One snapshot of everything, for reading; it never waits for a writer.

    Raises:
        Unavailable: As `failures.told`.
    """
    options = _SNAPSHOT if engine.dialect.name == "postgresql" else {}
    with told(), engine.connect().execution_options(**options) as connection:
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet; the others stay as they are."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement, list(rows))


def add_or_insert(connection: Connection, name: str, n: int) -> int:
    """Raise the counter `name` by `n` in one statement, making it where it is missing.

    Returns:
        The counter's value before.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    counter = tables.counter
    statement = (
        dialect.insert(counter)
        .values(name=name, value=n)
        .on_conflict_do_update(index_elements=[counter.c.name], set_={"value": counter.c.value + n})
        .returning(counter.c.value)
    )
    value: int = connection.execute(statement).scalar_one()
    return value - n


def set_or_insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, or overwrite those that have their primary keys. All rows are alike."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.primary_key]
    statement = dialect.insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    changed = statement.on_conflict_do_update(index_elements=keys, set_=others)
    connection.execute(changed, list(rows))


def slices(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists short enough for one IN (...), each value once."""
    left = list(dict.fromkeys(values))
    for start in range(0, len(left), _MOST_PARAMETERS):
        yield left[start : start + _MOST_PARAMETERS]
