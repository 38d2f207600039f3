"""Public keys, what we trust them to say and when, and rings of them to look a signer up in.

A key is named by its RFC 7638 thumbprint, knows its one algorithm, and is believed only as a
`TrustedKey`: in one role, inside a window of time, until it is revoked. No private material here.

Follows RFC 7517 and RFC 7638; the history members follow OpenID Federation 1.0 section 8.7.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from keys.algorithms import (
    SIGNATURE_BYTES,
    Algorithm,
    PublicMaterial,
    algorithm_of_jwk,
    jwk_of,
)
from keys.claims import Claims, epoch
from keys.encoding import Json, Kid, canonical, sha256, unb64
from keys.errors import Malformed, Untrusted, kid_told, member_told
from keys.roles import PERSONAL, SYMMETRIC, Role, algorithm_of

_PRIVATE_MEMBERS: Final = frozenset({"d", "k", "p", "q", "dp", "dq", "qi", "oth"})


@dataclass(frozen=True, slots=True, eq=False)
class PublicKey:
    """A public key. Two are equal when their thumbprints are.

    Attributes:
        kid: RFC 7638 SHA-256 thumbprint, base64url.
        algorithm: The one algorithm of this key: "ES256" or "Ed25519".
        jwk: The members that make the key (kty, crv, x, y), no other.
    """

    kid: Kid
    algorithm: str
    jwk: Mapping[str, str]
    _row: Algorithm = field(repr=False)
    _material: PublicMaterial = field(repr=False)

    @classmethod
    def from_material(cls, material: PublicMaterial) -> PublicKey:
        """The key over a public key object of `cryptography`."""
        jwk = jwk_of(material)
        row = algorithm_of_jwk(jwk)
        return cls(Kid(sha256(canonical(jwk))), row.name, jwk, row, material)

    @classmethod
    def from_jwk(cls, document: Json) -> PublicKey:
        """A key from its JWK.

        `alg`, `kid` and `use` may be present and must then be right.

        Raises:
            Malformed: Another algorithm ("key.algorithm"), a private key ("key.private"), a
                wrong `kid` ("key.kid"), a member too many, missing or wrong.
        """
        if not isinstance(document, Mapping):
            raise Malformed("key.form", member="kty")
        if not _PRIVATE_MEMBERS.isdisjoint(document):
            raise Malformed("key.private")
        row = algorithm_of_jwk(document)
        key = cls.from_material(row.public_of(document))
        for member, value in document.items():
            if member not in row.members and member not in ("alg", "kid", "use"):
                raise Malformed("key.form", member=member_told(member))
            if member == "alg" and value != row.name:
                raise Malformed("key.algorithm")
            if member == "kid" and value != key.kid:
                raise Malformed("key.kid", kid=key.kid)
            if member == "use" and value != "sig":
                raise Malformed("key.form", member="use")
        return key

    def to_jwk(self) -> dict[str, Json]:
        """The JWK with `alg` and `kid`."""
        return {**self.jwk, "alg": self.algorithm, "kid": self.kid}

    def verify(self, data: bytes, signature: bytes) -> None:
        """Raise Untrusted("signature.wrong") unless this key made the raw signature over `data`."""
        if len(signature) != SIGNATURE_BYTES or not self._row.verify(
            self._material, data, signature
        ):
            raise Untrusted("signature.wrong", kid=self.kid)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.kid == other.kid

    def __hash__(self) -> int:
        return hash(self.kid)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key, and what it is trusted to say.

    Attributes:
        person: Who holds it, in words of the entity ("li-ming"); a threshold counts persons.
            Needed for the roles COMMITTEE and OPERATOR; None for the keys of an institution.
        not_before: First second in which it speaks.
        not_after: First second in which it no longer speaks; None: open.
        revoked_at: From this second on it is not believed, whatever the window says.
        reason: Why it was revoked, in words of OpenID Federation 1.0 ("compromised").

    Raises:
        Malformed: A symmetric role, an algorithm other than the role's ("key.algorithm"), a
            personal role without a person ("key.person"), a window that never opens
            ("key.window-empty").
    """

    public: PublicKey
    role: Role
    person: str | None
    not_before: datetime
    not_after: datetime | None = None
    revoked_at: datetime | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.role in SYMMETRIC or self.public.algorithm != algorithm_of(self.role):
            raise Malformed("key.algorithm")
        if self.role in PERSONAL and not self.person:
            raise Malformed("key.person", role=self.role)
        if self.not_after is not None and self.not_after <= self.not_before:
            raise Malformed("key.window-empty", kid=self.kid)

    @property
    def kid(self) -> Kid:
        """Thumbprint of the public key."""
        return self.public.kid

    @property
    def counts_as(self) -> str:
        """Whom a threshold counts: the person, or the key itself where it is nobody's."""
        return f"person {self.person}" if self.person else f"key {self.kid}"

    def speaks_at(self, at: datetime) -> bool:
        """Whether the key is inside its window and not revoked at `at`."""
        try:
            self.demand(at)
        except Untrusted:
            return False
        return True

    def demand(self, at: datetime) -> None:
        """Raise Untrusted("key.window" or "key.revoked") unless the key speaks at `at`."""
        if self.revoked_at is not None and at >= self.revoked_at:
            raise Untrusted("key.revoked", kid=self.kid, revoked_at=_day(self.revoked_at))
        self.demand_window(at)

    def demand_window(self, at: datetime) -> None:
        """Raise Untrusted("key.window") unless `at` is inside the key's window, revoked or not."""
        if at < self.not_before or (self.not_after is not None and at >= self.not_after):
            until = _day(self.not_after) if self.not_after else ""
            raise Untrusted("key.window", kid=self.kid, since=_day(self.not_before), until=until)

    def revoked(self, at: datetime, reason: str) -> TrustedKey:
        """The same key, revoked from `at` on; an earlier revocation stands."""
        if self.revoked_at is not None and self.revoked_at <= at:
            return self
        return replace(self, revoked_at=at, reason=reason)

    def to_jwk(self) -> dict[str, Json]:
        """JWK with zc_role, zc_person, nbf, exp and revoked{revoked_at, reason}."""
        jwk: dict[str, Json] = {
            **self.public.to_jwk(),
            "zc_role": self.role.value,
            "nbf": epoch(self.not_before),
        }
        if self.person is not None:
            jwk["zc_person"] = self.person
        if self.not_after is not None:
            jwk["exp"] = epoch(self.not_after)
        if self.revoked_at is not None:
            jwk["revoked"] = {
                "revoked_at": epoch(self.revoked_at),
                "reason": self.reason or "unspecified",
            }
        return jwk

    @classmethod
    def from_jwk(cls, document: Json) -> TrustedKey:
        """Reads `to_jwk`; raises Malformed naming what is wrong."""
        claims = Claims(document, "jwk")
        role = claims.text("zc_role")
        if role not in frozenset(Role):
            raise claims.wrong("zc_role")
        person = claims.optional_text("zc_person")
        not_before, not_after = claims.time("nbf"), claims.optional_time("exp")
        revoked_at = reason = None
        if claims.has("revoked"):
            history = claims.object("revoked")
            revoked_at, reason = history.time("revoked_at"), history.text("reason")
            history.done()
        public = PublicKey.from_jwk(claims.rest())
        return cls(public, Role(role), person, not_before, not_after, revoked_at, reason)


