"""Who may enter for a unit: its passkeys, and the sessions that they began.

A session is found by a keyed digest of what its bearer holds. It stands as long as its passkey
and the registration of its unit: every reading asks for both, and what has ended is deleted.

Times are compared here, and never decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from issuer.store.unit_access_tables import unit_passkey as passkeys
from issuer.store.unit_access_tables import unit_session as sessions
from issuer.store.unit_tables import unit as units
from keys.encoding import Sha256
from keys.errors import Refused

_LIVING: Final = units.c.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True)
class KeptPasskey:
    """A passkey of a living unit.

    Attributes:
        id: By which people remove it; says nothing.
        credential: Digest of its id.
        name: Of the unit.
        holder, person: As in `unit_invitations.Invitation`.
        data, counter: As in `issuer.passkeys.Passkey`.
    """

    id: str
    credential: Sha256
    unit: str
    name: str
    holder: str
    person: bytes
    data: bytes
    counter: int
    device: str
    made_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session of a living unit, with the passkey that began it."""

    digest: Sha256
    passkey: KeptPasskey
    device: str
    begun_at: datetime
    seen_at: datetime


# -- passkeys -------------------------------------------------------------------------------------


def keep_passkey(connection: Connection, made: KeptPasskey) -> None:
    """Keep a new one; raises Refused("unit.passkey-known") where some unit has it."""
    known = select(passkeys.c.id).where(passkeys.c.credential == made.credential)
    if connection.scalar(known) is not None:
        raise Refused("unit.passkey-known")
    connection.execute(
        insert(passkeys).values(
            id=made.id,
            credential=made.credential,
            unit=made.unit,
            holder=made.holder,
            sealed_person=made.person,
            data=made.data,
            counter=made.counter,
            device=made.device,
            made_at=made.made_at,
            used_at=made.used_at,
        )
    )


def by_credential(connection: Connection, credential: Sha256) -> KeptPasskey | None:
    """The passkey with this id."""
    row = connection.execute(_passkeys().where(passkeys.c.credential == credential)).one_or_none()
    return None if row is None else _passkey(row)


def passkeys_of(connection: Connection, unit: str) -> tuple[KeptPasskey, ...]:
    """Those of a unit, oldest first."""
    query = _passkeys().where(passkeys.c.unit == unit)
    found = connection.execute(query.order_by(passkeys.c.made_at, passkeys.c.id))
    return tuple(_passkey(row) for row in found)


def count_up(connection: Connection, passkey: KeptPasskey, counter: int, *, at: datetime) -> bool:
    """Note a use; False where another use of the same counter was faster."""
    changed = connection.execute(
        update(passkeys)
        .where(passkeys.c.id == passkey.id, passkeys.c.counter == passkey.counter)
        .values(counter=counter, used_at=at)
    )
    return _gone(changed)


def remove_passkey(connection: Connection, passkey: str, *, unit: str) -> bool:
    """Remove a unit's passkey with its sessions; False where the unit has none such."""
    theirs = select(passkeys.c.id).where(passkeys.c.id == passkey, passkeys.c.unit == unit)
    if connection.scalar(theirs) is None:
        return False
    connection.execute(delete(sessions).where(sessions.c.passkey == passkey))
    return _gone(connection.execute(delete(passkeys).where(passkeys.c.id == passkey)))


def remove_all(connection: Connection, unit: str) -> int:
    """Remove every passkey of a unit with its sessions; how many there were."""
    theirs = select(passkeys.c.id).where(passkeys.c.unit == unit)
    connection.execute(delete(sessions).where(sessions.c.passkey.in_(theirs)))
    ended = connection.execute(delete(passkeys).where(passkeys.c.unit == unit))
    return int(ended.rowcount)


# -- sessions -------------------------------------------------------------------------------------


def begin(connection: Connection, made: KeptSession) -> None:
    """Keep a new one."""
    connection.execute(
        insert(sessions).values(
            digest=made.digest,
            passkey=made.passkey.id,
            device=made.device,
            begun_at=made.begun_at,
            seen_at=made.seen_at,
        )
    )


def session(connection: Connection, digest: Sha256) -> KeptSession | None:
    """The session with this digest; None when it, its passkey or its unit has ended."""
    row = connection.execute(_sessions().where(sessions.c.digest == digest)).one_or_none()
    return None if row is None else _session(row)


def sessions_of(connection: Connection, unit: str) -> tuple[KeptSession, ...]:
    """Those of a unit, the last one first; some may have run out."""
    query = _sessions().where(passkeys.c.unit == unit)
    found = connection.execute(query.order_by(sessions.c.seen_at.desc(), sessions.c.digest))
    return tuple(_session(row) for row in found)


def touch(connection: Connection, digest: Sha256, *, at: datetime) -> None:
    """Note that a session was used."""
    seen = update(sessions).where(sessions.c.digest == digest, sessions.c.seen_at < at)
    connection.execute(seen.values(seen_at=at))


def end(connection: Connection, digests: Sequence[Sha256]) -> int:
    """End sessions; how many there were."""
    ended = connection.execute(delete(sessions).where(sessions.c.digest.in_(digests)))
    return int(ended.rowcount)


def sweep(connection: Connection, *, idle: datetime, begun: datetime) -> None:
    """Forget the sessions that were last seen before `idle`, or began before `begun`."""
    over = (sessions.c.seen_at <= idle) | (sessions.c.begun_at <= begun)
    connection.execute(delete(sessions).where(over))


def _gone(result: Any) -> bool:  # noqa: ANN401  CursorResult is generic in its rows
    return bool(result.rowcount == 1)


def _passkeys() -> Select[Any]:
    joined = passkeys.join(units, units.c.id == passkeys.c.unit)
    return select(passkeys, units.c.name).select_from(joined).where(_LIVING)


def _sessions() -> Select[Any]:
    begun = (
        sessions.c.digest.label("session"),
        sessions.c.device.label("at_device"),
        sessions.c.begun_at,
        sessions.c.seen_at,
    )
    return _passkeys().add_columns(*begun).join(sessions, sessions.c.passkey == passkeys.c.id)


def _passkey(row: Row[Any]) -> KeptPasskey:
    return KeptPasskey(
        id=row.id,
        credential=Sha256(row.credential),
        unit=row.unit,
        name=row.name,
        holder=row.holder,
        person=row.sealed_person,
        data=row.data,
        counter=row.counter,
        device=row.device,
        made_at=row.made_at,
        used_at=row.used_at,
    )


def _session(row: Row[Any]) -> KeptSession:
    return KeptSession(
        digest=Sha256(row.session),
        passkey=_passkey(row),
        device=row.at_device,
        begun_at=row.begun_at,
        seen_at=row.seen_at,
    )
