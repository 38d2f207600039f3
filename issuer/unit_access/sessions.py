"""Sessions: who works for a unit now, on which device, and for how long yet.

A session lives at the server. Its bearer has a token of 256 random bits, of which a keyed digest
is kept. It is over after a quarter of an hour without use and after eight hours in any case, and
at once with its passkey or with the registration of its unit.

Follows OWASP ASVS 5.0.0, 7.2.2 to 7.2.4, 7.3.1, 7.3.2, 7.4.1, 7.4.2 and 7.5.2.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine

from issuer.store import unit_access as store
from issuer.store.session import begin_write, read
from issuer.store.unit_access import KeptPasskey, KeptSession
from issuer.unit_access.inviting import place_of
from keys.encoding import Sha256
from keys.errors import Refused
from keys.secret import Pepper

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
PROVEN: Final = timedelta(minutes=5)
"""How long after signing in a person may change who else can."""
TOKEN_BYTES: Final = 32
_SEEN_EVERY: Final = timedelta(minutes=1)  # that a session is used is written no more often
_SESSION: Final = "session"


@dataclass(frozen=True, slots=True)
class UnitSession:
    """Who works here now.

    Attributes:
        session: Names the session and does not open it.
        unit, name: Id and name of the unit.
        person: As the office wrote it on the invitation.
        holder: User handle of that person.
        passkey: Id of the passkey that began it.
    """

    session: Sha256
    unit: str
    name: str
    person: str
    holder: str
    passkey: str
    device: str
    begun_at: datetime
    seen_at: datetime

    def proven(self, at: datetime) -> bool:
        """Whether the passkey was used a moment ago."""
        return at < self.begun_at + PROVEN

    def stands(self, at: datetime) -> bool:
        """Whether it is not over."""
        return at < min(self.seen_at + IDLE, self.begun_at + LONGEST)


@dataclass(frozen=True, slots=True)
class UnitPasskey:
    """A passkey, for the people of its unit to see."""

    id: str
    person: str
    device: str
    made_at: datetime
    used_at: datetime | None


class Sessions:
    """The sessions of one database."""

    def __init__(self, engine: Engine, pepper: Pepper) -> None:
        self._engine = engine
        self._pepper = pepper

    def begin(
        self,
        connection: Connection,
        passkey: KeptPasskey,
        *,
        device: str,
        at: datetime,
        instead: str | None = None,
    ) -> str:
        """Begin one in a running transaction; gives its token, which is kept nowhere.

        What has run out, whoever's it was, is forgotten with it.

        Args:
            instead: Token of the session that the same browser had until now.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        if instead is not None:
            store.end(connection, [self._digest(instead)])
        store.sweep(connection, idle=at - IDLE, begun=at - LONGEST)
        kept = KeptSession(self._digest(token), passkey, device, begun_at=at, seen_at=at)
        store.begin(connection, kept)
        return token

    def find(self, token: str, *, at: datetime) -> UnitSession | None:
        """Whose token it is; None when there is no such session, or no longer."""
        with read(self._engine) as connection:
            kept = store.session(connection, self._digest(token))
        found = None if kept is None else self._told(kept)
        if found is None or not found.stands(at):
            return None
        if at >= found.seen_at + _SEEN_EVERY:
            with begin_write(self._engine) as connection:
                store.touch(connection, found.session, at=at)
        return found

    def end(self, token: str) -> None:
        """Sign out; an unknown token changes nothing."""
        with begin_write(self._engine) as connection:
            store.end(connection, [self._digest(token)])

    def end_others(self, here: UnitSession) -> int:
        """Sign a person out everywhere else; how many places there were."""
        with begin_write(self._engine) as connection:
            theirs = store.sessions_of(connection, here.unit)
            others = [
                each.digest
                for each in theirs
                if each.passkey.holder == here.holder and each.digest != here.session
            ]
            return store.end(connection, others)

    def places(self, here: UnitSession, *, at: datetime) -> tuple[UnitSession, ...]:
        """Where this person is signed in, here too; the last used first."""
        with read(self._engine) as connection:
            found = [self._told(each) for each in store.sessions_of(connection, here.unit)]
        return tuple(each for each in found if each.holder == here.holder and each.stands(at))

    def passkeys(self, unit: str) -> tuple[UnitPasskey, ...]:
        """The passkeys of a unit, oldest first."""
        with read(self._engine) as connection:
            found = store.passkeys_of(connection, unit)
        return tuple(
            UnitPasskey(each.id, self._person(each), each.device, each.made_at, each.used_at)
            for each in found
        )

    def remove(self, here: UnitSession, passkey: str, *, at: datetime) -> None:
        """Remove a passkey of the unit; what it began is over.

        Raises:
            Refused: "unit.prove-again" when the person signed in too long ago, "unit.no-passkey",
                "unit.last-passkey": nobody could sign in any more.
        """
        demand_proof(here, at=at)
        with begin_write(self._engine) as connection:
            if len(store.passkeys_of(connection, here.unit)) == 1:
                raise Refused("unit.last-passkey")
            if not store.remove_passkey(connection, passkey, unit=here.unit):
                raise Refused("unit.no-passkey")

    def _digest(self, token: str) -> Sha256:
        return self._pepper.entry(_SESSION, token)

    def _person(self, kept: KeptPasskey) -> str:
        return self._pepper.open(kept.person, place=place_of(kept.holder)).decode()

    def _told(self, kept: KeptSession) -> UnitSession:
        return UnitSession(
            session=kept.digest,
            unit=kept.passkey.unit,
            name=kept.passkey.name,
            person=self._person(kept.passkey),
            holder=kept.passkey.holder,
            passkey=kept.passkey.id,
            device=kept.device,
            begun_at=kept.begun_at,
            seen_at=kept.seen_at,
        )


def demand_proof(here: UnitSession, *, at: datetime) -> None:
    """Refuse who may change who can sign in, and used the passkey too long ago.

    Raises:
        Refused: "unit.prove-again".
    """
    if not here.proven(at):
        raise Refused("unit.prove-again", minutes=int(PROVEN.total_seconds()) // 60)
