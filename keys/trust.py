"""Which key may speak for whom, in which role, from when to when: the numbered trust lists.

Two kinds of list have this one form: the anchor's list of authorities, and each authority's list
of its committees. A list is numbered and names the one before it; its statements are kept word
for word; former statements stay in its history, so that what was signed years ago can still be
held against the keys of its day. What a statement's metadata means is nobody's business here.

Statements follow OpenID Federation 1.0 (sections 3 and 8.7.2); number, predecessor and the
refusal of older lists follow the idea of The Update Framework 1.0 (section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from keys.claims import Claims, epoch
from keys.encoding import Json, Sha256, canonical, sha256
from keys.envelope import open_compact, open_together, peek, seal, seal_together
from keys.errors import RolledBack, Untrusted, address_told
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role, Typ
from keys.signer import Signer
from keys.statement import (
    ISSUER_TYPE,
    MAX_STATEMENT_BYTES,
    Anchor,
    Statement,
    entity_of,
    issue_statement,
    open_statement,
)

__all__ = [
    "ISSUER_TYPE",
    "LEEWAY",
    "MAX_LIST_BYTES",
    "Anchor",
    "Statement",
    "TrustList",
    "issue_statement",
    "issue_trust_list",
    "open_statement",
    "open_trust_list",
]

MAX_LIST_BYTES: Final = 4 * 2**20  # about 1,000 statements with their history
MAX_STATEMENTS: Final = 4096
LEEWAY: Final = timedelta(seconds=60)  # how far a clock may run behind the issuer's


@dataclass(frozen=True, slots=True)
class TrustList:
    """A numbered list of statements of one issuer, every signature in it checked.

    Attributes:
        seq: Grows by one with each list of this issuer, from 1.
        prev: Digest of the list before; None for the first.
        statements: In force when the list was issued: at most one a subject.
        history: Former statements.
        token: The list word for word: a compact JWS, or general JSON where several signed.
    """

    issuer: str
    seq: int
    prev: Sha256 | None
    issued_at: datetime
    expires_at: datetime
    statements: tuple[Statement, ...]
    history: tuple[Statement, ...]
    token: str
    _known: Mapping[str, Mapping[str, TrustedKey]] = field(repr=False, compare=False)

    @property
    def digest(self) -> Sha256:
        """SHA-256 of the list as signed: the next one's `prev`."""
        return sha256(self.token.encode())

    def subjects(self) -> tuple[str, ...]:
        """Who has a statement in force, in order of identifier, the issuer itself left out."""
        found = {each.subject for each in self.statements}
        return tuple(sorted(found - {self.issuer}))

    def current(self, subject: str) -> Statement:
        """The statement in force when the list was issued.

        Raises:
            Untrusted: None ("trust.unknown-entity").
        """
        for statement in self.statements:
            if statement.subject == subject:
                return statement
        raise Untrusted("trust.unknown-entity", entity=address_told(subject))

    def statement_about(self, subject: str, *, at: datetime) -> Statement:
        """The statement in force at a moment: the latest one issued by then.

        A subject that the list no longer names counts as unknown from the list's issue on; a
        former statement speaks only for the time before.

        Raises:
            Untrusted: None was in force ("trust.unknown-entity"), or it had run out
                ("trust.statement-expired").
        """
        every = [each for each in self.statements if each.subject == subject]
        if every or at < self.issued_at:
            every += [each for each in self.history if each.subject == subject]
        issued = [each for each in every if each.issued_at <= at]
        if not issued:
            raise Untrusted("trust.unknown-entity", entity=address_told(subject))
        statement = max(issued, key=lambda each: each.issued_at)
        if statement.expires_at is not None and at >= statement.expires_at:
            raise Untrusted("trust.statement-expired", entity=subject)
        return statement

    def keyring(self, subject: str, role: Role, *, at: datetime) -> Keyring:
        """The keys that spoke for a subject in a role at a moment, with all we know since.

        A key revoked in any later statement is revoked from its `revoked_at` on. The ring is
        made for `at`: `find` says why a key of the statement did not speak then.

        Raises:
            Untrusted: As `statement_about`.
        """
        known = self._known.get(subject, {})
        keys = [key for key in self.statement_about(subject, at=at).keys if key.role is role]
        return Keyring([_revoked_as(key, known[key.kid]) for key in keys], at=at)

    def ever(self, subject: str, role: Role) -> Keyring:
        """Every key that ever spoke for a subject in a role, with its window and revocation.

        For documents of the past, whose time the caller judges; empty for an unknown subject.
        """
        known = self._known.get(subject, {})
        return Keyring(key for key in known.values() if key.role is role)


def issue_trust_list(
    *,
    issuer: str,
    seq: int,
    prev: Sha256 | None,
    statements: Sequence[str],
    history: Sequence[str],
    signer: Signer | Sequence[Signer],
    at: datetime,
    expires_at: datetime,
) -> str:
    """A signed list: compact by one signer, general JSON by several (roll-over of an anchor).

    Args:
        seq: One more than the list before, from 1.
        prev: Digest of the list before; None only for the first.

    Raises:
        ValueError: `seq` and `prev` contradict each other, or it expires before it begins.
    """
    if seq < 1 or (prev is None) != (seq == 1) or expires_at <= at:
        raise ValueError("number, predecessor or window of a trust list")
    claims: dict[str, Json] = {
        "iss": issuer,
        "iat": epoch(at),
        "exp": epoch(expires_at),
        "seq": seq,
        "statements": list(statements),
        "history": list(history),
    }
    if prev is not None:
        claims["prev"] = prev
    if isinstance(signer, Sequence):
        return seal_together(canonical(claims), Typ.TRUST_LIST, signer).decode()
    return seal(canonical(claims), Typ.TRUST_LIST, signer)


