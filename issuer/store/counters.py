"""Counters: serial numbers of certificates, places in status lists."""

from __future__ import annotations

from sqlalchemy import Connection, select

from issuer.store.session import add_or_insert
from issuer.store.tables import counter


def reserve(connection: Connection, name: str, n: int = 1) -> int:
    """The first of `n` fresh values, from 0 on; nobody else gets them if this is committed.

    One statement, so two callers never read the same value. A transaction that is undone gives
    its values back: there are no gaps.
    """
    if n < 1:
        raise ValueError("at least one value")
    return add_or_insert(connection, name, n)


def used(connection: Connection, name: str) -> int:
    """How many values were reserved so far."""
    found = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar()
    return int(found or 0)
