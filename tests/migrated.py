"""Today's schema on an empty database, without running every migration again for every test.

The first database of an engine in this process is brought there by the migrations themselves, and
what they send it is kept; the next ones are sent the same. That the migrations are right is the
business of `tests/issuer/store/test_schema.py`, which runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine, event

from issuer.store.schema import upgrade

Sent = tuple[str, object]
_SENT: Final[dict[str, list[Sent]]] = {}
_LOOKS: Final = ("SELECT", "PRAGMA", "BEGIN")


def migrate(engine: Engine) -> None:
    """Bring an empty database to the newest schema."""
    kind = engine.dialect.name
    if kind not in _SENT:
        _SENT[kind] = _recorded(engine)
        return
    with engine.begin() as connection:
        for statement, parameters in _SENT[kind]:
            connection.exec_driver_sql(statement, parameters or None)


def _recorded(engine: Engine) -> list[Sent]:
    sent: list[Sent] = []

    def keep(_connection, _cursor, statement: str, parameters: object, *_) -> None:
        if not statement.lstrip().startswith(_LOOKS):
            sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        upgrade(engine)
    finally:
        event.remove(engine, "before_cursor_execute", keep)
    return sent
