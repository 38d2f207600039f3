"""Whoever can sign: a small protocol, keys in memory, and a table of places to find others in.

A signer may live in a file, a card or a hardware module: the rest of the system sees a public
key, a role, and `sign`. Optional places are found through the entry point group
"zhicheng.signers" and never imported by name.
"""

from __future__ import annotations

import importlib
import secrets
from typing import Final, Protocol, cast

from keys.algorithms import ALGORITHMS, SIGNATURE_BYTES, PrivateMaterial, private_bytes
from keys.encoding import Kid, b64, canonical
from keys.errors import KeyFileError, Malformed, Untrusted
from keys.public_key import PublicKey
from keys.roles import ED25519, ES256, SYMMETRIC, Role, algorithm_of

ENTRY_POINTS: Final = "zhicheng.signers"
_SCHEMES: Final = {"file": "keys.file_signer:open_file_signer"}
_JOSE_NAMES: Final = {ES256: "ES256", ED25519: "EdDSA"}  # as JOSE libraries know them


class Signer(Protocol):
    """Something that signs with one key in one role."""

    @property
    def public(self) -> PublicKey:
        """The public half."""

    @property
    def role(self) -> Role:
        """The one role of the key."""

    @property
    def person(self) -> str | None:
        """Who holds it; None for an institution's key."""

    def sign(self, data: bytes) -> bytes:
        """The raw signature over `data`: 64 bytes, r and s for ES256."""


class SignerOpener(Protocol):
    """What an entry point of the group gives: opens the part of the URI after "scheme:"."""

    def __call__(self, place: str, *, passphrase: bytes) -> Signer:
        """The signer at `place`; KeyFileError where it cannot be opened."""


class MemorySigner:
    """A private key in memory. Its repr shows the public half only."""

    __slots__ = ("_material", "_sign", "person", "public", "role")

    def __init__(self, material: PrivateMaterial, role: Role, *, person: str | None = None) -> None:
        self.public: Final = PublicKey.from_material(material.public_key())
        self.role: Final = role
        self.person: Final = person
        self._material = material
        self._sign = ALGORITHMS[self.public.algorithm].sign
        if role in SYMMETRIC or self.public.algorithm != algorithm_of(role):
            raise Malformed("key.algorithm")

    @classmethod
    def generate(
        cls, role: Role, person: str | None = None, algorithm: str | None = None
    ) -> MemorySigner:
        """A new key; `algorithm` may be left out, since the role decides it.

        Raises:
            Malformed: Another algorithm than the role's, or a symmetric role ("key.algorithm").
        """
        if role in SYMMETRIC or algorithm not in (None, algorithm_of(role)):
            raise Malformed("key.algorithm")
        return cls(ALGORITHMS[algorithm_of(role)].generate(), role, person=person)

    @property
    def kid(self) -> Kid:
        """Thumbprint of the public half."""
        return self.public.kid

    def sign(self, data: bytes) -> bytes:
        """The raw signature over `data`."""
        return self._sign(self._material, data)

    def private_bytes(self) -> bytes:
        """The private key, 32 bytes. For writing a key file, and nothing else."""
        return private_bytes(self._material)

    def __repr__(self) -> str:
        return f"MemorySigner({self.role.value}, {self.public.kid})"


def open_signer(uri: str, *, passphrase: bytes, role: Role | None = None) -> Signer:
    """Open a signer and let it prove that it works.

    Args:
        uri: "file:/path/to/key"; other schemes are whatever the installation offers.
        passphrase: Opens the key, or the card it is on.
        role: If given, a key of another role is refused.

    Raises:
        KeyFileError: No such scheme ("signer.scheme"), another role ("key-file.role"), the key
            cannot be opened, or it does not sign what its public half verifies.
    """
    scheme, colon, place = uri.partition(":")
    opener = _opener(scheme) if colon else None
    if opener is None:
        raise KeyFileError("signer.scheme", scheme=scheme[:40] if colon else "")
    signer = opener(place, passphrase=passphrase)
    if role is not None and signer.role is not role:
        raise KeyFileError("key-file.role", path=place, wanted=role, found=signer.role)
    self_test(signer)
    return signer


def _opener(scheme: str) -> SignerOpener | None:
    if scheme in _SCHEMES:
        module, _, name = _SCHEMES[scheme].partition(":")
        return cast("SignerOpener", getattr(importlib.import_module(module), name))
    # Who only verifies never comes here, and does not wait for a module that reads every package.
    from importlib.metadata import entry_points  # noqa: PLC0415

    for entry in entry_points(group=ENTRY_POINTS, name=scheme):
        return cast("SignerOpener", entry.load())
    return None


def self_test(signer: Signer) -> None:
    """Sign a random message, and let two readers verify it with the public half: ours and PyJWT.

    Run it when a key is opened and again before each batch: a damaged key, or a card that was
    changed under our hands, must stop before it signs anything that counts. The second reader is
    not ours, so a mistake that our signing and our verifying share does not pass either.

    Raises:
        KeyFileError: A reader does not find it to be a signature of this key
            ("signer.self-test").
    """
    header = b64(canonical({"alg": _JOSE_NAMES[signer.public.algorithm], "kid": signer.public.kid}))
    message = f"{header}.{b64(secrets.token_bytes(32))}"
    signature = signer.sign(message.encode())
    try:
        signer.public.verify(message.encode(), signature)
        _read_by_another(f"{message}.{b64(signature)}", signer.public)
    except Untrusted as error:
        raise KeyFileError(
            "signer.self-test", kid=signer.public.kid, size=len(signature), due=SIGNATURE_BYTES
        ) from error


def _read_by_another(token: str, public: PublicKey) -> None:
    """PyJWT's opinion of a compact JWS; Untrusted("signature.wrong") where it refuses it."""
    # It brings an HTTP client and X.509 along; who only verifies never comes here.
    import jwt  # noqa: PLC0415

    key = jwt.PyJWK(dict(public.to_jwk()), algorithm=_JOSE_NAMES[public.algorithm])
    try:
        jwt.PyJWS().decode_complete(token, key, algorithms=[key.algorithm_name])
    except jwt.PyJWTError as error:
        raise Untrusted("signature.wrong", kid=public.kid) from error
