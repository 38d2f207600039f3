"""Notices (公示) of batches, verbatim as they were signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from issuer.store.session import insert_missing
from issuer.store.tables import notice as table
from keys.encoding import Sha256


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice as it was handed in.

    Attributes:
        digest: Digest of the signed payload.
        token: The sealed statement, verbatim.
        at: Moment of receipt.
    """

    digest: Sha256
    batch: Sha256
    token: bytes
    posted_on: date
    closed_on: date
    at: datetime


def keep(connection: Connection, notice: KeptNotice) -> None:
    """Keep a notice; the same again changes nothing."""
    row = {
        "digest": notice.digest,
        "batch": notice.batch,
        "token": notice.token,
        "posted_on": notice.posted_on,
        "closed_on": notice.closed_on,
        "at": notice.at,
    }
    insert_missing(connection, table, [row])


def of_batch(connection: Connection, batch: Sha256) -> tuple[KeptNotice, ...]:
    """The notices of a batch, oldest first."""
    query = select(table).where(table.c.batch == batch).order_by(table.c.at, table.c.digest)
    return tuple(
        KeptNotice(
            digest=Sha256(row.digest),
            batch=Sha256(row.batch),
            token=bytes(row.token),
            posted_on=row.posted_on,
            closed_on=row.closed_on,
            at=row.at,
        )
        for row in connection.execute(query)
    )
