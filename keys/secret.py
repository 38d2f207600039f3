"""Symmetric keys: personal data at rest, blind indexes, the pepper, and what a code opens.

Nothing here is ever published but a key's `id`. Every sealed text is bound to its place, so that
a value moved to another row or column no longer opens.

Follows NIST SP 800-38D (AES-256-GCM, random 96-bit nonces: at most 2**32 texts under one key),
RFC 5869 (HKDF) and RFC 2104 (HMAC). Purposes are told apart by labels, as in SP 800-108.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from keys.encoding import Kid, Sha256, b64, sha256
from keys.errors import Malformed, Untrusted
from keys.roles import Role

SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_FORMAT: Final = b"\x01"
_MARK_BYTES: Final = 4  # of the key's id, so that a sealed text says which key closed it


class Secret(Protocol):
    """A symmetric key of one role."""

    @property
    def role(self) -> Role:
        """DATA, INDEX or PEPPER."""

    @property
    def id(self) -> Kid:
        """A public name of the key, which tells nothing about it."""

    def private_bytes(self) -> bytes:
        """The key, 32 bytes. For writing a key file, and nothing else."""


class _Secret:
    """The bytes of a key, and its name. The repr shows the name only."""

    __slots__ = ("_key", "id")
    role: Role

    def __init__(self, key: bytes) -> None:
        if len(key) != SECRET_BYTES:
            raise Malformed("key.form", member="k")
        self._key: Final = key
        self.id: Final = Kid(b64(hmac.digest(key, b"zc-key-id/1", "sha256")))

    @classmethod
    def generate(cls) -> Self:
        """A new random key."""
        return cls(os.urandom(SECRET_BYTES))

    def private_bytes(self) -> bytes:
        """The key, 32 bytes. For writing a key file, and nothing else."""
        return self._key

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"


class DataKey(_Secret):
    """Encrypts personal data at rest.

    A sealed text is: format 0x01, four bytes of the key's id, nonce, ciphertext, tag; 33 bytes
    longer than the plain one.
    """

    __slots__ = ("_aead", "_head")
    role: Role = Role.DATA

    def __init__(self, key: bytes) -> None:
        super().__init__(key)
        self._aead = AESGCM(key)
        self._head = _FORMAT + hmac.digest(key, b"zc-key-mark/1", "sha256")[:_MARK_BYTES]

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """`plain`, encrypted for one place: "table/row/column"."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._aead.encrypt(nonce, plain, self._head + place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """The plain text.

        Raises:
            Untrusted: Another key, another place, or changed bytes ("data.sealed").
        """
        head = len(self._head)
        if len(sealed) < head + _NONCE_BYTES + _TAG_BYTES or sealed[:head] != self._head:
            raise Untrusted("data.sealed")
        nonce, rest = sealed[head : head + _NONCE_BYTES], sealed[head + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, rest, self._head + place.encode())
        except InvalidTag as error:
            raise Untrusted("data.sealed") from error

    def sealed_this(self, sealed: bytes) -> bool:
        """Whether a sealed text says that this key closed it; for choosing among several."""
        return sealed[: len(self._head)] == self._head

    def index(self) -> IndexKey:
        """Finds rows for whoever may open what they hold, on surfaces without the index key."""
        root = hmac.digest(self._key, b"zc-data-index/1", "sha256")
        return IndexKey(_expand(root, b"zc-data-index/1 blind"))


class IndexKey(_Secret):
    """Finds encrypted values again without opening them."""

    __slots__ = ()
    role: Role = Role.INDEX

    def blind(self, kind: str, value: str) -> Sha256:
        """The blind index of a value: HMAC-SHA-256 over kind, NUL and the value in NFC.

        Args:
            kind: What sort of value, so that equal texts of two sorts do not meet; without NUL.
        """
        if "\0" in kind:
            raise ValueError("a kind without NUL")
        text = f"{kind}\0{unicodedata.normalize('NFC', value)}".encode()
        return Sha256(b64(hmac.digest(self._key, text, "sha256")))


class Pepper(_Secret):
    """The server's part of the look-up by number, name and 查验码, of claims, reports and entry.

    Without it a stolen database could be searched by trying the short 查验码; with it, only by
    asking the server.
    """

    __slots__ = ()
    role: Role = Role.PEPPER

    def door(self, number: str, name: str, check_code: str) -> tuple[Sha256, bytes]:
        """Where the sealed code of a certificate is kept, and the key that opens it.

        Number and 查验码 are taken without surrounding space and in upper case, the name without
        surrounding space and in NFC: as people type them.

        Returns:
            The look-up id, and a wrap key of 32 bytes; neither tells the other.
        """
        said = (number.strip().upper(), name.strip(), check_code.strip().upper())
        root = self._root(b"zc-door/1\0", *said)
        return Sha256(b64(_expand(root, b"zc-door/1 look-up"))), _expand(root, b"zc-door/1 wrap")

    def claim(self, code: str, name: str) -> Sha256:
        """By what a claim code and its holder's name find the certificate that they are for.

        Both or neither: a wrong name is another digest, as a wrong code is.
        """
        return Sha256(b64(self._root(b"zc-claim/1\0", code, name)))

    def ticket(self, claim: Sha256, once: str) -> str:
        """What a claim gives to the visitor who made it: 43 characters, the same every time.

        Args:
            claim: As `claim` gives it.
            once: What only that visitor's form holds.
        """
        return b64(self._root(b"zc-claim-ticket/1\0", claim, once))

    def entry(self, kind: str, secret: str) -> Sha256:
        """By what an invitation, an attempt or a session of a unit is found: `kind` says which.

        Args:
            secret: What its bearer alone holds.
        """
        return Sha256(b64(self._root(b"zc-entry/1\0", kind, secret)))

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """What the public surface keeps for the office, encrypted for one place.

        That surface has no data key, so that whoever takes it over reads nothing of what the
        office keeps; what visitors send through it is all that this opens.

        Args:
            place: "table/row/column".
        """
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._kept()).encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """The plain text; Untrusted("data.sealed") for another place or changed bytes."""
        return _decrypt(self._kept(), sealed, place.encode())

    def _kept(self) -> bytes:
        return _expand(self._root(b"zc-kept/1\0"), b"zc-kept/1 seal")

    def _root(self, label: bytes, *said: str) -> bytes:
        texts = [unicodedata.normalize("NFC", each).encode() for each in said]
        # Each text behind its length: "AB" + "C" and "A" + "BC" are not the same.
        packed = b"".join(len(text).to_bytes(4, "big") + text for text in texts)
        return hmac.digest(self._key, label + packed, "sha256")


def seal_under_code(code: str, plain: bytes) -> bytes:
    """`plain`, encrypted so that whoever has the code of the QR can read it, and nobody else.

    Nonce, ciphertext, tag: 28 bytes longer than the plain text. The code has 128 random bits,
    so HKDF suffices and no slow derivation is needed.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_code_key(code)).encrypt(nonce, plain, _CODE_LABEL)


