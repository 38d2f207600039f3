"""An authenticator in software, for tests: a P-256 key behind honest or forged answers.

It writes client data and authenticator data itself (WebAuthn 5.8.1 and 6.1), so that each thing
that a server must look at can be false alone.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from keys.encoding import b64, unb64

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Authenticator:
    """One passkey.

    Attributes:
        origin, host: As the browser around it says.
        counter: Counts only where it began to.
        flags: Of both answers.
    """

    origin: str
    host: str
    holder: bytes = b""
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    crossing: bool = False
    algorithm: int = -7
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)

    def create(self, options, **false):
        """What `navigator.credentials.create` gives; `false` members say otherwise."""
        self.holder = unb64(options["user"]["id"])
        client = self._client("webauthn.create", options["challenge"], false)
        data = self._data(self.flags | ATTESTED, false) + self._attested(false)
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        said = {"clientDataJSON": b64(client), "attestationObject": b64(cbor2.dumps(attestation))}
        return self._credential(said, false)

    def get(self, options, **false):
        """What `navigator.credentials.get` gives; likewise."""
        client = self._client("webauthn.get", options["challenge"], false)
        if self.counter:
            self.counter += 1
        data = self._data(self.flags, false)
        signed = false.get("signed", data) + sha256(client).digest()
        key = false.get("key", self.key)
        said = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": b64(false.get("holder", self.holder)),
        }
        return self._credential(said, false)

    def _client(self, kind, challenge, false):
        said = {
            "type": false.get("kind", kind),
            "challenge": false.get("challenge", challenge),
            "origin": false.get("origin", self.origin),
            "crossOrigin": false.get("crossing", self.crossing),
        }
        return json.dumps(said, separators=(",", ":")).encode()

    def _data(self, flags, false):
        host = sha256(false.get("host", self.host).encode()).digest()
        counter = false.get("counter", self.counter)
        return host + bytes([false.get("flags", flags)]) + counter.to_bytes(4, "big")

    def _attested(self, false):
        point = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: false.get("algorithm", self.algorithm),
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }
        own = self.credential
        return bytes(16) + len(own).to_bytes(2, "big") + own + cbor2.dumps(cose)

    def _credential(self, said, false):
        shown = b64(false.get("credential", self.credential))
        return json.dumps({"id": shown, "rawId": shown, "type": "public-key", "response": said})
