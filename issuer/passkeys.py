"""Passkeys: what a browser is asked to do with one, and whether what comes back is true.

The one module that knows `fido2`. It holds an answer against the challenge that it must answer,
our origin, our host and the person's own verification (fingerprint, face or PIN); it keeps
nothing, reads no clock and knows no unit. Who made a device is neither asked for nor read.

Follows W3C Web Authentication Level 3, 7.1 and 7.2. The library does not look at `crossOrigin`,
at the user handle, at the counter and at the algorithm of a new key: those checks stand here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from keys.encoding import Json, b64
from keys.errors import CredentialError, Untrusted

CHALLENGE_BYTES: Final = 32
ALGORITHMS: Final = (-7, -8, -257)
"""ES256, EdDSA, and RS256, with which Windows Hello signs."""
_ALGORITHM: Final = 3  # label of a COSE key, RFC 9052, 7.1
_MAX_ID: Final = 1023  # bytes of a credential id, WebAuthn 4
_PUBLIC_KEY: Final = PublicKeyCredentialType.PUBLIC_KEY
_VERIFIED: Final = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey, as it is kept.

    Attributes:
        data: Attested credential data (WebAuthn 6.5.1): its id and its public key.
        counter: Of signatures, when last seen; 0 for the many that do not count.
        holder: User handle: random, and the same in all passkeys of one person.
    """

    data: bytes
    counter: int
    holder: bytes

    @property
    def credential(self) -> bytes:
        """Its id."""
        return AttestedCredentialData(self.data).credential_id


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """For whom passkeys are: one origin, and the name that a browser shows.

    Attributes:
        origin: "https://zc.weihai.example"; what was said to any other is refused.
    """

    origin: str
    name: str

    @property
    def host(self) -> str:
        """Its id: our host, without a port (WebAuthn 5.1.2)."""
        return urlsplit(self.origin).hostname or ""

    def creation(
        self, challenge: bytes, *, holder: bytes, named: str, but: Sequence[bytes] = ()
    ) -> Json:
        """What `navigator.credentials.create` is given; bytes in base64url.

        Args:
            holder: User handle.
            named: What the browser calls the account.
            but: Credentials of which a device must not hold one already.
        """
        options, _ = self._server().register_begin(
            PublicKeyCredentialUserEntity(id=holder, name=named, display_name=named),
            [PublicKeyCredentialDescriptor(type=_PUBLIC_KEY, id=each) for each in but],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=_VERIFIED,
            challenge=challenge,
        )
        return _document(options.public_key)

    def request(self, challenge: bytes) -> Json:
        """What `navigator.credentials.get` is given: no list, so nobody types a user name."""
        options, _ = self._server().authenticate_begin(
            user_verification=_VERIFIED, challenge=challenge
        )
        return _document(options.public_key)

    def registered(self, answer: str, *, challenge: bytes, holder: bytes) -> Passkey:
        """The passkey that was made.

        Args:
            answer: The browser's credential, as JSON.
            challenge: That it must answer.

        Raises:
            Untrusted: "unit.passkey-refused", whatever is wrong; the cause says what.
        """
        with _refusing():
            read = RegistrationResponse.from_dict(json.loads(answer))
            _check_frame(read.response.client_data)
            made = self._server().register_complete(_state(challenge), read)
            data = made.credential_data
            if data is None or data.credential_id != read.raw_id:
                raise ValueError("Another credential id.")
            if not 0 < len(data.credential_id) <= _MAX_ID:
                raise ValueError("Length of the credential id.")
            if data.public_key.get(_ALGORITHM) not in ALGORITHMS:
                raise ValueError("Algorithm that was not asked for.")
            return Passkey(bytes(data), made.counter, holder)

    def claimed(self, answer: str) -> bytes:
        """Which credential an answer says it comes from; raises as `asserted`."""
        with _refusing():
            said: bytes = AuthenticationResponse.from_dict(json.loads(answer)).raw_id
            return said

    def asserted(self, answer: str, passkey: Passkey, *, challenge: bytes) -> int:
        """The counter of a passkey that truly gave this answer.

        Raises:
            Untrusted: "unit.passkey-refused", whatever is wrong; the cause says what.
        """
        with _refusing():
            read = AuthenticationResponse.from_dict(json.loads(answer))
            _check_frame(read.response.client_data)
            if read.response.user_handle != passkey.holder:
                raise ValueError("Another user handle.")
            known = [AttestedCredentialData(passkey.data)]
            self._server().authenticate_complete(_state(challenge), known, read)
            counter: int = read.response.authenticator_data.counter
            # A copy of a passkey that counts is behind, or the original is (WebAuthn 6.1.1).
            if (counter or passkey.counter) and counter <= passkey.counter:
                raise ValueError("Counter that went back.")
            return counter

    def _server(self) -> Fido2Server:
        server = Fido2Server(
            PublicKeyCredentialRpEntity(id=self.host, name=self.name),
            attestation=AttestationConveyancePreference.NONE,
            # Pinned: the library alone would let in every port and every host below ours.
            verify_origin=lambda origin: origin == self.origin,
        )
        server.allowed_algorithms = [
            PublicKeyCredentialParameters(type=_PUBLIC_KEY, alg=each) for each in ALGORITHMS
        ]
        return server


def _state(challenge: bytes) -> dict[str, str]:
    """What the library asks for again of a ceremony that it began."""
    return {"challenge": b64(challenge), "user_verification": _VERIFIED}


def _check_frame(client: CollectedClientData) -> None:
    """Refuse what was said in a frame of a stranger's page."""
    if client.cross_origin:
        raise ValueError("Said in another site's frame.")


@contextmanager
def _refusing() -> Iterator[None]:
    """One refusal for whatever a stranger's bytes may do to a library that names no errors."""
    try:
        yield
    except CredentialError:
        raise
    except Exception as error:
        raise Untrusted("unit.passkey-refused") from error


def _document(options: object) -> Json:
    document: Json = json.loads(json.dumps(options, default=dict))
    return document
