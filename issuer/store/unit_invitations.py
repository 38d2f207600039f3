"""Who is about to enter for a unit: invitations, and attempts that wait for a passkey's answer.

A row is found by a keyed digest of what its bearer holds. What works once is deleted by one
statement, so that of two who come at the same moment one is late. Times are compared here, and
never decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from issuer.store.unit_access_tables import unit_attempt as attempts
from issuer.store.unit_access_tables import unit_invitation as invitations
from issuer.store.unit_tables import unit as units
from keys.encoding import Sha256
from keys.errors import UNTOLD, Refused

_ID: Final = re.compile(r"[0-9a-f]{1,40}")  # an error repeats nothing else


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person at a unit who may make a passkey.

    Attributes:
        unit, name: Id and name of the unit.
        holder: User handle of that person's passkeys.
        person: Sealed, for "unit_access/<holder>/person".
    """

    digest: Sha256
    unit: str
    name: str
    holder: str
    person: bytes
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A challenge that waits for its answer.

    Attributes:
        challenge: 43 characters of base64url.
        about: Digest of the invitation or of the session that it is for.
    """

    digest: Sha256
    purpose: str
    challenge: str
    about: Sha256 | None
    expires_at: datetime


def living_name(connection: Connection, unit: str) -> str:
    """Name of a unit that may enter; raises Refused("unit.unknown" or "unit.withdrawn")."""
    row = connection.execute(
        select(units.c.name, units.c.withdrawn_at).where(units.c.id == unit)
    ).one_or_none()
    if row is None:
        raise Refused("unit.unknown", unit=unit if _ID.fullmatch(unit) else UNTOLD)
    if row.withdrawn_at is not None:
        raise Refused("unit.withdrawn")
    name: str = row.name
    return name


def keep_invitation(connection: Connection, made: Invitation) -> None:
    """Keep a new one."""
    connection.execute(
        insert(invitations).values(
            digest=made.digest,
            unit=made.unit,
            holder=made.holder,
            sealed_person=made.person,
            made_at=made.made_at,
            expires_at=made.expires_at,
        )
    )


def invitation(connection: Connection, digest: Sha256, *, at: datetime) -> Invitation | None:
    """An invitation that works at a moment."""
    row = connection.execute(
        select(invitations, units.c.name)
        .join(units, units.c.id == invitations.c.unit)
        .where(
            invitations.c.digest == digest,
            invitations.c.expires_at > at,
            units.c.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Invitation(
        digest=Sha256(row.digest),
        unit=row.unit,
        name=row.name,
        holder=row.holder,
        person=row.sealed_person,
        made_at=row.made_at,
        expires_at=row.expires_at,
    )


def use_invitation(connection: Connection, digest: Sha256) -> bool:
    """Use one up; False where somebody was faster."""
    used = connection.execute(delete(invitations).where(invitations.c.digest == digest))
    return bool(used.rowcount)


def close_invitations(connection: Connection, unit: str) -> int:
    """End the open invitations of a unit; how many there were."""
    ended = connection.execute(delete(invitations).where(invitations.c.unit == unit))
    return int(ended.rowcount)


def keep_attempt(connection: Connection, made: Attempt) -> None:
    """Keep a new one."""
    connection.execute(
        insert(attempts).values(
            digest=made.digest,
            purpose=made.purpose,
            challenge=made.challenge,
            about=made.about,
            expires_at=made.expires_at,
        )
    )


def take_attempt(connection: Connection, digest: Sha256) -> Attempt | None:
    """Take one out: whatever comes of it, its challenge is spent."""
    row = connection.execute(
        delete(attempts).where(attempts.c.digest == digest).returning(*attempts.c)
    ).one_or_none()
    if row is None:
        return None
    return Attempt(Sha256(row.digest), row.purpose, row.challenge, row.about, row.expires_at)


def sweep(connection: Connection, *, at: datetime) -> None:
    """Forget what has run out."""
    connection.execute(delete(attempts).where(attempts.c.expires_at <= at))
    connection.execute(delete(invitations).where(invitations.c.expires_at <= at))
