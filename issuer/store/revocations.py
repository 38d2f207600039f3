"""Titles taken back: the lines of the public revocation list, one for each number and decision.

A line is never deleted. One that a later decision overturned is ended: it leaves the list, and
the row stays for audit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from issuer.store.tables import revocation as table
from verifier.acts import Cause
from verifier.status import Revocation


def keep(connection: Connection, revocation: Revocation, *, at: datetime) -> None:
    """Add a line to the list."""
    last = connection.scalar(select(func.max(table.c.seq))) or 0
    row = {
        "seq": last + 1,
        "certificate_no": revocation.certificate_no,
        "on": revocation.on,
        "authority": revocation.authority,
        "decision_no": revocation.decision_no,
        "cause": revocation.cause,
        "at": at,
    }
    connection.execute(insert(table), [row])


def end(connection: Connection, certificate_no: str, *, decision_no: str) -> None:
    """The number leaves the list, by the decision of this number."""
    connection.execute(
        update(table)
        .where(table.c.certificate_no == certificate_no, table.c.ended_by.is_(None))
        .values(ended_by=decision_no)
    )


def every(connection: Connection) -> tuple[Revocation, ...]:
    """The lines that stand, in the order they were decided here."""
    query = select(table).where(table.c.ended_by.is_(None)).order_by(table.c.seq)
    return tuple(_revocation(row) for row in connection.execute(query))


def of_certificate(connection: Connection, certificate_no: str) -> tuple[Revocation, ...]:
    """All lines about a number, ended ones too, oldest first."""
    query = select(table).where(table.c.certificate_no == certificate_no).order_by(table.c.seq)
    return tuple(_revocation(row) for row in connection.execute(query))


def _revocation(row: Row[Any]) -> Revocation:
    return Revocation(
        certificate_no=row.certificate_no,
        on=row.on,
        authority=row.authority,
        decision_no=row.decision_no,
        cause=Cause(row.cause),
    )
