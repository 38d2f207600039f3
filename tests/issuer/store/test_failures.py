"""What the machine under the database did wrong has words; what we did wrong is not hidden."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from issuer.store import failures
from issuer.store.session import begin_write, open_engine, read
from keys.errors import Unavailable


def of_sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    return error


def of_postgres(state: str | None) -> psycopg.Error:
    kind = psycopg.errors.lookup(state) if state else psycopg.OperationalError
    return kind()


FAILURES = [
    (of_sqlite(sqlite3.SQLITE_FULL), "store.disk-full"),
    (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), "store.disk"),
    (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "store.busy"),
    (of_sqlite(sqlite3.SQLITE_CANTOPEN), "store.unavailable"),
    (of_postgres("53100"), "store.disk-full"),
    (of_postgres("58030"), "store.disk"),
    (of_postgres("53300"), "store.unavailable"),
    (of_postgres("57P01"), "store.unavailable"),
    (of_postgres("08006"), "store.unavailable"),
    (of_postgres(None), "store.unavailable"),
]
OURS = [of_sqlite(sqlite3.SQLITE_ERROR), of_postgres("42P01"), psycopg.ProgrammingError()]


@pytest.mark.parametrize("wrapped", [True, False], ids=["statement", "driver"])
@pytest.mark.parametrize(("cause", "code"), FAILURES, ids=str)
def test_a_machine_that_fails_is_told_by_its_code(cause, code, wrapped):
    error = OperationalError("INSERT", {}, cause) if wrapped else cause
    with pytest.raises(Unavailable) as refused, failures.told():
        raise error
    assert refused.value.code == code


@pytest.mark.parametrize("cause", OURS, ids=str)
def test_a_mistake_of_ours_stays_one(cause):
    with pytest.raises(type(cause)), failures.told():
        raise cause
    with pytest.raises(DBAPIError), failures.told():
        raise OperationalError("INSERT", {}, cause)


@pytest.mark.parametrize("begin", [read, begin_write])
def test_a_transaction_tells_it(tmp_path, engine, begin):
    gone = open_engine(f"sqlite:///{tmp_path / 'missing' / 'office.db'}")
    with pytest.raises(Unavailable, match="store.unavailable"), begin(gone):
        pass
    with pytest.raises(Unavailable, match="store.disk"), begin(engine):
        raise of_sqlite(sqlite3.SQLITE_IOERR)


def test_what_failed_is_undone(engine):
    with pytest.raises(Unavailable), begin_write(engine) as connection:
        connection.execute(text("UPDATE log_head SET size = 7"))
        raise of_sqlite(sqlite3.SQLITE_IOERR)
    with read(engine) as connection:
        assert connection.execute(text("SELECT size FROM log_head")).scalar() != 7
