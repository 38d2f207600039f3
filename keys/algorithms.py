"""The signature algorithms, one row each: how to make a key, read one, sign and check.

The arithmetic is OpenSSL's. A row never chooses itself: the algorithm of a signature is the
algorithm of the trusted key, and never what a message claims. No JOSE library stands between: it
would bring an HTTP client and X.509 into every verifier, for the few lines that turn r and s from
one form into the other. PyJWT is the second reader of every key that is opened (`keys.signer`), and
the tests hold each row against it.

Follows RFC 7518 3.4 and 6.2.1 (ES256), RFC 8032, RFC 8037 and RFC 9864 (Ed25519).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from keys.encoding import b64, unb64
from keys.errors import Malformed
from keys.roles import ED25519, ES256

PublicMaterial: TypeAlias = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
PrivateMaterial: TypeAlias = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

PRIVATE_BYTES: Final = 32
"""Size of a private key of either row: the scalar of P-256, the seed of Ed25519."""
SIGNATURE_BYTES: Final = 64
"""Size of a signature of either row: r and s of 32 bytes each; R and S of Ed25519."""
_COORDINATE_BYTES: Final = 32

_P256: Final = ec.SECP256R1()
_ECDSA: Final = ec.ECDSA(SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """One row of the table.

    Attributes:
        name: Its name in JOSE headers.
        members: The JWK members that make the key, required and in RFC 7638 order.
        fixed: Those of them that are the same in every key of the row.
        generate: A new private key.
        private_of: The private key of PRIVATE_BYTES bytes; ValueError where they are none.
        sign: A raw signature of SIGNATURE_BYTES bytes over the data.
        verify: Whether such a signature over the data was made by the key.
    """

    name: str
    members: tuple[str, ...]
    fixed: Mapping[str, str]
    generate: Callable[[], PrivateMaterial]
    private_of: Callable[[bytes], PrivateMaterial]
    sign: Callable[[PrivateMaterial, bytes], bytes]
    verify: Callable[[PublicMaterial, bytes, bytes], bool]
    _public_of: Callable[[Mapping[str, bytes]], PublicMaterial]

    def public_of(self, jwk: Mapping[str, object]) -> PublicMaterial:
        """The public key of a JWK; members that do not belong to the key are not looked at.

        Raises:
            Malformed: A member is missing, of the wrong size, or no point of the curve
                ("key.form").
        """
        found: dict[str, bytes] = {}
        for member in self.members:
            value = jwk.get(member)
            if not isinstance(value, str) or self.fixed.get(member, value) != value:
                raise Malformed("key.form", member=member)
            if member in self.fixed:
                continue
            found[member] = unb64(value)
            if len(found[member]) != _COORDINATE_BYTES:
                raise Malformed("key.form", member=member)
        try:
            return self._public_of(found)
        except (UnsupportedAlgorithm, ValueError) as error:
            raise Malformed("key.form", member=self.members[-1]) from error


def _ec_public(found: Mapping[str, bytes]) -> PublicMaterial:
    x, y = (int.from_bytes(found[member], "big") for member in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, _P256).public_key()


def _ec_generate() -> PrivateMaterial:
    return ec.generate_private_key(_P256)


def _ec_private(raw: bytes) -> PrivateMaterial:
    return ec.derive_private_key(int.from_bytes(raw, "big"), _P256)


def _ec_sign(key: PrivateMaterial, data: bytes) -> bytes:
    der = cast("ec.EllipticCurvePrivateKey", key).sign(data, _ECDSA)
    r, s = decode_dss_signature(der)
    return r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")


def _ec_verify(key: PublicMaterial, data: bytes, signature: bytes) -> bool:
    r = int.from_bytes(signature[:_COORDINATE_BYTES], "big")
    s = int.from_bytes(signature[_COORDINATE_BYTES:], "big")
    try:
        cast("ec.EllipticCurvePublicKey", key).verify(encode_dss_signature(r, s), data, _ECDSA)
    except InvalidSignature:
        return False
    return True


def _ed_public(found: Mapping[str, bytes]) -> PublicMaterial:
    return ed25519.Ed25519PublicKey.from_public_bytes(found["x"])


def _ed_sign(key: PrivateMaterial, data: bytes) -> bytes:
    return cast("ed25519.Ed25519PrivateKey", key).sign(data)


def _ed_verify(key: PublicMaterial, data: bytes, signature: bytes) -> bool:
    try:
        cast("ed25519.Ed25519PublicKey", key).verify(signature, data)
    except InvalidSignature:
        return False
    return True


ALGORITHMS: Final[Mapping[str, Algorithm]] = MappingProxyType(
    {
        ES256: Algorithm(
            name=ES256,
            members=("crv", "kty", "x", "y"),
            fixed=MappingProxyType({"kty": "EC", "crv": "P-256"}),
            generate=_ec_generate,
            private_of=_ec_private,
            sign=_ec_sign,
            verify=_ec_verify,
            _public_of=_ec_public,
        ),
        ED25519: Algorithm(
            name=ED25519,
            members=("crv", "kty", "x"),
            fixed=MappingProxyType({"kty": "OKP", "crv": "Ed25519"}),
            generate=ed25519.Ed25519PrivateKey.generate,
            private_of=ed25519.Ed25519PrivateKey.from_private_bytes,
            sign=_ed_sign,
            verify=_ed_verify,
            _public_of=_ed_public,
        ),
    }
)


def algorithm_of_jwk(jwk: Mapping[str, object]) -> Algorithm:
    """The row whose curve a JWK names; Malformed("key.algorithm") where there is none."""
    for row in ALGORITHMS.values():
        if all(jwk.get(member) == value for member, value in row.fixed.items()):
            return row
    raise Malformed("key.algorithm")


def private_bytes(key: PrivateMaterial) -> bytes:
    """The PRIVATE_BYTES bytes that `private_of` reads."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.private_bytes_raw()
    return key.private_numbers().private_value.to_bytes(PRIVATE_BYTES, "big")


def jwk_of(key: PublicMaterial) -> dict[str, str]:
    """The JWK members that make a public key, and no other."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(key.public_bytes_raw())}
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": b64(numbers.x.to_bytes(_COORDINATE_BYTES, "big")),
        "y": b64(numbers.y.to_bytes(_COORDINATE_BYTES, "big")),
    }
