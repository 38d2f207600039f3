"""Reports of fakes: sealed by the public surface, opened by the office alone.

Nothing in a row tells what was reported or by whom; a row can be found by its own number only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from issuer.fake_reports import FakeReport, KeptReport
from issuer.store.tables import fake_report as table
from keys.errors import Refused
from keys.secret import Pepper


def keep(
    connection: Connection, number: str, report: FakeReport, *, pepper: Pepper, at: datetime
) -> None:
    """Keep a report under a new number."""
    sealed = pepper.seal(report.to_bytes(), place=_place(number))
    connection.execute(insert(table).values(number=number, at=at, sealed_report=sealed))


def every(connection: Connection, *, pepper: Pepper, closed: bool = False) -> Iterator[KeptReport]:
    """The open reports, or all of them, the oldest first."""
    query = select(table).order_by(table.c.at, table.c.number)
    if not closed:
        query = query.where(table.c.closed_at.is_(None))
    for row in connection.execute(query):
        plain = pepper.open(row.sealed_report, place=_place(row.number))
        yield KeptReport(row.number, row.at, row.closed_at, FakeReport.from_bytes(plain))


def close(connection: Connection, number: str, *, at: datetime) -> None:
    """The office is done with a report.

    Raises:
        Refused: "store.unknown-report": there is no open one of this number.
    """
    changed = connection.execute(
        update(table)
        .where(table.c.number == number, table.c.closed_at.is_(None))
        .values(closed_at=at)
    )
    if changed.rowcount != 1:
        raise Refused("store.unknown-report", number=number[:20])


def _place(number: str) -> str:
    return f"fake_report/{number}/report"
