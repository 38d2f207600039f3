"""The limit: nothing but the signatures, by the library that makes them, in as many processes."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.bench.apart import in_processes

ES256 = ec.ECDSA(hashes.SHA256())


def sign_and_verify(messages: Sequence[bytes], *, processes: int) -> float:
    """Seconds to sign every message and verify every signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()

    def part(first: int) -> None:
        for message in messages[first::processes]:
            public.verify(key.sign(message, ES256), message, ES256)

    return in_processes(part, processes)


def verify_only(signed: Sequence[tuple[bytes, bytes]], public: ec.EllipticCurvePublicKey) -> float:
    """Seconds to verify raw signatures of 64 bytes over their messages, on one core."""
    prepared = [(_der(signature), message) for message, signature in signed]
    began = perf_counter()
    for signature, message in prepared:
        public.verify(signature, message, ES256)
    return perf_counter() - began


def _der(signature: bytes) -> bytes:
    return encode_dss_signature(
        int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    )
