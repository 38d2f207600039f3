"""What an anchor is about to sign, worked out before anybody signs it.

Requests come in, the list before is compared, and a draft says subject by subject what will be
new, changed, kept or dropped; only then is it signed. No clock, no file and no question here.

Follows the numbering of `keys.trust`: a replaced statement moves to the history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from keys.claims import Claims, epoch
from keys.encoding import Json, canonical, parse
from keys.errors import Refused
from keys.public_key import TrustedKey
from keys.signer import Signer
from keys.statement import MAX_KEYS, Anchor, Statement, entity_of, issue_statement
from keys.trust import TrustList, issue_trust_list

MAX_REQUEST_BYTES: Final = 2**18


@dataclass(frozen=True, slots=True)
class Request:
    """What an entity asks to have said about itself: not signed, and proof of nothing.

    Attributes:
        keys: Its public keys with their roles, in the order given.
        metadata: By entity type.
    """

    entity: str
    keys: tuple[TrustedKey, ...]
    metadata: Mapping[str, Json]

    @classmethod
    def from_bytes(cls, data: bytes, *, since: datetime) -> Request:
        """Reads {"entity", "keys", "metadata"}; keys without `nbf` are trusted from `since`.

        Raises:
            Malformed: Not such a document.
        """
        claims = Claims(parse(data, limit=MAX_REQUEST_BYTES), "request")
        entity, metadata = entity_of(claims, "entity"), claims.mapping("metadata")
        keys = tuple(
            trusted_jwk(each, since=since) for each in claims.array("keys", limit=MAX_KEYS)
        )
        claims.done()
        return cls(entity, keys, metadata)


class Change(StrEnum):
    """What a draft does to a subject."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject of a draft.

    Attributes:
        before: Its statement in the list before; None for a new one.
        request: What will be said from now on; None where nothing new is said.
    """

    subject: str
    change: Change
    before: Statement | None
    request: Request | None

    def keys(self) -> tuple[TrustedKey, ...]:
        """Its keys as the list will name them; empty for a dropped subject."""
        if self.request is not None:
            return self.request.keys
        return self.before.keys if self.before and self.change is Change.KEPT else ()

    def new_keys(self) -> tuple[TrustedKey, ...]:
        """Those of them that the list before did not name."""
        known = {key.kid for key in self.before.keys} if self.before else set()
        return tuple(key for key in self.keys() if key.kid not in known)

    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """What is said otherwise from now on: member, former text, new text, in order of member.

        A member that only one of the two has shows as an empty text in the other.
        """
        if self.request is None:
            return ()
        former = _lines("", self.before.metadata if self.before else {})
        now = _lines("", self.request.metadata)
        return tuple(
            (member, former.get(member, ""), now.get(member, ""))
            for member in sorted({*former, *now})
            if former.get(member) != now.get(member)
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A list that is ready to be looked at and signed. Entries are in order of subject."""

    anchor: Anchor
    before: TrustList | None
    entries: tuple[Entry, ...]

    @property
    def seq(self) -> int:
        """The number the list will have."""
        return self.before.seq + 1 if self.before else 1

    def sign(self, signers: Sequence[Signer], *, at: datetime, expires_at: datetime) -> str:
        """The signed list. Statements are signed by the first signer, the list by all.

        For the roll-over of an anchor the first signer is the old key: it is the one that
        readers of the old anchor file believe.
        """
        statements: list[str] = []
        history = [each.token for each in self.before.history] if self.before else []
        for entry in self.entries:
            if entry.before is not None and entry.change is not Change.KEPT:
                history.append(entry.before.token)
            if entry.request is not None:
                statements.append(self._say(entry.request, signers[0], at=at))
            elif entry.before is not None and entry.change is Change.KEPT:
                statements.append(entry.before.token)
        return issue_trust_list(
            issuer=self.anchor.entity,
            seq=self.seq,
            prev=self.before.digest if self.before else None,
            statements=statements,
            history=history,
            signer=signers[0] if len(signers) == 1 else signers,
            at=at,
            expires_at=expires_at,
        )

    def _say(self, request: Request, signer: Signer, *, at: datetime) -> str:
        return issue_statement(
            issuer=self.anchor.entity,
            subject=request.entity,
            keys=request.keys,
            metadata=request.metadata,
            signer=signer,
            at=at,
        )


def draft_list(
    anchor: Anchor, requests: Sequence[Request], *, before: TrustList | None, drop: Sequence[str]
) -> Draft:
    """Compare requests with the list before.

    An anchor with more than one key says so about itself, so that readers of its old file can
    follow it.

    Raises:
        Refused: Two requests of one entity ("ceremony.request-twice"), or a subject to drop that
            is not in the list ("ceremony.nothing-to-drop").
    """
    asked: dict[str, Request] = {}
    for request in requests:
        if request.entity in asked:
            raise Refused("ceremony.request-twice", entity=request.entity)
        asked[request.entity] = request
    current = {each.subject: each for each in before.statements} if before else {}
    if len(anchor.keys) > 1 or anchor.entity in current:
        asked[anchor.entity] = Request(anchor.entity, anchor.keys, {})
    for entity in drop:
        if entity not in current or entity in asked:
            raise Refused("ceremony.nothing-to-drop", entity=entity)
    entries = [
        _entry(subject, current.get(subject), asked.get(subject), dropped=subject in drop)
        for subject in sorted({*current, *asked})
    ]
    return Draft(anchor, before, tuple(entries))


def trusted_jwk(document: Json, *, since: datetime) -> TrustedKey:
    """A public key as `zc-keys show --public` prints it, trusted from `since` on."""
    if isinstance(document, Mapping) and "nbf" not in document:
        document = {**document, "nbf": epoch(since)}
    return TrustedKey.from_jwk(document)


def _entry(
    subject: str, before: Statement | None, request: Request | None, *, dropped: bool
) -> Entry:
    if dropped:
        return Entry(subject, Change.DROPPED, before, None)
    if before is None:
        return Entry(subject, Change.NEW, None, request)
    if request is None or _same(before, request):
        return Entry(subject, Change.KEPT, before, None)
    return Entry(subject, Change.CHANGED, before, request)


def _lines(path: str, value: Json) -> dict[str, str]:
    """Opaque metadata as member paths and texts: whoever signs it must be able to read it."""
    if not isinstance(value, Mapping):
        text = value if isinstance(value, str) else canonical(value).decode()
        # A direction mark could show another text than the one signed.
        return {path: text if text.isprintable() else ascii(text)}
    lines: dict[str, str] = {}
    for name, member in value.items():
        lines |= _lines(f"{path}.{name}" if path else name, member)
    return lines


def _same(before: Statement, request: Request) -> bool:
    keys = {key.kid: key for key in request.keys}
    if keys != {key.kid: key for key in before.keys}:
        return False
    # Metadata types that carry nothing but keys come back empty.
    said = {name: value for name, value in before.metadata.items() if value}
    asked = {name: value for name, value in request.metadata.items() if value}
    return canonical(said) == canonical(asked)
