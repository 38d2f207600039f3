"""Inviting: the office lets a named person at a unit make a passkey, and shuts out.

A unit was let in by a decision of two persons; who works for it there is the unit's own affair,
and one person at the office writes the invitation. It works once and until its day.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine

from issuer.claim_codes import new_code
from issuer.store import unit_access, unit_invitations
from issuer.store.session import begin_write
from issuer.store.unit_invitations import Invitation
from keys.errors import Refused
from keys.secret import Pepper

MAX_PERSON: Final = 60
INVITATION: Final = "invitation"
_HOLDER_BYTES: Final = 16


def place_of(holder: str) -> str:
    """What the sealed name of a person is bound to."""
    return f"unit_access/{holder}/person"


def invite(
    engine: Engine, pepper: Pepper, *, unit: str, person: str, until: datetime, at: datetime
) -> str:
    """A code for a person at a unit, 20 characters; it is kept nowhere.

    Raises:
        Refused: "unit.person" for no name or too long a one, "unit.unknown", "unit.withdrawn".
    """
    named = " ".join(person.split())
    if not 0 < len(named) <= MAX_PERSON:
        raise Refused("unit.person", limit=MAX_PERSON)
    code, holder = new_code(), secrets.token_hex(_HOLDER_BYTES)
    with begin_write(engine) as connection:
        made = Invitation(
            digest=pepper.entry(INVITATION, code),
            unit=unit,
            name=unit_invitations.living_name(connection, unit),
            holder=holder,
            person=pepper.seal(named.encode(), place=place_of(holder)),
            made_at=at,
            expires_at=until,
        )
        unit_invitations.keep_invitation(connection, made)
    return code


def shut_out(connection: Connection, unit: str, passkey: str | None = None) -> int:
    """End one passkey of a unit, or all its passkeys and invitations; nobody stays signed in.

    Returns:
        How many there were.

    Raises:
        Refused: "unit.no-passkey" where the unit has not that one.
    """
    if passkey is None:
        ended = unit_access.remove_all(connection, unit)
        return ended + unit_invitations.close_invitations(connection, unit)
    if not unit_access.remove_passkey(connection, passkey, unit=unit):
        raise Refused("unit.no-passkey")
    return 1
