"""The anchor that is pinned, and the statements by which one entity vouches for another.

A statement names the keys of its subject, each with role, person, window and revocation, and
carries metadata that is nobody's business here. An entity's own keys (ANCHOR, AUTHORITY,
COMMITTEE) stand at the top; its operational keys stand with their metadata and can never sign a
statement.

Follows OpenID Federation 1.0 sections 3 (entity statement) and 8.7.2 (revoked keys).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from keys.claims import Claims, epoch
from keys.encoding import Json, canonical, parse
from keys.envelope import open_compact, seal
from keys.errors import Malformed, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role, Typ
from keys.signer import Signer

MAX_STATEMENT_BYTES: Final = 64 * 2**10
MAX_ANCHOR_BYTES: Final = 64 * 2**10
MAX_KEYS: Final = 256
ISSUER_TYPE: Final = "zc_title_issuer"
"""The metadata type that carries an authority's operational keys."""
_ANCHOR_VERSION: Final = "zc-anchor/1"
_ENTITY_ROLES: Final = frozenset({Role.ANCHOR, Role.AUTHORITY, Role.COMMITTEE})


@dataclass(frozen=True, slots=True)
class Anchor:
    """The pinned root of trust: whom we believe without being told. Contains no secret.

    Attributes:
        entity: Entity identifier, an https URL.
        keys: Its ANCHOR keys, in kid order.
    """

    entity: str
    keys: tuple[TrustedKey, ...]

    def __post_init__(self) -> None:
        if not self.keys or any(key.role is not Role.ANCHOR for key in self.keys):
            raise Malformed("trust.anchor")

    def keyring(self) -> Keyring:
        """The keys, to open the anchor's list with."""
        return Keyring(self.keys)

    def to_bytes(self) -> bytes:
        """The anchor file: canonical JSON and a line end."""
        ordered = sorted(self.keys, key=lambda key: key.kid)
        keys: list[Json] = [key.to_jwk() for key in ordered]
        return canonical({"v": _ANCHOR_VERSION, "entity": self.entity, "keys": keys}) + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Anchor:
        """Reads an anchor file; raises Malformed."""
        claims = Claims(parse(data, limit=MAX_ANCHOR_BYTES), "anchor")
        if claims.text("v") != _ANCHOR_VERSION:
            raise claims.wrong("v")
        anchor = cls(entity_of(claims, "entity"), _keys(claims, "keys"))
        claims.done()
        return anchor


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """What an issuer says about a subject, from `issued_at` until its next statement.

    Two are equal when they are the same word for word.

    Attributes:
        expires_at: From here on it says nothing more; None: until replaced.
        keys: All keys of the subject, the entity's own and the operational ones, in kid order.
        metadata: As handed in, by entity type; the operational keys are taken out into `keys`.
        token: The statement word for word, a compact JWS.
    """

    issuer: str
    subject: str
    issued_at: datetime
    expires_at: datetime | None
    keys: tuple[TrustedKey, ...]
    metadata: Mapping[str, Json]
    token: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Statement) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)


def issue_statement(
    *,
    issuer: str,
    subject: str,
    keys: Iterable[TrustedKey],
    metadata: Mapping[str, Json],
    signer: Signer,
    at: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A signed statement: an OpenID Federation entity statement, compact.

    Keys in the roles ANCHOR, AUTHORITY and COMMITTEE are the subject's own; all others go into
    metadata["zc_title_issuer"]["jwks"].

    Args:
        metadata: An object for each entity type, without any `jwks`: this function writes it.

    Raises:
        Malformed: No such object ("claims.member"), or a key twice ("trust.duplicate-key").
        Untrusted: The signer's role may not sign this ("key.role").
    """
    ordered = _distinct(keys)
    own: list[Json] = [key.to_jwk() for key in ordered if key.role in _ENTITY_ROLES]
    operational: list[Json] = [key.to_jwk() for key in ordered if key.role not in _ENTITY_ROLES]
    types: dict[str, Json] = {}
    for name, value in metadata.items():
        members = Claims(value, f"metadata.{name}")
        if members.has("jwks"):
            raise members.wrong("jwks")
        types[name] = members.rest()
    if operational:
        office = Claims(types.get(ISSUER_TYPE, {}), ISSUER_TYPE).rest()
        types[ISSUER_TYPE] = {**office, "jwks": {"keys": operational}}
    claims: dict[str, Json] = {
        "iss": issuer,
        "sub": subject,
        "iat": epoch(at),
        "jwks": {"keys": own},
        "metadata": types,
    }
    if expires_at is not None:
        claims["exp"] = epoch(expires_at)
    return seal(canonical(claims), Typ.STATEMENT, signer)


def open_statement(token: str, keys: Keyring, *, issuer: str) -> Statement:
    """Check a statement's signature, against the moment at which it says it was made.

    A signing key that was revoked since is no obstacle here: a bare statement proves little, and
    the list that carries it is signed by a key that speaks now.

    Raises:
        Malformed, Untrusted: As `open_compact`; another issuer ("trust.issuer").
    """
    opened = open_compact(token, Typ.STATEMENT, keys, at=None, limit=MAX_STATEMENT_BYTES)
    statement = _read_statement(opened.document, token)
    opened.signers[0].demand(statement.issued_at)
    if statement.issuer != issuer:
        raise Untrusted("trust.issuer", wanted=issuer, found=statement.issuer)
    return statement


def _read_statement(document: Mapping[str, Json], token: str) -> Statement:
    claims = Claims(document, "statement")
    issuer, subject = entity_of(claims, "iss"), entity_of(claims, "sub")
    issued_at, expires_at = claims.time("iat"), claims.optional_time("exp")
    jwks = claims.object("jwks")
    own = _keys(jwks, "keys")
    jwks.done()
    metadata: dict[str, Json] = {}
    operational: list[TrustedKey] = []
    for name, value in claims.mapping("metadata").items():
        members = Claims(value, f"metadata.{name}")
        if members.has("jwks"):
            nested = members.object("jwks")
            operational.extend(_keys(nested, "keys"))
            nested.done()
        metadata[name] = members.rest()
    claims.done()
    # A key among the entity's own could sign statements; an operational one never may.
    if any(key.role not in _ENTITY_ROLES for key in own) or any(
        key.role in _ENTITY_ROLES for key in operational
    ):
        raise Malformed("trust.key-place", subject=subject)
    keys = _distinct([*own, *operational])
    return Statement(issuer, subject, issued_at, expires_at, keys, metadata, token)


def _distinct(keys: Iterable[TrustedKey]) -> tuple[TrustedKey, ...]:
    ordered = sorted(keys, key=lambda key: key.kid)
    for one, next_one in pairwise(ordered):
        if one.kid == next_one.kid:
            raise Malformed("trust.duplicate-key", kid=one.kid)
    return tuple(ordered)


def _keys(claims: Claims, member: str) -> tuple[TrustedKey, ...]:
    return _distinct(TrustedKey.from_jwk(each) for each in claims.array(member, limit=MAX_KEYS))


def entity_of(claims: Claims, member: str) -> str:
    """An entity identifier: an https URL without query, fragment, backslash or space."""
    entity = claims.text(member)
    if not entity.startswith("https://") or any(mark in entity for mark in "?#\\ "):
        raise claims.wrong(member)
    return entity
