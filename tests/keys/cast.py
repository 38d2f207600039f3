"""Who plays in these tests: keys, rings, days. Everybody is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from keys.encoding import Json, b64, canonical
from keys.errors import CredentialError
from keys.public_key import Keyring, TrustedKey
from keys.roles import MAY_SIGN, PERSONAL, SYMMETRIC, Role, Typ
from keys.signer import MemorySigner, Signer

E = TypeVar("E", bound=CredentialError)

ANCHOR = "https://anchor.example"
AUTHORITY = "https://zc.weihai.example"
COMMITTEE = "https://zc.weihai.example/committees/zone"
LIMIT = 10_000
SIGNING = tuple(role for role in Role if role not in SYMMETRIC)
PAYLOAD = canonical({"iss": COMMITTEE, "number": 7})


def day(month: int, number: int = 1) -> datetime:
    return datetime(2025, month, number, tzinfo=UTC)


def signer(role: Role, person: str | None = None) -> MemorySigner:
    return MemorySigner.generate(role, person or ("li-ming" if role in PERSONAL else None))


START = day(1)


def trusted(key: Signer, *, since: datetime = START, until: datetime | None = None) -> TrustedKey:
    return TrustedKey(key.public, key.role, key.person, since, until)


def ring(*keys: Signer) -> Keyring:
    return Keyring(trusted(key) for key in keys)


def signer_for(typ: Typ) -> MemorySigner:
    return signer(min(MAY_SIGN[typ]))


def forged(header: bytes, payload: bytes, key: Signer) -> str:
    """A compact JWS with any header whatever, properly signed."""
    start = f"{b64(header)}.{b64(payload)}"
    return f"{start}.{b64(key.sign(start.encode()))}"


def header(key: Signer, typ: Typ, **changes: Json) -> bytes:
    return canonical(
        {"alg": key.public.algorithm, "kid": key.public.kid, "typ": typ.value, **changes}
    )


def refused(kind: type[E], code: str, act: Callable[[], object]) -> E:
    """The error that `act` raises, which must be of this kind and code."""
    with pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code
    return caught.value
