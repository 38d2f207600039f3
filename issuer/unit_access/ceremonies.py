"""Ceremonies: an invited person makes a passkey, signs in with it, and makes another one.

Each has two steps. The first gives a challenge to one browser, for one purpose, for some minutes;
the second takes the passkey's answer. A challenge is spent by the first answer, whatever comes of
it. Who signs in says nothing before: the passkey itself says whose it is. Whatever is wrong with
an answer gets one refusal.

Follows W3C Web Authentication Level 3, 7.1, 7.2 and 13.4.3; OWASP ASVS 5.0.0, 6.3.8 and 7.2.4.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Engine

from issuer.passkeys import CHALLENGE_BYTES, Passkey, RelyingParty
from issuer.store import unit_access as store
from issuer.store import unit_invitations as waiting
from issuer.store.session import begin_write, read
from issuer.store.unit_access import KeptPasskey
from issuer.store.unit_invitations import Attempt, Invitation
from issuer.unit_access.inviting import INVITATION
from issuer.unit_access.sessions import TOKEN_BYTES, Sessions, UnitSession, demand_proof
from keys.encoding import Json, Sha256, b64, sha256, unb64
from keys.errors import Refused, Untrusted
from keys.secret import Pepper

ANSWERED_WITHIN: Final = timedelta(minutes=5)
_ATTEMPT: Final = "attempt"
_ID_BYTES: Final = 8


class Purpose(StrEnum):
    """What a challenge was given for."""

    JOIN = "join"
    SIGN_IN = "sign-in"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Begun:
    """A ceremony that waits for its passkey.

    Attributes:
        token: Of the one browser that may answer.
        options: What its script hands to the browser.
    """

    token: str
    options: Json


class Ceremonies:
    """The ceremonies at one database, for one relying party."""

    def __init__(self, engine: Engine, pepper: Pepper, party: RelyingParty) -> None:
        self._engine = engine
        self._pepper = pepper
        self.party: Final = party
        self.sessions: Final = Sessions(engine, pepper)

    def begin_join(self, code: str, *, at: datetime) -> Begun | None:
        """Begin with an invitation; None where the code opens nothing, whatever is wrong with it.

        Args:
            code: In its one spelling (`claim_codes.as_typed`).
        """
        digest = self._pepper.entry(INVITATION, code)
        invited = self._invited(digest, at=at)
        if invited is None:
            return None
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        options = self.party.creation(
            challenge, holder=bytes.fromhex(invited.holder), named=invited.name
        )
        return self._begun(Purpose.JOIN, challenge, options, about=digest, at=at)

    def join(self, token: str, answer: str, *, device: str, at: datetime) -> str:
        """Keep the first passkey of an invited person, who is signed in with it.

        Returns:
            The token of the session.

        Raises:
            Refused: "unit.attempt": begun elsewhere or too long ago, or answered already.
            Untrusted: "unit.passkey-refused".
        """
        attempt = self._take(Purpose.JOIN, token, at=at)
        invited = self._invited(attempt.about, at=at)
        if invited is None:
            raise Refused("unit.attempt")
        made = self.party.registered(
            answer, challenge=unb64(attempt.challenge), holder=bytes.fromhex(invited.holder)
        )
        # Whoever makes it is signed in with it.
        kept = replace(_kept(made, invited, device=device, at=at), used_at=at)
        with begin_write(self._engine) as connection:
            if not waiting.use_invitation(connection, invited.digest):
                raise Refused("unit.attempt")
            store.keep_passkey(connection, kept)
            return self.sessions.begin(connection, kept, device=device, at=at)

    def begin_sign_in(self, *, at: datetime) -> Begun:
        """Begin to sign in, as anybody."""
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        return self._begun(Purpose.SIGN_IN, challenge, self.party.request(challenge), at=at)

    def sign_in(
        self, token: str, answer: str, *, device: str, at: datetime, instead: str | None = None
    ) -> str:
        """Sign in whoever's passkey gave the answer; the token of a new session.

        Args:
            instead: Token of the session that the same browser had until now; it ends.

        Raises:
            Refused: As `join`.
            Untrusted: "unit.passkey-refused": not true, or no passkey of a unit that is in.
        """
        attempt = self._take(Purpose.SIGN_IN, token, at=at)
        with read(self._engine) as connection:
            kept = store.by_credential(connection, sha256(self.party.claimed(answer)))
        if kept is None:
            raise Untrusted("unit.passkey-refused")
        counter = self.party.asserted(
            answer,
            Passkey(kept.data, kept.counter, bytes.fromhex(kept.holder)),
            challenge=unb64(attempt.challenge),
        )
        with begin_write(self._engine) as connection:
            # Removed meanwhile, or used with the same counter by somebody faster.
            if not store.count_up(connection, kept, counter, at=at):
                raise Untrusted("unit.passkey-refused")
            return self.sessions.begin(connection, kept, device=device, at=at, instead=instead)

    def begin_add(self, here: UnitSession, *, at: datetime) -> Begun:
        """Begin to make a further passkey of who is signed in.

        Raises:
            Refused: "unit.prove-again".
        """
        demand_proof(here, at=at)
        with read(self._engine) as connection:
            known = store.passkeys_of(connection, here.unit)
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        options = self.party.creation(
            challenge,
            holder=bytes.fromhex(here.holder),
            named=here.name,
            but=[Passkey(each.data, each.counter, b"").credential for each in known],
        )
        return self._begun(Purpose.ADD, challenge, options, about=here.session, at=at)

    def add(self, here: UnitSession, token: str, answer: str, *, device: str, at: datetime) -> None:
        """Keep a further passkey.

        Raises:
            Refused: As `join`; "unit.prove-again".
            Untrusted: "unit.passkey-refused".
        """
        demand_proof(here, at=at)
        attempt = self._take(Purpose.ADD, token, at=at)
        if attempt.about != here.session:
            raise Refused("unit.attempt")
        made = self.party.registered(
            answer, challenge=unb64(attempt.challenge), holder=bytes.fromhex(here.holder)
        )
        with begin_write(self._engine) as connection:
            used = store.session(connection, here.session)
            if used is None:
                raise Refused("unit.attempt")
            store.keep_passkey(connection, _kept(made, used.passkey, device=device, at=at))

    def _invited(self, digest: Sha256 | None, *, at: datetime) -> Invitation | None:
        if digest is None:
            return None
        with read(self._engine) as connection:
            return waiting.invitation(connection, digest, at=at)

    def _begun(
        self,
        purpose: Purpose,
        challenge: bytes,
        options: Json,
        *,
        at: datetime,
        about: Sha256 | None = None,
    ) -> Begun:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        attempt = Attempt(
            digest=self._pepper.entry(_ATTEMPT, token),
            purpose=purpose.value,
            challenge=b64(challenge),
            about=about,
            expires_at=at + ANSWERED_WITHIN,
        )
        with begin_write(self._engine) as connection:
            waiting.sweep(connection, at=at)
            waiting.keep_attempt(connection, attempt)
        return Begun(token, options)

    def _take(self, purpose: Purpose, token: str, *, at: datetime) -> Attempt:
        """Spend the challenge that a browser was given: in a transaction of its own."""
        with begin_write(self._engine) as connection:
            found = waiting.take_attempt(connection, self._pepper.entry(_ATTEMPT, token))
        if found is None or found.purpose != purpose or at >= found.expires_at:
            raise Refused("unit.attempt")
        return found


def _kept(
    made: Passkey, whose: Invitation | KeptPasskey, *, device: str, at: datetime
) -> KeptPasskey:
    return KeptPasskey(
        id=secrets.token_hex(_ID_BYTES),
        credential=sha256(made.credential),
        unit=whose.unit,
        name=whose.name,
        holder=whose.holder,
        person=whose.person,
        data=made.data,
        counter=made.counter,
        device=device,
        made_at=at,
    )
