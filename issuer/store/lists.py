"""Every numbered, signed list, verbatim: trust lists, status lists, revocations.

A list's numbers follow each other without a gap, and none is ever overwritten: what was once
published can be shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, insert, select

from issuer.store.tables import signed_list as table
from keys.encoding import Sha256
from keys.errors import Refused

TRUST: Final = "trust"
"""The authority's list of its committees."""
AUTHORITIES: Final = "authorities"
"""The anchor's list of authorities, as last received."""
REVOCATIONS: Final = "revocations"

_STATUS: Final = "status/"


@dataclass(frozen=True, slots=True)
class SignedList:
    """One edition of a list.

    Attributes:
        name: TRUST, AUTHORITIES, REVOCATIONS or `status_name(n)`.
        seq: Its number.
        token: The signed text, verbatim.
        digest: Digest of the token: `prev` of the next edition.
        at: Moment of issue.
    """

    name: str
    seq: int
    token: str
    digest: Sha256
    at: datetime
    expires_at: datetime


def status_name(status_list: int) -> str:
    """The name of the status list with this number."""
    return f"{_STATUS}{status_list}"


def status_number(name: str) -> int:
    """The number of the status list with this name."""
    return int(name.removeprefix(_STATUS))


def keep(connection: Connection, signed: SignedList) -> None:
    """Keep a new edition. A first edition may have any number; what the anchor sends may skip.

    Raises:
        Refused: Its number does not follow the last one ("store.list-seq").
    """
    last = connection.scalar(select(func.max(table.c.seq)).where(table.c.name == signed.name))
    if last is not None:
        follows = signed.seq > last if signed.name == AUTHORITIES else signed.seq == last + 1
        if not follows:
            raise Refused("store.list-seq", name=signed.name, seq=signed.seq, last=last)
    row = {
        "name": signed.name,
        "seq": signed.seq,
        "token": signed.token,
        "digest": signed.digest,
        "at": signed.at,
        "expires_at": signed.expires_at,
    }
    connection.execute(insert(table), [row])


def latest(connection: Connection, name: str) -> SignedList | None:
    """The newest edition, or None."""
    query = select(table).where(table.c.name == name).order_by(table.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _list(row)


def every(connection: Connection, name: str) -> tuple[SignedList, ...]:
    """All editions of a list, oldest first."""
    query = select(table).where(table.c.name == name).order_by(table.c.seq)
    return tuple(_list(row) for row in connection.execute(query))


def editions(connection: Connection) -> dict[str, int]:
    """The newest number of every list, by name."""
    query = select(table.c.name, func.max(table.c.seq).label("seq")).group_by(table.c.name)
    return {row.name: row.seq for row in connection.execute(query)}


def overtaken(connection: Connection, known: Mapping[str, int], *, before: datetime) -> str | None:
    """The name of a list with a newer edition than the known one, signed `before` a moment.

    Args:
        known: Name -> number of the edition that somebody has.
    """
    for name, seq in sorted(known.items()):
        following = select(table.c.at).where(table.c.name == name, table.c.seq == seq + 1)
        at = connection.scalar(following)
        if at is not None and at <= before:
            return name
    return None


def latest_of_all(connection: Connection) -> tuple[SignedList, ...]:
    """The newest edition of every list, by name."""
    newest = select(table.c.name, func.max(table.c.seq).label("seq")).group_by(table.c.name)
    last = newest.subquery()
    query = select(table).join(last, and_(table.c.name == last.c.name, table.c.seq == last.c.seq))
    return tuple(_list(row) for row in connection.execute(query.order_by(table.c.name)))


def latest_statuses(connection: Connection) -> dict[int, SignedList]:
    """The newest edition of every status list, by list number."""
    return {
        status_number(each.name): each
        for each in latest_of_all(connection)
        if each.name.startswith(_STATUS)
    }


def _list(row: Row[Any]) -> SignedList:
    return SignedList(
        name=row.name,
        seq=row.seq,
        token=row.token,
        digest=Sha256(row.digest),
        at=row.at,
        expires_at=row.expires_at,
    )
