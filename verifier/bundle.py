"""The bundle: everything a verifier must know, in one dated file, and checked before it is used.

Trust lists, status lists, revocations, checkpoint and batch headers, all signed by others: the
file itself is not signed and proves nothing by being whole. `open_bundle` checks each part
against the pinned anchor once; afterwards thousands of certificates are verified without a
socket. Whether a list is fresh enough is judged later, against the moment that is asked about.

Format: docs/formats/bundle.md. The refusal of older numbers than were seen before follows the
idea of The Update Framework 1.0, section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from keys.encoding import Sha256
from keys.envelope import open_compact
from keys.errors import Malformed, RolledBack, Untrusted, address_told
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.trust import Anchor, TrustList, open_trust_list
from verifier.bundle_file import AuthorityPart, BundleFile, Seen, make_bundle
from verifier.committee import IssuerProfile
from verifier.log import Checkpoint, open_checkpoint
from verifier.profile import LEEWAY, MAX_REVOCATIONS_BYTES, MAX_STATUS_BYTES
from verifier.received import KeptBatch, ReceivedBatch, open_received
from verifier.rules import Rules, load_rules, short_code
from verifier.status import Revocations, StatusList, read_revocations, read_status_list

__all__ = [
    "AuthorityPart",
    "AuthorityView",
    "Bundle",
    "KeptBatch",
    "ReceivedBatch",
    "Seen",
    "make_bundle",
    "open_bundle",
]

_MOST_HEADS: Final = 256  # kept at once; proofs that are shown together end in a few


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """One authority as the bundle knows it, every signature checked.

    Attributes:
        trust: Its list of committees, with history.
        credential_keys, log_keys: Every key that ever signed for it, with window and revocation.
        other_keys: Its keys in every role but CREDENTIAL: they sign no certificate, and are known
            only so that the reason can be told.
        status_lists: By their address.
        as_of: When the newest of its documents here was signed.
    """

    entity: str
    profile: IssuerProfile
    trust: TrustList
    credential_keys: Keyring
    log_keys: Keyring
    other_keys: Keyring
    status_lists: Mapping[str, StatusList]
    revocations: Revocations | None
    checkpoint: Checkpoint | None
    as_of: datetime
    _kept: Mapping[Sha256, KeptBatch]
    _opened: dict[Sha256, ReceivedBatch] = field(default_factory=dict)
    _heads: dict[str, Checkpoint] = field(default_factory=dict)

    def has_batch(self, digest: Sha256) -> bool:
        """Whether the bundle carries the header of a batch."""
        return digest in self._kept

    def batch(self, digest: Sha256) -> ReceivedBatch:
        """A batch of this authority, checked (once for all certificates of it).

        Raises:
            KeyError: The bundle does not carry it; ask `has_batch`.
            Malformed, Untrusted: As `open_received`.
        """
        if digest not in self._opened:
            self._opened[digest] = open_received(
                self._kept[digest],
                digest,
                entity=self.entity,
                trust=self.trust,
                log_keys=self.log_keys,
                log_origin=self.profile.log_origin,
            )
        return self._opened[digest]

    def head(self, note: str) -> Checkpoint:
        """The head of its log that a note says, checked (once for all proofs that end in it).

        Raises:
            Malformed, Untrusted: As `open_checkpoint`.
        """
        if note not in self._heads:
            found = open_checkpoint(note, self.log_keys, origin=self.profile.log_origin)
            if len(self._heads) >= _MOST_HEADS:
                self._heads.clear()
            self._heads[note] = found
        return self._heads[note]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was opened.

    Attributes:
        made_at: What its maker says; nothing is decided by it.
        anchor_list: The list of authorities.
        rules: The rule book that certificates are held against.
        seen: Numbers seen so far, this bundle's included.
    """

    made_at: datetime
    anchor_list: TrustList
    authorities: Mapping[str, AuthorityView]
    rules: Rules
    seen: Seen

    def authority(self, entity: str) -> AuthorityView:
        """An authority by its entity id; raises Untrusted("key.unknown-issuer")."""
        try:
            return self.authorities[entity]
        except KeyError:
            raise Untrusted("key.unknown-issuer", issuer=address_told(entity)) from None

    def in_region(self, region: str) -> tuple[AuthorityView, ...]:
        """The authorities whose certificates begin with a region's code."""
        wanted = short_code(region)
        return tuple(
            each for each in self.authorities.values() if short_code(each.profile.region) == wanted
        )

    def hosts(self) -> frozenset[str]:
        """Every official host of a QR code."""
        return frozenset(host for each in self.authorities.values() for host in each.profile.hosts)


