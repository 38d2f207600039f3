"""What keeps a database from working, told as an error with words.

A disk that is full or fails, a server that is gone, a writer that takes for ever: none of them is
a mistake in what was asked. Whoever is told so cannot know whether a commit in progress was kept,
so every errand of the office may be done again. A mistake of ours (a statement that is wrong, a
rule of the schema that is broken) is not hidden here.

Follows https://www.sqlite.org/rescode.html and the manual of PostgreSQL, appendix A.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError

from keys.errors import Unavailable

_FULL: Final = "store.disk-full"
_FAILING: Final = "store.disk"
_BUSY: Final = "store.busy"
_GONE: Final = "store.unavailable"

_OF_SQLITE: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _GONE,
}
"""By primary result code."""
_OF_POSTGRES: Final = {"53100": _FULL, "58030": _FAILING, "53": _GONE, "57P": _GONE, "08": _GONE}
"""By how the SQLSTATE begins; the longer first."""


@contextmanager
def told() -> Iterator[None]:
    """Work with the database whose failures become errors with words.

    Raises:
        Unavailable: Its disk is full ("store.disk-full") or fails ("store.disk"), another
            process writes for too long ("store.busy"), it does not answer ("store.unavailable").
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        code = _code_of(error.orig if isinstance(error, DBAPIError) else error)
        if code is None:
            raise
        raise Unavailable(code) from error


def _code_of(error: BaseException | None) -> str | None:
    """None where it is nothing that the machine did."""
    if isinstance(error, sqlite3.Error):
        return _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if not isinstance(error, psycopg.Error):
        return None
    if error.sqlstate is None:
        # The server said nothing: there is no connection, or no longer.
        return _GONE if isinstance(error, psycopg.OperationalError) else None
    state = error.sqlstate
    return next((code for begin, code in _OF_POSTGRES.items() if state.startswith(begin)), None)
