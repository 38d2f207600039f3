"""Sealing a document and opening it again: who signed exactly these bytes, as what, and may they.

JSON Web Signature with the freedom taken out. Two forms: compact, by one signer; general JSON,
by several, each signature checked as the compact one it stands for. The protected header is
exactly alg, kid and typ; the algorithm is the trusted key's, and the header must agree; the
`typ` must be the one asked for, and the key's role one that may sign it. A threshold counts
persons. What a document means is nobody's business here.

Follows RFC 7515 sections 3, 7.1 and 7.2.1, and RFC 8725 sections 3.1, 3.9, 3.11 and 3.12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Json, Kid, b64, canonical, parse
from keys.errors import Malformed, TooLarge, Untrusted, member_told
from keys.jws import (
    COMPACT,
    MAX_SIGNATURES,
    Header,
    Signature,
    bytes_of,
    encoded_header,
    general_parts,
    header_of,
    take_apart,
)
from keys.public_key import Keyring, TrustedKey
from keys.roles import MAY_SIGN, Role, Typ
from keys.signer import Signer

_MAX_SIGNATURE: Final = 86  # characters of 64 bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A document whose signatures all hold.

    Attributes:
        payload: The signed bytes.
        document: The same, read as a JSON object.
        signers: One key for each person who signed (or for each key that is nobody's), in kid
            order; where one person signed with two keys, the first.
    """

    payload: bytes
    document: dict[str, Json]
    signers: tuple[TrustedKey, ...]


def seal(payload: bytes, typ: Typ, signer: Signer) -> str:
    """One signature over `payload`, in compact form.

    Raises:
        Untrusted: The signer's role may not sign this ("key.role"): nobody would believe it.
    """
    body = b64(payload)
    protected = _protected(signer, typ)
    signature = signer.sign(f"{protected}.{body}".encode("ascii"))
    return f"{protected}.{body}.{b64(signature)}"


def seal_together(payload: bytes, typ: Typ, signers: Sequence[Signer]) -> bytes:
    """Signatures of several over the same `payload`: general JSON, canonical, in kid order.

    Raises:
        Untrusted: A role that may not sign this ("key.role"), or a key twice
            ("envelope.duplicate-signature").
        ValueError: No signer.
    """
    if not signers:
        raise ValueError("a signer is needed")
    body = b64(payload)
    return _general(body, [_sign(body, typ, signer) for signer in signers])


def countersign(sealed: bytes | str, typ: Typ, signer: Signer) -> bytes:
    """The same document with one more signature; a compact one becomes general JSON.

    The signatures already there are not judged: open the document first, and look at what it
    says before signing it.

    Raises:
        Malformed: Not an envelope.
        Untrusted: The envelope is of another `typ` ("envelope.typ"), this key has signed already
            ("envelope.duplicate-signature"), or its role may not ("key.role").
    """
    body, signatures = take_apart(sealed)
    for signature in signatures:
        _demand_typ(header_of(signature.protected), typ)
    return _general(body, [*signatures, _sign(body, typ, signer)])


def open_compact(token: str, typ: Typ, keys: Keyring, *, at: datetime | None, limit: int) -> Opened:
    """Check a compact envelope and read its document.

    Args:
        typ: The kind of document expected, and the only one accepted.
        keys: Who might have signed.
        at: The signer must speak at this moment. None: windows and revocation are not judged
            here, because the caller knows a better time (the log's); look at `signers`.
        limit: Most bytes of the token.

    Raises:
        TooLarge: More than `limit` bytes ("envelope.too-large").
        Malformed: Not this form ("envelope.form", "envelope.header"), or the payload is no
            strict JSON object ("encoding.…").
        Untrusted: "envelope.typ", "envelope.algorithm", "key.unknown", "key.role",
            "key.window", "key.revoked", "signature.wrong".
    """
    key, body = _open(token, typ, keys, at=at, limit=limit)
    payload = bytes_of(body)
    return Opened(payload, parse(payload, limit=limit), (key,))


def signer_of(
    token: str, typ: Typ, keys: Keyring, *, at: datetime | None, limit: int
) -> TrustedKey:
    """Check a compact envelope, and leave its payload to a caller who reads it anyway.

    Raises:
        As `open_compact`, but for the payload, which nobody has looked at yet.
    """
    return _open(token, typ, keys, at=at, limit=limit)[0]