def open_bundle(
    data: bytes,
    anchor: Anchor,
    *,
    at: datetime,
    memory: Seen | None = None,
    rules: Rules | None = None,
) -> Bundle:
    """Check every signature and every number of a bundle.

    Args:
        data: The file, at most MAX_BUNDLE_BYTES.
        anchor: The pinned root of trust.
        at: The moment that is asked about; lists must not come from its future.
        memory: Numbers seen before; None where there is no memory.
        rules: The rule book; None takes the one of this package.

    Raises:
        Malformed: Not a bundle.
        RolledBack: A list is older than one that was seen ("trust.rolled-back",
            "bundle.rolled-back").
        Untrusted: A list is not signed by who may sign it, or is another authority's
            ("bundle.issuer", "bundle.address"), or is from the future ("bundle.future"), or a
            trust list has expired ("trust.expired").
    """
    file = BundleFile.from_bytes(data)
    opening = _Opening(at, memory or Seen())
    anchor_list = opening.trust_list(file.anchor_list, anchor.keyring(), issuer=anchor.entity)
    views: dict[str, AuthorityView] = {}
    for part in file.authorities:
        if part.entity in views:
            raise Malformed("bundle.twice", name=part.entity)
        views[part.entity] = opening.authority(part, anchor_list)
    return Bundle(
        made_at=file.made_at,
        anchor_list=anchor_list,
        authorities=MappingProxyType(views),
        rules=rules or load_rules(),
        seen=Seen({**opening.before.numbers, **opening.numbers}),
    )


class _Opening:
    """One opening: the moment, what was seen before, and what is seen now."""

    def __init__(self, at: datetime, before: Seen) -> None:
        self.at, self.before = at, before
        self.numbers: dict[str, int] = {}

    def authority(self, part: AuthorityPart, anchor_list: TrustList) -> AuthorityView:
        entity = part.entity
        profile = IssuerProfile.from_statement(anchor_list.statement_about(entity, at=self.at))
        trust = self.trust_list(
            part.trust_list, anchor_list.ever(entity, Role.AUTHORITY), issuer=entity
        )
        # All of them, so that a key in a wrong role is told from a stranger's.
        every_key = Keyring(key for role in Role for key in anchor_list.ever(entity, role))
        lists: dict[str, StatusList] = {}
        for token in part.status_lists:
            found = self.status_list(token, every_key, profile)
            if found.uri in lists:
                raise Malformed("bundle.twice", name=found.uri)
            lists[found.uri] = found
        revocations = self.revocations(part.revocations, every_key, entity)
        log_keys = anchor_list.ever(entity, Role.LOG)
        signed = [trust.issued_at, *(each.issued_at for each in lists.values())]
        if revocations is not None:
            signed.append(revocations.issued_at)
        return AuthorityView(
            entity=entity,
            profile=profile,
            trust=trust,
            credential_keys=anchor_list.ever(entity, Role.CREDENTIAL),
            log_keys=log_keys,
            other_keys=Keyring(key for key in every_key if key.role is not Role.CREDENTIAL),
            status_lists=MappingProxyType(lists),
            revocations=revocations,
            checkpoint=self.checkpoint(part.checkpoint, log_keys, profile),
            as_of=max(signed),
            _kept=part.batches,
        )

    def trust_list(self, token: str, keys: Keyring, *, issuer: str) -> TrustList:
        name = f"trust {issuer}"
        opened = open_trust_list(
            token, keys, issuer=issuer, at=self.at, at_least=self.before.at_least(name)
        )
        self.numbers[name] = opened.seq
        return opened

    def status_list(self, token: str, keys: Keyring, profile: IssuerProfile) -> StatusList:
        opened = open_compact(token, Typ.STATUS_LIST, keys, at=None, limit=MAX_STATUS_BYTES)
        found = read_status_list(opened.document)
        if found.issuer != profile.entity:
            raise Untrusted("bundle.issuer", wanted=profile.entity, found=found.issuer)
        if not found.uri.startswith(profile.status_base):
            raise Untrusted("bundle.address", address=found.uri)
        self._demand_signed(opened.signers[0].kid, keys, found.issued_at)
        self._demand_newest(f"status {found.uri}", found.seq)
        return found

    def revocations(self, token: str | None, keys: Keyring, entity: str) -> Revocations | None:
        if token is None:
            return None
        opened = open_compact(token, Typ.REVOCATIONS, keys, at=None, limit=MAX_REVOCATIONS_BYTES)
        found = read_revocations(opened.document)
        if found.issuer != entity:
            raise Untrusted("bundle.issuer", wanted=entity, found=found.issuer)
        self._demand_signed(opened.signers[0].kid, keys, found.issued_at)
        self._demand_newest(f"revocations {entity}", found.seq)
        return found

    def checkpoint(
        self, note: str | None, keys: Keyring, profile: IssuerProfile
    ) -> Checkpoint | None:
        if note is None:
            return None
        found = open_checkpoint(note, keys, origin=profile.log_origin)
        self._demand_newest(f"log {profile.log_origin}", found.size)
        return found

    def _demand_signed(self, kid: str, keys: Keyring, issued_at: datetime) -> None:
        """The signer spoke when it signed, and is not revoked now: a thief can date a list back."""
        if issued_at > self.at + LEEWAY:
            raise Untrusted("bundle.future", issued_at=issued_at.isoformat())
        key = keys.find(kid)
        key.demand(issued_at)
        if key.revoked_at is not None and key.revoked_at <= self.at:
            key.demand(self.at)

    def _demand_newest(self, name: str, number: int) -> None:
        if number < self.before.at_least(name):
            raise RolledBack(
                "bundle.rolled-back", name=name, seq=number, seen=self.before.at_least(name)
            )
        self.numbers[name] = number
