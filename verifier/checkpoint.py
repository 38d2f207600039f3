"""Checkpoints: the signed head of the log, as a note that any C2SP tool can read.

A checkpoint says how many entries the log has and what they hash to. It bears no time: entries
do. Signatures of keys that we do not know are passed over, as the format demands, so that other
provinces may cosign; one wrong signature by a key that we know refuses the whole note.

Follows C2SP signed-note v1.0.0 (Ed25519, type 0x01) and tlog-checkpoint v1.0.0.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from keys.encoding import unb64
from keys.errors import Malformed, TooLarge, Untrusted, address_told
from keys.public_key import Keyring, PublicKey
from keys.roles import ED25519, Role
from keys.signer import Signer
from verifier.members import is_plain
from verifier.merkle import HASH_BYTES
from verifier.profile import MAX_NOTE_BYTES, NOTE_ED25519

_DASH: Final = "\u2014 "  # an em dash and a space open a signature line
_KEY_ID_BYTES: Final = 4
_MAX_SIGNATURES: Final = 32
_DECIMAL: Final = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")


def std_b64(data: bytes) -> str:
    """Standard base64 with padding, which C2SP formats use."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def std_unb64(text: str) -> bytes:
    """Strict reverse of `std_b64`; raises Malformed("encoding.base64")."""
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except ValueError as error:
        raise Malformed("encoding.base64") from error
    if std_b64(data) != text:
        raise Malformed("encoding.base64")
    return data


def decimal(text: str) -> int:
    """A number without sign or leading zeros, below 10**16; raises Malformed."""
    if not _DECIMAL.match(text):
        raise Malformed("note.form")
    return int(text)


def _check_origin(origin: str) -> str:
    """`origin`, if it can name a key too: no space, no plus, nothing hidden."""
    good = 1 <= len(origin) <= 200 and is_plain(origin) and not re.search(r"[\s+]", origin)
    if not good:
        raise Malformed("note.origin")
    return origin


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log.

    Attributes:
        origin: Name of the log, "zc.weihai.example/log".
        size: Entries.
        root: Merkle root over them, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """The text that is signed: three lines, each with its newline."""
        return f"{self.origin}\n{self.size}\n{std_b64(self.root)}\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """Read the signed text; raises Malformed. Extension lines are refused: we write none."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise Malformed("note.form")
        root = std_unb64(lines[2])
        if len(root) != HASH_BYTES:
            raise Malformed("note.form")
        return cls(_check_origin(lines[0]), decimal(lines[1]), root)


def _raw(public: PublicKey) -> bytes:
    """The 32 bytes of an Ed25519 key."""
    if public.algorithm != ED25519:
        raise Malformed("note.algorithm")
    return unb64(public.jwk["x"])


def key_id(name: str, public: PublicKey) -> bytes:
    """The four bytes that find a key of this name in a note."""
    sealed = name.encode() + b"\n" + bytes([NOTE_ED25519]) + _raw(public)
    return sha256(sealed).digest()[:_KEY_ID_BYTES]


def vkey(name: str, public: PublicKey) -> str:
    """The verifier key as C2SP tools take it: name+hash+base64 of type and key."""
    shown = std_b64(bytes([NOTE_ED25519]) + _raw(public))
    return f"{_check_origin(name)}+{key_id(name, public).hex()}+{shown}"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note; the key's name is the log's origin.

    Raises:
        Untrusted: "key.role": the signer is no LOG key.
    """
    if signer.role is not Role.LOG:
        raise Untrusted("key.role", role=signer.role.value, typ="checkpoint")
    _check_origin(checkpoint.origin)
    text = checkpoint.to_text()
    signature = key_id(checkpoint.origin, signer.public) + signer.sign(text.encode())
    return f"{text}\n{_DASH}{checkpoint.origin} {std_b64(signature)}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """What a note claims, UNVERIFIED; raises Malformed."""
    return Checkpoint.from_text(_divide(note)[0])


def open_checkpoint(note: str, keys: Keyring, *, origin: str | None = None) -> Checkpoint:
    """The head that a LOG key of `keys` has signed.

    A revoked key is not believed, whenever it was revoked: a note bears no time, and a proof to
    a newer head can always be had from the log. A key that ran out in peace is believed.

    Args:
        keys: Keys of the log; other roles in it are passed over.
        origin: The log that is meant; None accepts any that these keys sign for.

    Raises:
        Malformed: Not a checkpoint.
        Untrusted: Another log ("log.origin"), no signature by a known key ("key.unknown"), a
            wrong one ("signature.wrong"), or the key is revoked ("key.revoked").
    """
    text, signatures = _divide(note)
    checkpoint = Checkpoint.from_text(text)
    if origin is not None and checkpoint.origin != origin:
        raise Untrusted("log.origin", expected=origin, found=address_told(checkpoint.origin))
    known = {key_id(checkpoint.origin, key.public): key for key in keys.in_role(Role.LOG)}
    signed = False
    for name, signature in signatures:
        key = known.get(signature[:_KEY_ID_BYTES]) if name == checkpoint.origin else None
        if key is None:
            continue
        if key.revoked_at is not None:
            raise Untrusted("key.revoked", kid=key.kid, revoked_at=f"{key.revoked_at:%Y-%m-%d}")
        key.public.verify(text.encode(), signature[_KEY_ID_BYTES:])
        signed = True
    if not signed:
        raise Untrusted("key.unknown", kid=address_told(checkpoint.origin))
    return checkpoint


def _divide(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text and the signatures (name, key id and signature)."""
    if len(note.encode("utf-8", "surrogatepass")) > MAX_NOTE_BYTES:
        raise TooLarge("note.too-large", limit=MAX_NOTE_BYTES)
    text, blank, signed = note.rpartition("\n\n")
    lines = signed.split("\n")
    if not blank or lines.pop() or not 1 <= len(lines) <= _MAX_SIGNATURES:
        raise Malformed("note.form")
    return f"{text}\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or not space:
        raise Malformed("note.form")
    signature = std_unb64(encoded)
    if len(signature) <= _KEY_ID_BYTES:
        raise Malformed("note.form")
    return name, signature