def _open(
    token: str, typ: Typ, keys: Keyring, *, at: datetime | None, limit: int
) -> tuple[TrustedKey, str]:
    """The key that signed, and the segment that it signed."""
    if len(token) > limit:
        raise TooLarge("envelope.too-large", limit=limit)
    parts = COMPACT.match(token)
    if parts is None:
        raise Malformed("envelope.form")
    protected, body, signature = parts.groups()
    return _check(protected, body, signature, typ=typ, keys=keys, at=at), body


def open_together(
    sealed: bytes | str,
    typ: Typ,
    keys: Keyring,
    *,
    threshold: int,
    at: datetime | None,
    limit: int,
) -> Opened:
    """Check a general JSON envelope and read its document.

    Every signature must hold: one that does not, or of a key nobody knows, refuses the whole,
    since a reader cannot tell an accident from a trick.

    Args:
        threshold: How many persons must have signed. The same person with two keys is one.
        at: As in `open_compact`.
        limit: Most bytes of the envelope.

    Raises:
        As `open_compact`, and Untrusted: a key twice ("envelope.duplicate-signature"), or too
            few persons ("envelope.threshold", needed=, found=).
        ValueError: A threshold below one.
    """
    if threshold < 1:
        raise ValueError("at least one person must sign")
    if len(sealed) > limit:
        raise TooLarge("envelope.too-large", limit=limit)
    body, signatures = general_parts(sealed, limit=limit)
    _demand_distinct(signatures)
    signers = [
        _check(protected, body, signature, typ=typ, keys=keys, at=at)
        for protected, signature in signatures
    ]
    persons: dict[str, TrustedKey] = {}
    for key in sorted(signers, key=lambda key: key.kid):
        persons.setdefault(key.counts_as, key)
    if len(persons) < threshold:
        raise Untrusted("envelope.threshold", needed=threshold, found=len(persons))
    payload = bytes_of(body)
    return Opened(payload, parse(payload, limit=limit), tuple(persons.values()))


def peek(sealed: bytes | str, *, limit: int = 2**24) -> dict[str, Json]:
    """What an envelope CLAIMS, UNVERIFIED: anybody could have written it.

    Only to find out whose keys to fetch (`iss`) before opening it for real, or to show a person
    what they are about to open. Never decide anything by it.
    """
    if len(sealed) > limit:
        raise TooLarge("envelope.too-large", limit=limit)
    return parse(bytes_of(take_apart(sealed).body), limit=limit)


def claimed_kids(sealed: bytes | str) -> tuple[Kid, ...]:
    """The thumbprints that an envelope CLAIMS to be signed with, UNVERIFIED, in its order."""
    return tuple(Kid(header_of(each.protected).kid) for each in take_apart(sealed).signatures)


def _check(
    protected: str, body: str, signature: str, *, typ: Typ, keys: Keyring, at: datetime | None
) -> TrustedKey:
    header = header_of(protected)
    _demand_typ(header, typ)
    key = keys.find(header.kid)
    if header.alg != key.public.algorithm:
        raise Untrusted("envelope.algorithm", kid=key.kid)
    _demand_role(key.role, typ)
    if at is not None:
        key.demand(at)
    if len(signature) > _MAX_SIGNATURE:
        raise Malformed("envelope.form")
    key.public.verify(f"{protected}.{body}".encode("ascii"), bytes_of(signature))
    return key


def _demand_typ(header: Header, typ: Typ) -> None:
    if header.typ != typ.value:
        raise Untrusted("envelope.typ", wanted=typ.value, found=member_told(header.typ))


def _demand_role(role: Role, typ: Typ) -> None:
    if role not in MAY_SIGN[typ]:
        raise Untrusted("key.role", role=role.value, typ=typ.value)


def _demand_distinct(signatures: Sequence[Signature]) -> None:
    kids = [header_of(each.protected).kid for each in signatures]
    if len(set(kids)) != len(kids):
        raise Untrusted("envelope.duplicate-signature")


def _protected(signer: Signer, typ: Typ) -> str:
    _demand_role(signer.role, typ)
    public = signer.public
    return encoded_header(public.algorithm, public.kid, typ.value)


def _sign(body: str, typ: Typ, signer: Signer) -> Signature:
    protected = _protected(signer, typ)
    return Signature(protected, b64(signer.sign(f"{protected}.{body}".encode("ascii"))))


def _general(body: str, signatures: Sequence[Signature]) -> bytes:
    _demand_distinct(signatures)
    if len(signatures) > MAX_SIGNATURES:
        raise TooLarge("envelope.too-large", limit=MAX_SIGNATURES)
    ordered = sorted(signatures, key=lambda each: header_of(each.protected).kid)
    return canonical({"payload": body, "signatures": [each._asdict() for each in ordered]})
