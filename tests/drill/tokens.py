"""A signature in compact form, taken apart, and what an attacker without the key can do to it.

Headers, payloads and signatures are changed one by one and together; what was changed travels
under the old signature, under no signature, or under that of somebody who may not sign this.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from random import Random

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys.encoding import b64, canonical, unb64
from keys.errors import Malformed
from keys.roles import Typ
from keys.signer import MemorySigner
from tests.drill.spelling import damaged, edited, rebased, respelled
from tests.drill.stage import Stage
from tests.vectors.tampering import ORDER

TYPS = (
    *(typ.value for typ in Typ),
    *("vc+sd-jwt", "JWT", "jwt", "kb+jwt", "DC+SD-JWT", "application/dc+sd-jwt", "", "dc+sd-jwt "),
)
ALGS = ("none", "None", "HS256", "HS512", "RS256", "ES384", "ES256K", "Ed25519", "EdDSA", "es256")
KIDS = ("", "../../keys/credential", "' OR 1=1 --", "kid", "A" * 4000, "\u0000", 7, None, [], {})


@dataclass
class Token:
    """Header, payload and signature, base64url each."""

    head: str
    body: str
    tail: str

    @classmethod
    def of(cls, text: str) -> Token:
        return cls(*text.split("."))

    @property
    def text(self) -> str:
        return f"{self.head}.{self.body}.{self.tail}"

    @property
    def header(self) -> dict:
        return json.loads(unb64(self.head))

    @property
    def document(self) -> dict:
        return json.loads(unb64(self.body))


def bend(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    """A token changed in one of the ways of this module.

    Args:
        rightful: Thumbprints of keys that may sign such a document; they never sign here.
    """
    return random.choice(_WAYS)(stage, random, token, rightful)


def _header(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    header = token.header
    way = random.randrange(8)
    if way == 0:
        header["alg"] = random.choice(ALGS)
    elif way == 1:
        header["typ"] = random.choice(TYPS)
    elif way == 2:
        header["kid"] = random.choice((*KIDS, *(each.kid for each in stage.signers_all)))
    elif way == 3:
        header |= _members(stage, random)
    elif way == 4:
        header = edited(random, header)
    else:
        token.head = b64(respelled(random, header))
        return _signed(stage, random, token, rightful, keep_header=True)
    token.head = b64(canonical_or_not(header))
    return _signed(stage, random, token, rightful, keep_header=True)


def _members(stage: Stage, random: Random) -> dict:
    """Members by which a careless reader is led to the attacker's key, or past the check."""
    key = stage.stranger.public.to_jwk()
    return random.choice(
        (
            {"jwk": key},
            {"jku": "https://evil.example/keys"},
            {"x5u": "https://evil.example/chain"},
            {"x5c": ["MIIB"]},
            {"crit": ["exp"], "exp": 1},
            {"crit": []},
            {"b64": False, "crit": ["b64"]},
            {"zip": "DEF"},
            {"cty": "JWT"},
            {"kid2": "x"},
        )
    )


def _payload(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    document = token.document
    if random.random() < 0.5:
        document = edited(random, document)
    spelled = respelled(random, document) if random.random() < 0.4 else canonical_or_not(document)
    token.body = b64(spelled)
    return _signed(stage, random, token, rightful)


def _signature(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    token.tail = bent_signature(random, token.tail)
    return token


def _segments(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    """One or two segments of another document, of any kind."""
    other = Token.of(random.choice(stage.matrix + stage.tokens))
    for name in random.sample(("head", "body", "tail"), random.choice((1, 1, 2))):
        setattr(token, name, getattr(other, name))
    return token


def _bases(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    name = random.choice(("head", "body", "tail"))
    setattr(token, name, rebased(random, getattr(token, name)))
    return token


def _damage(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    name = random.choice(("head", "body", "tail"))
    setattr(token, name, damaged(random, getattr(token, name)))
    return token


def _resigned(stage: Stage, random: Random, token: Token, rightful: frozenset[str]) -> Token:
    return _signed(stage, random, token, rightful)


_WAYS = (_header, _header, _payload, _payload, _signature, _segments, _bases, _damage, _resigned)


def canonical_or_not(document: object) -> bytes:
    """Canonical JSON; a document that has no such form is written as Python would."""
    try:
        return canonical(document)
    except (TypeError, ValueError):
        return json.dumps(document).encode()


def _signed(
    stage: Stage,
    random: Random,
    token: Token,
    rightful: frozenset[str],
    *,
    keep_header: bool = False,
) -> Token:
    """What was changed, under the old signature or under one that must not count."""
    way = random.randrange(5)
    if way == 0:
        return token
    if way == 1:
        token.tail = random.choice(("", "A", "AAAA", b64(bytes(64)), b64(b"\xff" * 64)))
        return token
    signer = random.choice([each for each in stage.signers_all if each.kid not in rightful])
    return sign(random, token, signer, keep_header=keep_header, by_mac=way == 2)


def sign(
    random: Random, token: Token, signer: MemorySigner, *, keep_header: bool, by_mac: bool
) -> Token:
    """Somebody's signature, under the header as it is, or under one that names this key."""
    if not keep_header and random.random() < 0.6:
        named = {"kid": signer.kid, "alg": signer.public.algorithm}
        token.head = b64(canonical({**token.header, **named}))
    signed = f"{token.head}.{token.body}".encode()
    if by_mac:
        material = signer.public._material
        pem = material.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        token.tail = b64(hmac.new(pem, signed, hashlib.sha256).digest())
    else:
        token.tail = b64(signer.sign(signed))
    return token


def bent_signature(random: Random, tail: str) -> str:
    """A signature that other arithmetic, or a careless reader, takes for the same one."""
    try:
        raw = unb64(tail)
    except Malformed:
        return tail + "A"
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    n = ORDER
    pairs = (
        *((r, n - s), (r, n - s), (r, n - s)),  # verifies by standard: the only one that does
        *((0, s), (r, 0), (0, 0), (1, 1), (r, n), (n, s), (s, r)),
        *((n - r, s), (n - r, n - s), (r, s ^ 1), (r ^ 1, s), (r + 1, s), (r, s + 1)),
    )
    longer = ((r + n, s), (r, s + n), (r, s))  # r + n is the same number, and needs a bit more
    cut = (raw[:63], raw + b"\0", b"\0" + raw, raw * 2, raw[:32], b"", raw[::-1])
    return random.choice(
        (
            *(_joined(random.choice(pairs), size=32) for _ in range(3)),
            _joined(random.choice(longer), size=33),
            b64(encode_dss_signature(r, random.choice((s, n - s)))),
            b64(random.choice((*cut, b"\xff" * 64, bytes(64), random.randbytes(64)))),
            damaged(random, tail),
            rebased(random, tail),
        )
    )


def _joined(pair: tuple[int, int], *, size: int) -> str:
    return b64(b"".join((each % 256**size).to_bytes(size, "big") for each in pair))
