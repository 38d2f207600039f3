"""What the public process reads over and over: few questions, prepared once, no transaction.

A transaction costs more than any of these questions, and none of them needs one: a record and a
log entry never change, a tile and the checkpoint only grow, and a record is written together
with a checkpoint over it. Each thread keeps one connection of its own; one that broke is tried
anew once, so that a database that came back is found at the next question.

Reads nothing that is not public or sealed under a code.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import (
    Engine,
    PoolProxiedConnection,
    Select,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from issuer.store.tables import checkpoint, log_entry, log_tile, public_record
from keys.encoding import Sha256
from keys.errors import CredentialError, Unavailable

_BY_CODE: Final = public_record.c.code_digest == bindparam("code_digest")
_RECORD: Final = select(public_record.c.sealed_record).where(_BY_CODE)
_HOLDS: Final = select(public_record.c.code_digest).where(_BY_CODE)
_LEAF: Final = select(log_entry.c.leaf).where(log_entry.c.place == bindparam("place"))
_TILE: Final = select(log_tile.c.hashes).where(
    log_tile.c.level == bindparam("level"), log_tile.c.index == bindparam("index")
)
_CHECKPOINT: Final = select(checkpoint.c.size, checkpoint.c.note).where(
    checkpoint.c.size == select(func.max(checkpoint.c.size)).scalar_subquery()
)


class Reader:
    """Asks the database; every question raises CredentialError("records.unavailable")."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._here = threading.local()
        event.listen(engine, "engine_disposed", self._forget)
        self._record = _Question(engine, _RECORD)
        self._holds = _Question(engine, _HOLDS)
        self._leaf = _Question(engine, _LEAF)
        self._tile = _Question(engine, _TILE)
        self._checkpoint = _Question(engine, _CHECKPOINT)

    def record(self, code_digest: Sha256) -> bytes | None:
        """The record, sealed under its code, or None."""
        row = self._ask(self._record, code_digest=code_digest)
        return None if row is None else bytes(row[0])

    def holds(self, code_digest: Sha256) -> bool:
        """Whether there is a record for this code."""
        return self._ask(self._holds, code_digest=code_digest) is not None

    def leaf(self, place: int) -> bytes | None:
        """The public bytes of a log entry, or None."""
        row = self._ask(self._leaf, place=place)
        return None if row is None else bytes(row[0])

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, as many as there are; none where it is absent."""
        row = self._ask(self._tile, level=level, index=index)
        return b"" if row is None else bytes(row[0])

    def checkpoint(self) -> tuple[int, str] | None:
        """Size and note of the checkpoint of the most entries, or None."""
        row = self._ask(self._checkpoint)
        return None if row is None else (row[0], row[1])

    def _ask(self, question: _Question, **values: str | int) -> Sequence[Any] | None:
        failures = (SQLAlchemyError, Unavailable, self._engine.dialect.loaded_dbapi.Error)
        line: _Line | None = getattr(self._here, "line", None)
        if line is not None:
            try:
                return question.put(line.connection, values)
            except failures:
                del self._here.line
        try:
            fresh = _Line(self._engine)
            row = question.put(fresh.connection, values)
        except failures as error:
            raise CredentialError("records.unavailable") from error
        self._here.line = fresh
        return row

    def _forget(self, _engine: Engine) -> None:
        """Whoever ends the engine's connections ends these."""
        self._here = threading.local()


class _Line:
    """A connection that stays with a thread and is closed with it."""

    def __init__(self, engine: Engine) -> None:
        self.connection: Final = engine.raw_connection()
        self.connection.detach()
        # No transaction is begun, so none is left open between two questions.
        own: Any = self.connection.dbapi_connection
        engine.dialect.set_isolation_level(own, "AUTOCOMMIT")

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            with suppress(Exception):
                self.connection.close()


class _Question:
    """One query as the driver takes it."""

    def __init__(self, engine: Engine, query: Select[Any]) -> None:
        compiled = query.compile(engine)
        self._text: Final = str(compiled)
        # The driver takes its parameters by place or by name.
        self._places = compiled.positiontup if compiled.positional else None

    def put(
        self, connection: PoolProxiedConnection, values: Mapping[str, str | int]
    ) -> Sequence[Any] | None:
        """The first row, or None."""
        places = self._places
        cursor = connection.cursor()
        try:
            # mypy knows the driver's cursor by name only.
            asked: Any = values if places is None else [values[name] for name in places]
            cursor.execute(self._text, asked)
            # All rows: a statement that is not run to its end keeps its snapshot open.
            rows = cursor.fetchall()
        finally:
            cursor.close()
        return rows[0] if rows else None
