"""Ways to write what our own functions refuse to write."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys.encoding import Json, b64, canonical, parse, sha256, unb64
from keys.public_key import PublicKey
from keys.signer import MemorySigner

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LIMIT = 2**16
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-5): a signature is a pair of numbers below it."""


def header_for(signer: MemorySigner, typ: str, **changes: Json) -> dict[str, Json]:
    return {"alg": "ES256", "kid": signer.kid, "typ": typ, **changes}


def compact(header: Json, payload: bytes, signer: MemorySigner) -> str:
    """A compact signature under any header."""
    return compact_over(header, b64(payload), signer)


def compact_over(header: Json, body: str, signer: MemorySigner) -> str:
    """A compact signature over a payload's text, however that is spelled."""
    signed = f"{b64(canonical(header))}.{body}"
    return f"{signed}.{b64(signer.sign(signed.encode()))}"


def together(body: str, typ: str, signers: Sequence[MemorySigner]) -> bytes:
    """General JSON over a payload's text, by keys of any role."""
    signed = [compact_over(header_for(each, typ), body, each).split(".") for each in signers]
    return canonical(
        {
            "payload": body,
            "signatures": [{"protected": head, "signature": tail} for head, _, tail in signed],
        }
    )


def compact_by(header: Json, payload: bytes, sign: Callable[[bytes], bytes]) -> str:
    """A compact signature by any means."""
    signed = f"{b64(canonical(header))}.{b64(payload)}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def mac_by(secret: bytes) -> Callable[[bytes], bytes]:
    """HMAC, as a confused reader would check it with a public key for its secret."""
    return lambda data: hmac.digest(secret, data, hashlib.sha256)


def pem_of(public: PublicKey) -> bytes:
    return public._material.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def second_signature(signature: bytes) -> bytes:
    """The other signature by the same key over the same bytes: s becomes n - s."""
    r, s = signature[:32], int.from_bytes(signature[32:], "big")
    return r + (ORDER - s).to_bytes(32, "big")


def with_second_signature(jwt: str) -> str:
    head, body, signature = jwt.split(".")
    return f"{head}.{body}.{b64(second_signature(unb64(signature)))}"


def payload_of(credential: str) -> bytes:
    return unb64(credential.split(".")[1])


def claims_of(credential: str) -> dict[str, Json]:
    return parse(payload_of(credential), limit=LIMIT)


def disclosures_of(credential: str) -> list[str]:
    return credential.split("~")[1:-1]


def joined(jwt: str, disclosures: list[str]) -> str:
    return "~".join([jwt, *disclosures, ""])


def with_disclosures(
    credential: str, disclosures: list[str], signer: MemorySigner, *, also: tuple[str, ...] = ()
) -> str:
    """A credential whose signed part names exactly these disclosures (and `also` digests)."""
    digests = sorted([*(sha256(each.encode()) for each in disclosures), *also])
    payload = canonical({**claims_of(credential), "_sd": digests})
    return joined(compact(header_for(signer, "dc+sd-jwt"), payload, signer), disclosures)


def stray_bits(text: str) -> str:
    """The same bytes for a lenient reader: bits set that belong to no byte."""
    assert len(text) % 4, "no unused bits in it"
    return text[:-1] + ALPHABET[ALPHABET.index(text[-1]) + 1]


def with_other_signature(sealed: bytes, place: int, signature: str) -> bytes:
    """General JSON with one signature exchanged."""
    document: Any = parse(sealed, limit=LIMIT)
    signatures = [dict(each) for each in document["signatures"]]
    signatures[place]["signature"] = signature
    return canonical({**document, "signatures": signatures})


def signature_many_times(sealed: bytes, count: int) -> bytes:
    """General JSON in which the first signature stands so many times."""
    document: Any = parse(sealed, limit=LIMIT)
    return canonical({**document, "signatures": document["signatures"][:1] * count})


def signature_twice(sealed: bytes) -> bytes:
    return signature_many_times(sealed, 2)
