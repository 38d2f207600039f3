"""The same keys, salts and signatures from the same seed: what was found once is found again.

Random keys would make every run a world of its own, and a seed would reproduce nothing. Inside
`fixed` keys come out of the seed, and signatures by RFC 6979 out of the key and the message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from types import MappingProxyType

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

import keys.signer
from keys.algorithms import ALGORITHMS, PRIVATE_BYTES, PrivateMaterial
from keys.roles import ES256
from verifier import sd_jwt


@contextmanager
def fixed(seed: str) -> Iterator[None]:
    """Keys and salts that are made inside come from the seed; the keys sign alike for ever."""
    random = Random(seed)

    def generate(private_of):
        return lambda: private_of(random.randbytes(PRIVATE_BYTES))

    rows = {
        name: replace(row, generate=generate(row.private_of)) for name, row in ALGORITHMS.items()
    }
    rows[ES256] = replace(rows[ES256], sign=_sign)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys.signer, "ALGORITHMS", MappingProxyType(rows))
        defaults = {"random": random.randbytes}
        patch.setattr(sd_jwt.encode, "__kwdefaults__", defaults)
        yield


def _sign(key: PrivateMaterial, data: bytes) -> bytes:
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return raw(key.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True)))


def raw(der: bytes) -> bytes:
    """r and s of 32 bytes each, out of the DER that OpenSSL writes."""
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))