def open_under_code(code: str, sealed: bytes) -> bytes:
    """The plain text; Untrusted("data.sealed") for another code or changed bytes."""
    return _decrypt(_code_key(code), sealed, _CODE_LABEL)


def code_digest(code: str) -> Sha256:
    """By what a sealed record is found: SHA-256 of the code, which does not give its key."""
    return sha256(code.encode())


def wrap_code(wrap_key: bytes, code: str) -> bytes:
    """The code of a certificate, encrypted under the wrap key of its door (`Pepper.door`)."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(wrap_key).encrypt(nonce, code.encode(), _DOOR_LABEL)


def unwrap_code(wrap_key: bytes, wrapped: bytes) -> str:
    """The code; Untrusted("data.sealed") for another door or changed bytes."""
    return _decrypt(wrap_key, wrapped, _DOOR_LABEL).decode()


_CODE_LABEL: Final = b"zc-public-record/1"
_DOOR_LABEL: Final = b"zc-door/1 code"


def _decrypt(key: bytes, sealed: bytes, label: bytes) -> bytes:
    if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
        raise Untrusted("data.sealed")
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label)
    except InvalidTag as error:
        raise Untrusted("data.sealed") from error


def _code_key(code: str) -> bytes:
    derivation = HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=_CODE_LABEL)
    return derivation.derive(code.encode())


def _expand(root: bytes, label: bytes) -> bytes:
    return HKDFExpand(hashes.SHA256(), SECRET_BYTES, info=label).derive(root)