class Keyring:
    """Trusted keys, to be found by thumbprint. Immutable; iterates in kid order.

    Args:
        keys: The same thumbprint twice is refused with ValueError: decide first which holds.
        at: If given, `find` refuses keys that do not speak at that moment, with the reason, and
            iteration leaves them out.
    """

    __slots__ = ("_at", "_by_kid")

    def __init__(self, keys: Iterable[TrustedKey], *, at: datetime | None = None) -> None:
        found = sorted(keys, key=lambda key: key.kid)
        self._by_kid = {key.kid: key for key in found}
        self._at = at
        if len(self._by_kid) != len(found):
            raise ValueError("a key twice in one ring")

    def find(self, kid: str) -> TrustedKey:
        """The key of a thumbprint.

        Raises:
            Untrusted: Nobody here has it ("key.unknown"), or it does not speak at the moment
                this ring is for ("key.window", "key.revoked").
        """
        key = self._by_kid.get(Kid(kid))
        if key is None:
            raise Untrusted("key.unknown", kid=kid_told(kid))
        if self._at is not None:
            key.demand(self._at)
        return key

    def find_by_prefix(self, first8: bytes) -> tuple[TrustedKey, ...]:
        """The keys whose thumbprint starts with these bytes, in kid order: often one, or none."""
        return tuple(key for key in self if _thumbprint(key.kid).startswith(first8))

    def in_role(self, role: Role) -> Keyring:
        """The keys of one role."""
        return Keyring((key for key in self._by_kid.values() if key.role is role), at=self._at)

    def __iter__(self) -> Iterator[TrustedKey]:
        at = self._at
        return (key for key in self._by_kid.values() if at is None or key.speaks_at(at))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@lru_cache(maxsize=4096)
def _thumbprint(kid: Kid) -> bytes:
    return unb64(kid)


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
