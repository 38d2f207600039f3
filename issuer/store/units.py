"""Units: employers that may verify rosters. One living registration for each code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from issuer.store.unit_tables import unit as table
from issuer.store.vault import Safe
from keys.errors import UNTOLD, Refused

_CONTACT: Final = "contact"
_ID: Final = re.compile(r"[0-9a-f]{1,40}")  # an error repeats nothing else


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit.

    Attributes:
        uscc: 统一社会信用代码.
        contact: Whom to call there.
        decision_no: Of the decision that let it in.
        withdrawn_at: None while it may ask.
    """

    id: str
    name: str
    uscc: str
    contact: str
    decision_no: str
    registered_at: datetime
    withdrawn_at: datetime | None = None


def keep(connection: Connection, unit: Unit, *, vault: Safe) -> None:
    """Keep a new unit; its code must have no living registration."""
    contact = vault.seal(unit.contact.encode(), table="unit", row=unit.id, column=_CONTACT)
    row = {
        "id": unit.id,
        "name": unit.name,
        "uscc": unit.uscc,
        "sealed_contact": contact,
        "decision_no": unit.decision_no,
        "registered_at": unit.registered_at,
    }
    connection.execute(insert(table), [row])


def living(connection: Connection, uscc: str) -> str | None:
    """The id of the living registration of a code, or None."""
    which = (table.c.uscc == uscc) & table.c.withdrawn_at.is_(None)
    return connection.scalar(select(table.c.id).where(which))


def get(connection: Connection, unit: str, *, vault: Safe) -> Unit:
    """The unit; raises Refused("unit.unknown")."""
    row = connection.execute(select(table).where(table.c.id == unit)).one_or_none()
    if row is None:
        raise Refused("unit.unknown", unit=unit if _ID.fullmatch(unit) else UNTOLD)
    return _unit(row, vault)


def is_living(connection: Connection, unit: str) -> bool:
    """Whether a unit may ask; for surfaces that hold no data key."""
    which = (table.c.id == unit) & table.c.withdrawn_at.is_(None)
    return connection.scalar(select(table.c.id).where(which)) is not None


def every(connection: Connection, *, vault: Safe) -> tuple[Unit, ...]:
    """All units, oldest first, those that left too."""
    found = connection.execute(select(table).order_by(table.c.registered_at, table.c.id))
    return tuple(_unit(row, vault) for row in found)


def withdraw(connection: Connection, unit: str, *, decision_no: str, at: datetime) -> None:
    """End a registration; raises Refused("unit.withdrawn") where it had ended."""
    ended = connection.execute(
        update(table)
        .where(table.c.id == unit, table.c.withdrawn_at.is_(None))
        .values(withdrawn_by=decision_no, withdrawn_at=at)
    )
    if ended.rowcount != 1:
        raise Refused("unit.withdrawn")


def _unit(row: Row[Any], vault: Safe) -> Unit:
    contact = vault.open(row.sealed_contact, table="unit", row=row.id, column=_CONTACT)
    return Unit(
        id=row.id,
        name=row.name,
        uscc=row.uscc,
        contact=contact.decode(),
        decision_no=row.decision_no,
        registered_at=row.registered_at,
        withdrawn_at=row.withdrawn_at,
    )
