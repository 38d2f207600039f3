"""Whether a PDF's seal is its authority's, and covers every byte.

A seal is believed because its key is the one that the trust list names in role SEAL for the
authority whose certificate it is: no X.509 root is asked. The child took the signature apart;
digest and signature are computed again here, over the bytes that were handed in, so that a reader
that a file had taken over could still not put a seal on it.

Follows ISO 32000-1 12.8.1 (ranges), RFC 5652 5.4 (what is signed), ETSI EN 319 142-1.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from keys.errors import Malformed, Untrusted
from keys.public_key import PublicKey, TrustedKey
from keys.roles import Role
from verifier.authority_view import AuthorityView
from verifier.bundle import Bundle
from verifier.checks.presented import FRESH
from verifier.files.findings import FileFinding, altered, fits, unsure
from verifier.files.found import Seal
from verifier.verdict import day

_MESSAGE_DIGEST: Final = bytes.fromhex("302f06092a864886f70d01090431220420")
"""Attribute messageDigest up to its 32 bytes, DER (RFC 5652, 11.2)."""
_HEXADECIMAL: Final = b"0123456789abcdefABCDEF"
_HALF: Final = 32  # bytes of each half of an ES256 signature


def judge_seal(
    seal: Seal, data: bytes, *, bundle: Bundle, at: datetime, issuer: str | None
) -> FileFinding:
    """What is to be believed of one signature of a PDF.

    Args:
        data: The file.
        issuer: Entity of the authority whose certificate the file carries; None where it carries
            none, and then any authority's seal will do.

    Returns:
        "file.seal-valid", or the first thing that is wrong with it.
    """
    wrong = _misplaced(seal, data) or _unfit(seal)
    if wrong is not None:
        return wrong
    key = _key(seal)
    found = _owner(key, bundle) if key else None
    if key is None or found is None:
        return _unknown(seal, bundle=bundle, at=at, issuer=issuer)
    view, trusted = found
    if issuer not in (None, view.entity):
        return altered("file.seal-other-authority", authority=view.profile.name)
    if not _signed_by(key, seal, data):
        return altered("file.bytes-changed")
    start, length = seal.ranges[2:]
    if start + length < len(data):
        return altered("file.changed-after-sealing", bytes=len(data) - start - length)
    return _in_its_time(seal, trusted, view, at=at)


def _misplaced(seal: Seal, data: bytes) -> FileFinding | None:
    """The ranges are all of the file but one gap, and the gap holds the signature and no more."""
    start, length, again, rest = seal.ranges
    gap = data[length:again]
    if start or gap[:1] + gap[-1:] != b"<>":
        return altered("file.resaved")
    if again + rest > len(data):
        return altered("file.cut-short")
    digits = gap[1:-1]
    plain = digits in (digits.lower(), digits.upper()) and not digits.strip(_HEXADECIMAL)
    return None if plain else altered("file.bytes-changed")


def _unfit(seal: Seal) -> FileFinding | None:
    """The signature could be read, and all of its parts fit each other and the file."""
    if not seal.attributes:
        return unsure("file.seal-unreadable")
    return None if seal.whole else altered("file.bytes-changed")


def _signed_by(key: PublicKey, seal: Seal, data: bytes) -> bool:
    """Our own count, over the bytes that were handed in: digest, then signature."""
    _, length, again, rest = seal.ranges
    digest = hashlib.sha256(data[:length] + data[again : again + rest]).digest()
    if seal.attributes.count(_MESSAGE_DIGEST + digest) != 1:
        return False
    try:
        r, s = decode_dss_signature(seal.signature)
        key.verify(seal.attributes, r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big"))
    except (Untrusted, ValueError, OverflowError):
        return False
    return True


def _key(seal: Seal) -> PublicKey | None:
    """The key of a seal; None for a kind of key that no authority seals with."""
    try:
        material = load_der_public_key(seal.key)
        if not isinstance(material, EllipticCurvePublicKey):
            return None
        return PublicKey.from_material(material)
    except (ValueError, UnsupportedAlgorithm, Malformed):
        return None


def _owner(key: PublicKey, bundle: Bundle) -> tuple[AuthorityView, TrustedKey] | None:
    for view in bundle.authorities.values():
        for trusted in view.other_keys:
            if trusted.kid == key.kid and trusted.role is Role.SEAL:
                return view, trusted
    return None


def _unknown(seal: Seal, *, bundle: Bundle, at: datetime, issuer: str | None) -> FileFinding:
    """A stranger's seal, unless the lists are so old that the key may be newer than they are."""
    view = bundle.authorities.get(issuer or "")
    is_newer = view is not None and seal.signed_at is not None and seal.signed_at > view.as_of
    if view is not None and is_newer and at - view.as_of > FRESH:
        return unsure("file.seal-newer", as_of=day(view.as_of))
    return altered("file.seal-unknown")


def _in_its_time(
    seal: Seal, trusted: TrustedKey, view: AuthorityView, *, at: datetime
) -> FileFinding:
    """The key spoke when it sealed, and was never withdrawn: a thief can date a seal back."""
    signed_at = seal.signed_at or at
    if trusted.revoked_at is not None and trusted.revoked_at <= at:
        return unsure("file.seal-withdrawn", since=day(trusted.revoked_at))
    try:
        trusted.demand_window(signed_at)
    except Untrusted:
        return altered("file.seal-out-of-time", on=day(signed_at))
    return fits("file.seal-valid", authority=view.profile.name, on=day(signed_at))
