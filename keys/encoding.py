"""Bytes on the wire: base64url, canonical JSON and digests, each in exactly one spelling.

Strict on purpose: whatever this module would not write, it refuses to read, so that two
readers can never see two documents in the same bytes. A compiled library (orjson) writes, and
reads what it would have written; everything else is left to one strict reader, slow and lenient
to nothing.

Follows RFC 4648 section 5 (without padding), RFC 8259 and RFC 8785. The canonical form is
RFC 8785 for the documents we allow: object names in ASCII, numbers that are integers below
2**53, strings in NFC.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NewType, TypeAlias, cast

import orjson

from keys.errors import Malformed, TooLarge

Kid = NewType("Kid", str)
"""RFC 7638 thumbprint of a public key, base64url."""
Sha256 = NewType("Sha256", str)
"""A SHA-256 digest, base64url without padding, 43 characters."""

Json: TypeAlias = "str | int | bool | None | Sequence[Json] | Mapping[str, Json]"
"""A JSON value of our documents: no fractions, no exponents."""

_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
# The alphabet of RFC 4648 section 4 becomes "!" on the way in, padding too: neither is ours.
_FROM_URL: Final = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING: Final = (b"", b"", b"==", b"=")
# By length modulo 4. A last character with bits that belong to no byte would be a second
# spelling of the same bytes; one character alone is none at all.
_LAST_CHARACTERS: Final = ("", "", "AQgw", "AEIMQUYcgkosw048")
_MAX_INTEGER: Final = 2**53 - 1  # RFC 8785 3.2.2.3: beyond it an IEEE 754 reader rounds
MAX_NESTING: Final = 32


def b64(data: bytes) -> str:
    """Base64url without padding."""
    text = binascii.b2a_base64(data, newline=False).translate(_TO_URL)
    return text.rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of an unpadded base64url text.

    Raises:
        Malformed: Padding, a foreign character, or bits that this module would not have
            written ("encoding.base64").
    """
    tail = len(text) % 4
    if tail and text[-1] not in _LAST_CHARACTERS[tail]:
        raise Malformed("encoding.base64")
    try:
        data = text.encode("ascii").translate(_FROM_URL) + _PADDING[tail]
        return binascii.a2b_base64(data, strict_mode=True)
    except ValueError as error:
        raise Malformed("encoding.base64") from error


def spells(text: str, count: int) -> bool:
    """Whether `unb64` would give `count` bytes, for whoever does not need them."""
    return _spelling(count).match(text) is not None


@lru_cache(maxsize=64)
def _spelling(count: int) -> re.Pattern[str]:
    characters = (count * 4 + 2) // 3
    last = _LAST_CHARACTERS[characters % 4] or "A-Za-z0-9_-"
    return re.compile(rf"[A-Za-z0-9_-]{{{characters - 1}}}[{last}]\Z")


def sha256(data: bytes) -> Sha256:
    """SHA-256 of `data`, base64url."""
    return Sha256(b64(hashlib.sha256(data).digest()))


def fingerprint(digest: Sha256) -> str:
    """A digest to be read aloud and compared by eye: its first 128 bits, eight groups of four."""
    text = unb64(digest)[:16].hex().upper()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


_EXACT: Final = (
    orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)
_CANONICAL: Final = _EXACT | orjson.OPT_SORT_KEYS


def canonical(document: Json) -> bytes:
    """`document` as canonical JSON (RFC 8785 within the limits of this module).

    Raises:
        ValueError: What is no number (NaN, an infinity) is never written.
    """
    written = orjson.dumps(document, option=_CANONICAL)
    if b"null" in written and orjson.loads(written) != document:
        # orjson writes null for what is no number, and then another document would be signed.
        json.dumps(document, allow_nan=False)
    return written


def parse(data: bytes | str, *, limit: int) -> dict[str, Json]:
    """A JSON object, read strictly.

    Args:
        data: UTF-8 bytes or text.
        limit: Most bytes to look at, before anything is parsed.

    Raises:
        TooLarge: More than `limit` bytes.
        Malformed: Not JSON, not an object, a member twice, a fraction or an exponent, an
            integer beyond 2**53, nested deeper than MAX_NESTING, a name outside ASCII, or a
            text outside NFC.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > limit:
        raise TooLarge("encoding.too-large", limit=limit)
    try:
        text = raw.decode("utf-8")
        document = _as_written(raw) or _DECODER.decode(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Malformed("encoding.json") from error
    except RecursionError as error:
        raise Malformed("encoding.nesting", limit=MAX_NESTING) from error
    if not isinstance(document, dict):
        raise Malformed("encoding.not-an-object")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise Malformed("encoding.nfc")
    # Walking the document costs as much as reading it. Fewer brackets than the limit cannot nest
    # deeper, and only an escape brings in more than the text shows: most need no walk.
    if "\\u" in text or text.count("{") + text.count("[") > MAX_NESTING:
        _bounded(document, MAX_NESTING)
    return cast("dict[str, Json]", document)


def _as_written(raw: bytes) -> Json:
    """The document in `raw` where we would have written these bytes for it, else None.

    Equal bytes leave no room for a member given twice, white space, an escape without need or an
    integer beyond 2**53. What the writer would write and we refuse is looked for: fractions, and
    names outside ASCII.
    """
    try:
        document: Json = orjson.loads(raw)
        ours = orjson.dumps(document, option=_EXACT) == raw and _is_ours(document)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
        return None
    return document if ours else None


def _is_ours(value: object) -> bool:
    kind = type(value)
    if kind is dict:
        members = cast("dict[str, Json]", value)
        return "".join(members).isascii() and all(map(_is_ours, members.values()))
    if kind is list:
        return all(map(_is_ours, cast("list[Json]", value)))
    return kind is not float


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Python's json keeps the last of two equal names in silence; another reader may keep
        # the first, and two readers would then see two documents.
        raise Malformed("encoding.duplicate-member")
    if not "".join(members).isascii():
        raise Malformed("encoding.name")
    return members


def _no_fraction(_text: str) -> Json:
    raise Malformed("encoding.number")


def _integer(text: str) -> int:
    if len(text) > 17 or text.startswith("-0") or abs(int(text)) > _MAX_INTEGER:
        raise Malformed("encoding.number")
    return int(text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_float=_no_fraction,
    parse_constant=_no_fraction,
    parse_int=_integer,
)


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _bounded(document: Json, depth: int) -> None:
    if isinstance(document, str):
        # An escape can bring in what the text itself did not show.
        if not document.isascii():
            if _SURROGATE.search(document):
                raise Malformed("encoding.json")
            if not unicodedata.is_normalized("NFC", document):
                raise Malformed("encoding.nfc")
        return
    if not isinstance(document, dict | list):
        return
    if depth == 0:
        raise Malformed("encoding.nesting", limit=MAX_NESTING)
    for member in document.values() if isinstance(document, dict) else document:
        _bounded(member, depth - 1)
