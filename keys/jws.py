"""The form of a JSON Web Signature: segments and headers, read in one spelling, judged by nobody.

Compact ("header.payload.signature") and general JSON, both taken apart into the same segments.
Each segment is base64url without padding before any library sees it, and a protected header is
exactly alg, kid and typ. Whether a signature holds is the business of `keys.envelope`.

Follows RFC 7515 sections 3, 4, 7.1 and 7.2.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple, cast

from keys.encoding import Json, b64, canonical, parse, unb64
from keys.errors import Malformed, TooLarge

MAX_SIGNATURES: Final = 16
"""Most signatures over one document; a committee sits with 7 to 25 people, two of them sign."""
_MAX_HEADER: Final = 400  # characters; ours have about 150

# Judged before any library sees a byte: lenient base64 readers take padding, line ends and
# foreign characters, and then two readers see two documents.
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-]+\Z")
COMPACT: Final = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\Z")


class Header(NamedTuple):
    """A protected header: exactly these members."""

    alg: str
    kid: str
    typ: str


class Signature(NamedTuple):
    """One signature of an envelope: two segments."""

    protected: str
    signature: str


class Parts(NamedTuple):
    """An envelope taken apart: the payload's segment, and the signatures in their order."""

    body: str
    signatures: list[Signature]


# A signer seals thousands of documents under the same header, and a reader sees the same header
# as often: neither encodes it twice. Refusals are not kept, and what is kept is small.
@lru_cache(maxsize=1024)
def header_of(segment: str) -> Header:
    """What a protected header says; Malformed("envelope.header") if it says anything else."""
    if len(segment) > _MAX_HEADER:
        raise Malformed("envelope.header")
    try:
        members = parse(unb64(segment), limit=_MAX_HEADER)
    except Malformed as error:
        raise Malformed("envelope.header") from error
    # Exactly these three, so that jwk, jku, x5u, crit, zip and b64 have no door to come in by.
    if set(members) != set(Header._fields):
        raise Malformed("envelope.header")
    alg, kid, typ = members["alg"], members["kid"], members["typ"]
    if not (isinstance(alg, str) and isinstance(kid, str) and isinstance(typ, str)):
        raise Malformed("envelope.header")
    return Header(alg, kid, typ)


@lru_cache(maxsize=1024)
def encoded_header(alg: str, kid: str, typ: str) -> str:
    """The protected header that says this, base64url."""
    return b64(canonical({"alg": alg, "kid": kid, "typ": typ}))


def take_apart(sealed: bytes | str) -> Parts:
    """The segments of either form; nothing is judged but the form."""
    text = sealed if isinstance(sealed, str) else sealed.decode("utf-8", "replace")
    parts = COMPACT.match(text)
    if parts is None:
        return general_parts(text, limit=max(len(sealed), 1) * 4)
    protected, body, signature = parts.groups()
    return Parts(body, [Signature(protected, signature)])


def general_parts(sealed: bytes | str, *, limit: int) -> Parts:
    """The segments of general JSON; Malformed("envelope.form"), TooLarge past `limit` bytes."""
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
    return Parts(
        _segment(outer["payload"]),
        [_signature_parts(cast("Json", each)) for each in signatures],
    )


def _signature_parts(each: Json) -> Signature:
    if not isinstance(each, Mapping) or set(each) != set(Signature._fields):
        raise Malformed("envelope.form")
    return Signature(_segment(each["protected"]), _segment(each["signature"]))


def _segment(value: Json) -> str:
    if not isinstance(value, str) or not _SEGMENT.match(value):
        raise Malformed("envelope.form")
    return value


def bytes_of(segment: str) -> bytes:
    """The bytes of a segment; Malformed("envelope.form")."""
    try:
        return unb64(segment)
    except Malformed as error:
        raise Malformed("envelope.form") from error