def open_trust_list(
    token: str, keys: Keyring, *, issuer: str, at: datetime, at_least: int = 0
) -> TrustList:
    """Check a list, every statement in it, and that it is the newest we could know of.

    Args:
        keys: The issuer's ANCHOR or AUTHORITY keys, former ones included: they signed the
            history. An anchor may bring in its next key by a statement about itself that a key
            of `keys` has signed.
        at: Now. Its signers must have been in their window when it was issued, and not be
            revoked now.
        at_least: The highest number seen before.

    Raises:
        RolledBack: A lower number than seen ("trust.rolled-back", seq=, seen=).
        Untrusted: Another issuer ("trust.issuer"), expired ("trust.expired"), from the future
            ("trust.future"), two statements about one subject ("trust.duplicate-subject"), a
            statement newer than the list or than the one in force ("trust.history-order"), a
            key that changed its role or person ("trust.key-changed"), or as `open_compact`.
        Malformed: Not such a document.
    """
    trusted = _with_successors(keys, token, issuer=issuer)
    if token.startswith("{"):
        opened = open_together(
            token, Typ.TRUST_LIST, trusted, threshold=1, at=None, limit=MAX_LIST_BYTES
        )
    else:
        opened = open_compact(token, Typ.TRUST_LIST, trusted, at=None, limit=MAX_LIST_BYTES)
    claims = Claims(opened.document, "trust-list")
    found, seq = entity_of(claims, "iss"), claims.integer("seq")
    prev = claims.digest("prev") if claims.has("prev") else None
    issued_at, expires_at = claims.time("iat"), claims.time("exp")
    texts = claims.tokens("statements", limit=MAX_STATEMENTS)
    former = claims.tokens("history", limit=MAX_STATEMENTS)
    claims.done()
    if seq < 1 or (prev is None) != (seq == 1):
        raise claims.wrong("seq")
    if found != issuer:
        raise Untrusted("trust.issuer", wanted=issuer, found=found)
    for key in opened.signers:
        _demand_list_signer(key, issued_at=issued_at, at=at)
    _demand_fresh(seq, issued_at, expires_at, at=at, at_least=at_least)
    statements = tuple(open_statement(text, trusted, issuer=issuer) for text in texts)
    history = tuple(open_statement(text, trusted, issuer=issuer) for text in former)
    _demand_order(statements, history, issued_at=issued_at)
    known = _knowledge([*history, *statements])
    return TrustList(issuer, seq, prev, issued_at, expires_at, statements, history, token, known)


def _demand_list_signer(key: TrustedKey, *, issued_at: datetime, at: datetime) -> None:
    key.demand_window(issued_at)
    if key.revoked_at is not None and at >= key.revoked_at:
        key.demand(at)


def _demand_fresh(
    seq: int, issued_at: datetime, expires_at: datetime, *, at: datetime, at_least: int
) -> None:
    if seq < at_least:
        raise RolledBack("trust.rolled-back", seq=seq, seen=at_least)
    if issued_at > at + LEEWAY:
        raise Untrusted("trust.future", issued_at=issued_at.isoformat(), at=at.isoformat())
    if at >= expires_at:
        raise Untrusted("trust.expired", expired_at=expires_at.isoformat(), seq=seq)


def _demand_order(
    statements: Sequence[Statement], history: Sequence[Statement], *, issued_at: datetime
) -> None:
    """One statement in force a subject, none from the future, none newer in the history."""
    current: dict[str, Statement] = {}
    for statement in statements:
        if statement.subject in current:
            raise Untrusted("trust.duplicate-subject", entity=statement.subject)
        current[statement.subject] = statement
    for statement in (*statements, *history):
        newest = current.get(statement.subject, statement).issued_at
        if statement.issued_at > min(newest, issued_at):
            raise Untrusted("trust.history-order", entity=statement.subject)


def _with_successors(keys: Keyring, token: str, *, issuer: str) -> Keyring:
    """`keys`, and the ANCHOR keys that one of them vouches for in a statement about its owner.

    Only for anchors: an authority's keys are named by the anchor, never by the authority itself.
    """
    known = {key.kid: key for key in keys}
    if not any(key.role is Role.ANCHOR for key in known.values()):
        return keys
    claims = peek(token, limit=MAX_LIST_BYTES)
    texts = [*_texts(claims.get("history")), *_texts(claims.get("statements"))]
    for text in texts:
        if len(text) > MAX_STATEMENT_BYTES or peek(text).get("sub") != issuer:
            continue
        statement = open_statement(text, Keyring(known.values()), issuer=issuer)
        for key in statement.keys:
            if key.role is Role.ANCHOR:
                known[key.kid] = _revoked_as(known.get(key.kid, key), key)
    return Keyring(known.values())


def _texts(value: Json) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _knowledge(statements: Iterable[Statement]) -> dict[str, dict[str, TrustedKey]]:
    """For each subject, each key as its latest statement has it, revocations never lost."""
    known: dict[str, dict[str, TrustedKey]] = {}
    first: dict[str, TrustedKey] = {}
    for statement in sorted(statements, key=lambda each: each.issued_at):
        keys = known.setdefault(statement.subject, {})
        for key in statement.keys:
            before = first.setdefault(key.kid, key)
            if (before.role, before.person) != (key.role, key.person):
                raise Untrusted("trust.key-changed", kid=key.kid)
            keys[key.kid] = _revoked_as(key, keys.get(key.kid, key))
    return known


def _revoked_as(key: TrustedKey, other: TrustedKey) -> TrustedKey:
    """`key`, revoked as early as either says."""
    if other.revoked_at is None:
        return key
    return key.revoked(other.revoked_at, other.reason or "unspecified")
