"""Sealing a document and opening it again: who signed exactly these bytes, as what, and may they.

JSON Web Signature with the freedom taken out. Two forms: compact, by one signer; general JSON,
by several, each signature checked as the compact one it stands for. The protected header is
exactly alg, kid and typ; the algorithm is the trusted key's, and the header must agree; the
`typ` must be the one asked for, and the key's role one that may sign it. A threshold counts
persons. What a document means is nobody's business here.

Follows RFC 7515 sections 3, 7.1 and 7.2.1, and RFC 8725 sections 3.1, 3.9, 3.11 and 3.12.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple, cast

from keys.encoding import Json, Kid, b64, canonical, parse, unb64
from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import MAY_SIGN, Role, Typ
from keys.signer import Signer

MAX_SIGNATURES: Final = 16
"""Most signatures over one document; a committee sits with 7 to 25 people, two of them sign."""
_MAX_HEADER: Final = 400  # characters; ours have about 150
_MAX_SIGNATURE: Final = 86  # characters of 64 bytes

# Judged before any library sees a byte: lenient base64 readers take padding, line ends and
# foreign characters, and then two readers see two documents.
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-]+\Z")
_COMPACT: Final = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\Z")


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


class _Header(NamedTuple):
    alg: str
    kid: str
    typ: str


class _Signature(NamedTuple):
    protected: str
    signature: str


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
    body, signatures = _take_apart(sealed)
    for signature in signatures:
        _demand_typ(_header(signature.protected), typ)
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
    if len(token) > limit:
        raise TooLarge("envelope.too-large", limit=limit)
    parts = _COMPACT.match(token)
    if parts is None:
        raise Malformed("envelope.form")
    protected, body, signature = parts.groups()
    key = _check(protected, body, signature, typ=typ, keys=keys, at=at)
    payload = _bytes(body)
    return Opened(payload, parse(payload, limit=limit), (key,))


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
    body, signatures = _general_parts(sealed, limit=limit)
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
    payload = _bytes(body)
    return Opened(payload, parse(payload, limit=limit), tuple(persons.values()))


def peek(sealed: bytes | str, *, limit: int = 2**24) -> dict[str, Json]:
    """What an envelope CLAIMS, UNVERIFIED: anybody could have written it.

    Only to find out whose keys to fetch (`iss`) before opening it for real, or to show a person
    what they are about to open. Never decide anything by it.
    """
    if len(sealed) > limit:
        raise TooLarge("envelope.too-large", limit=limit)
    return parse(_bytes(_take_apart(sealed).body), limit=limit)


def claimed_kids(sealed: bytes | str) -> tuple[Kid, ...]:
    """The thumbprints that an envelope CLAIMS to be signed with, UNVERIFIED, in its order."""
    return tuple(Kid(_header(each.protected).kid) for each in _take_apart(sealed).signatures)


def _check(
    protected: str, body: str, signature: str, *, typ: Typ, keys: Keyring, at: datetime | None
) -> TrustedKey:
    header = _header(protected)
    _demand_typ(header, typ)
    key = keys.find(header.kid)
    if header.alg != key.public.algorithm:
        raise Untrusted("envelope.algorithm", kid=key.kid)
    _demand_role(key.role, typ)
    if at is not None:
        key.demand(at)
    if len(signature) > _MAX_SIGNATURE:
        raise Malformed("envelope.form")
    key.public.verify(f"{protected}.{body}".encode("ascii"), _bytes(signature))
    return key


def _demand_typ(header: _Header, typ: Typ) -> None:
    if header.typ != typ.value:
        raise Untrusted("envelope.typ", wanted=typ.value, found=header.typ[:60])


def _demand_role(role: Role, typ: Typ) -> None:
    if role not in MAY_SIGN[typ]:
        raise Untrusted("key.role", role=role.value, typ=typ.value)


def _demand_distinct(signatures: Sequence[_Signature]) -> None:
    kids = [_header(each.protected).kid for each in signatures]
    if len(set(kids)) != len(kids):
        raise Untrusted("envelope.duplicate-signature")


# A signer seals thousands of documents under the same header, and a reader sees the same header
# as often: neither encodes it twice. Refusals are not kept, and what is kept is small.
@lru_cache(maxsize=1024)
def _header(segment: str) -> _Header:
    if len(segment) > _MAX_HEADER:
        raise Malformed("envelope.header")
    try:
        members = parse(unb64(segment), limit=_MAX_HEADER)
    except Malformed as error:
        raise Malformed("envelope.header") from error
    # Exactly these three, so that jwk, jku, x5u, crit, zip and b64 have no door to come in by.
    if set(members) != set(_Header._fields):
        raise Malformed("envelope.header")
    alg, kid, typ = members["alg"], members["kid"], members["typ"]
    if not (isinstance(alg, str) and isinstance(kid, str) and isinstance(typ, str)):
        raise Malformed("envelope.header")
    return _Header(alg, kid, typ)


@lru_cache(maxsize=1024)
def _encoded_header(alg: str, kid: str, typ: str) -> str:
    return b64(canonical({"alg": alg, "kid": kid, "typ": typ}))


def _protected(signer: Signer, typ: Typ) -> str:
    _demand_role(signer.role, typ)
    public = signer.public
    return _encoded_header(public.algorithm, public.kid, typ.value)


def _sign(body: str, typ: Typ, signer: Signer) -> _Signature:
    protected = _protected(signer, typ)
    return _Signature(protected, b64(signer.sign(f"{protected}.{body}".encode("ascii"))))


def _general(body: str, signatures: Sequence[_Signature]) -> bytes:
    _demand_distinct(signatures)
    if len(signatures) > MAX_SIGNATURES:
        raise TooLarge("envelope.too-large", limit=MAX_SIGNATURES)
    ordered = sorted(signatures, key=lambda each: _header(each.protected).kid)
    return canonical({"payload": body, "signatures": [each._asdict() for each in ordered]})


class _Parts(NamedTuple):
    body: str
    signatures: list[_Signature]


def _take_apart(sealed: bytes | str) -> _Parts:
    """The segments of either form; nothing is judged but the form."""
    text = sealed if isinstance(sealed, str) else sealed.decode("utf-8", "replace")
    parts = _COMPACT.match(text)
    if parts is None:
        return _general_parts(text, limit=max(len(sealed), 1) * 4)
    protected, body, signature = parts.groups()
    return _Parts(body, [_Signature(protected, signature)])


def _general_parts(sealed: bytes | str, *, limit: int) -> _Parts:
    try:
        outer = parse(sealed, limit=limit)
    except TooLarge as error:
        raise TooLarge("envelope.too-large", limit=limit) from error
    except Malformed as error:
        raise Malformed("envelope.form") from error
    # An unprotected `header` would be a second, unsigned place to say something: refused.
    if set(outer) != {"payload", "signatures"}:
        raise Malformed("envelope.form")
    signatures = outer["signatures"]
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= MAX_SIGNATURES:
        raise Malformed("envelope.form")
    return _Parts(
        _segment(outer["payload"]),
        [_signature_parts(cast("Json", each)) for each in signatures],
    )


def _signature_parts(each: Json) -> _Signature:
    if not isinstance(each, Mapping) or set(each) != set(_Signature._fields):
        raise Malformed("envelope.form")
    return _Signature(_segment(each["protected"]), _segment(each["signature"]))


def _segment(value: Json) -> str:
    if not isinstance(value, str) or not _SEGMENT.match(value):
        raise Malformed("envelope.form")
    return value


def _bytes(segment: str) -> bytes:
    try:
        return unb64(segment)
    except Malformed as error:
        raise Malformed("envelope.form") from error
