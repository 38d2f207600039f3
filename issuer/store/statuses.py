"""Status bits of copies: drawing a place, reading a list, changing a bit.

Which change is allowed is a rule of the registrar; here a change is compared and set.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, literal, select, update

from issuer.status_index import list_of, slot
from issuer.store.counters import reserve, used
from issuer.store.session import slices
from issuer.store.tables import copy as table
from keys.errors import Refused

_COUNTER = "status"


@dataclass(frozen=True, slots=True)
class StatusSlot:
    """A place in a status list: no copy ever shares it."""

    status_list: int
    status_index: int


def draw(connection: Connection, n: int, *, key: bytes) -> tuple[StatusSlot, ...]:
    """`n` fresh places. Lists are numbered from 1; the next is begun when one is full.

    Args:
        connection: A writing transaction; undone, it gives the places back.
        n: At least 1.
        key: `Vault.status_key()`; always the same one.
    """
    first = reserve(connection, _COUNTER, n)
    return tuple(StatusSlot(*slot(key, drawn)) for drawn in range(first, first + n))


def in_use(connection: Connection) -> tuple[int, ...]:
    """Numbers of the status lists in which a place was drawn."""
    drawn = used(connection, _COUNTER)
    return tuple(range(1, list_of(drawn - 1) + 1)) if drawn else ()


def of_list(connection: Connection, status_list: int) -> dict[int, int]:
    """Status by index, for the places that are not 0 (valid)."""
    # The 0 stands in the statement itself, where the planner sees that the partial index fits.
    valid = literal(0, literal_execute=True)
    query = select(table.c.status_index, table.c.status).where(
        table.c.status_list == status_list, table.c.status != valid
    )
    return {row.status_index: row.status for row in connection.execute(query)}


def change(
    connection: Connection,
    copy_ids: Collection[str],
    *,
    before: Collection[int],
    after: int,
    at: datetime,
) -> None:
    """Set the status of copies, if all of them still have one of the statuses `before`.

    Raises:
        Refused: One has not ("store.moved-meanwhile"); undo the transaction.
    """
    moved = 0
    for part in slices(copy_ids):
        which = table.c.id.in_(part) & table.c.status.in_(before)
        changed = update(table).where(which).values(status=after, status_changed_at=at)
        moved += connection.execute(changed).rowcount
    if moved != len(set(copy_ids)):
        raise Refused("store.moved-meanwhile", what="status")
