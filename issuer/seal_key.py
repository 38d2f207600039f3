"""The SEAL key in the shapes that X.509 and CMS ask for; it stays where it is.

A key in a card or a hardware module cannot be handed to a library. What a library wants of a key
is a signature and the public half, and gets both from our `Signer`. Follows RFC 3279 2.2.3.
"""

from __future__ import annotations

from typing import Final, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from keys.encoding import unb64
from keys.public_key import PublicKey
from keys.signer import Signer

_SIGNS_ONLY: Final = "a seal signs and does nothing else"


def key_of(public: PublicKey) -> ec.EllipticCurvePublicKey:
    """A public key in the shape that certificate builders take."""
    jwk = public.to_jwk()
    x, y = (int.from_bytes(unb64(str(jwk[member])), "big") for member in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def der_signature(signer: Signer, data: bytes) -> bytes:
    """A signature as X.509 and CMS write it (RFC 3279 2.2.3); ours are r and s side by side."""
    raw = signer.sign(data)
    half = len(raw) // 2
    return encode_dss_signature(
        int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
    )


class SealKey(ec.EllipticCurvePrivateKey):
    """A signer in the shape that certificate builders take: it signs, and gives nothing away."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def sign(
        self,
        data: bytes | bytearray | memoryview,
        signature_algorithm: ec.EllipticCurveSignatureAlgorithm,  # noqa: ARG002  # the key's own
    ) -> bytes:
        """A signature, as X.509 writes it."""
        return der_signature(self._signer, bytes(data))

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return key_of(self._signer.public)

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256."""
        return ec.SECP256R1()

    @property
    def key_size(self) -> int:
        """In bits."""
        return self.curve.key_size

    def exchange(self, *_: object) -> NoReturn:
        """Not by this key."""
        raise TypeError(_SIGNS_ONLY)

    def private_numbers(self) -> NoReturn:
        """Not to be had."""
        raise TypeError(_SIGNS_ONLY)

    def private_bytes(self, *_: object) -> NoReturn:
        """Not to be had."""
        raise TypeError(_SIGNS_ONLY)

    def __copy__(self) -> SealKey:
        return self

    def __deepcopy__(self, _: object) -> SealKey:
        return self
