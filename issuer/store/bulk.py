"""Many rows at once, by the shortest way that each engine has.

A chunk of certificates is thousands of rows in eight tables. SQLAlchemy looks at every value of
each of them on its way; here only those are looked at that a driver does not take as they are.
It begins and ends no transaction: the rows are the caller's transaction's, all or none.

Follows the manual of PostgreSQL, COPY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, LargeBinary, Table, insert
from sqlalchemy.exc import DBAPIError


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns.

    Raises:
        DBAPIError: As SQLAlchemy's own insert; the text holds none of the values.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    lines = _lines(rows, columns, _conversions(connection.dialect, table, columns))
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, lines)
    else:
        connection.exec_driver_sql(_insertion(connection.dialect, table, columns), list(lines))


def update_many(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, only: str
) -> int:
    """Set columns of rows that are named by their primary key; all of them set the same columns.

    Args:
        only: A condition, in SQL and without values, that a row must meet.

    Returns:
        How many rows met it and were changed.
    """
    if not rows:
        return 0
    keys = [column.name for column in table.primary_key]
    columns = tuple(name for name in rows[0] if name not in keys)
    lines = _lines(rows, (*columns, *keys), _conversions(connection.dialect, table, tuple(rows[0])))
    statement = _change(connection.dialect, table, columns, only)
    return connection.exec_driver_sql(statement, list(lines)).rowcount


def _lines(
    rows: Sequence[Mapping[str, Any]],
    columns: tuple[str, ...],
    conversions: Mapping[str, Callable[[Any], Any]],
) -> Iterable[tuple[Any, ...]]:
    chosen = itemgetter(*columns, columns[0])  # one more: of a single column it gives no tuple
    for row in rows:
        values = row
        if conversions:
            values = {**row, **{name: to(row[name]) for name, to in conversions.items()}}
        yield chosen(values)[:-1]


@lru_cache(maxsize=64)
def _conversions(
    dialect: Dialect, table: Table, columns: tuple[str, ...]
) -> Mapping[str, Callable[[Any], Any]]:
    """By column, what SQLAlchemy makes of its values for this driver, where it makes anything."""
    found = {}
    for name in columns:
        kind = table.c[name].type
        conversion = kind.dialect_impl(dialect).bind_processor(dialect)
        if conversion is not None and not isinstance(kind, LargeBinary):  # bytes are bytes
            found[name] = conversion
    return found


@lru_cache(maxsize=64)
def _insertion(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> str:
    return str(insert(table).compile(dialect=dialect, column_keys=list(columns)))


@lru_cache(maxsize=64)
def _change(dialect: Dialect, table: Table, columns: tuple[str, ...], only: str) -> str:
    quoted = dialect.identifier_preparer.quote
    mark = "%s" if dialect.name == "postgresql" else "?"
    values = ", ".join(f"{quoted(name)} = {mark}" for name in columns)
    which = " AND ".join(f"{quoted(column.name)} = {mark}" for column in table.primary_key)
    return f"UPDATE {quoted(table.name)} SET {values} WHERE {which} AND {only}"  # noqa: S608


def _copy(
    connection: Connection, table: Table, columns: tuple[str, ...], lines: Iterable[tuple[Any, ...]]
) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    statement = f"COPY {quoted(table.name)} ({', '.join(map(quoted, columns))}) FROM STDIN"
    driver: Any = connection.connection
    # Asked of the dialect: an office on SQLite never loads the other driver.
    error_of_driver: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for line in lines:
                copy.write_row(line)
    except error_of_driver as error:
        # As SQLAlchemy tells what its own statements met.
        raise DBAPIError.instance(
            statement,
            None,
            error,
            error_of_driver,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error
