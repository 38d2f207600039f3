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
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from keys.encoding import Sha256, unb64
from keys.envelope import open_compact
from keys.errors import Malformed, RolledBack, Untrusted, address_told
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.trust import Anchor, TrustList, open_trust_list
from verifier.authority_view import AuthorityView
from verifier.bundle_file import AuthorityPart, BundleFile, Seen, make_bundle
from verifier.committee import IssuerProfile
from verifier.log import Checkpoint, open_checkpoint
from verifier.profile import (
    KID_PREFIX_BYTES,
    LEEWAY,
    MAX_REVOCATIONS_BYTES,
    MAX_STATUS_BYTES,
)
from verifier.received import KeptBatch, ReceivedBatch
from verifier.rules import Brief, Rules, load_rules, short_code
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


@dataclass(frozen=True)  # without slots: what was looked for once is kept
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

    def with_key(self, prefix: bytes) -> AuthorityView | None:
        """The first authority with a certificate key whose thumbprint begins so (8 bytes)."""
        return self._by_prefix.get(prefix)

    def hosts(self) -> frozenset[str]:
        """Every official host of a QR code."""
        return self._hosts

    @cached_property
    def _by_prefix(self) -> Mapping[bytes, AuthorityView]:
        found: dict[bytes, AuthorityView] = {}
        for view in self.authorities.values():
            for key in view.credential_keys:
                found.setdefault(unb64(key.kid)[:KID_PREFIX_BYTES], view)
        return found

    @cached_property
    def _hosts(self) -> frozenset[str]:
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
            ("bundle.issuer", "bundle.address"), a rule book is not the one it is called
            ("bundle.book"), or a list is from the future ("bundle.future"), or a
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


def _checked_books(part: AuthorityPart) -> Mapping[Sha256, Brief]:
    """Its books, each under its own digest: the certificates that name it are the proof."""
    for digest, book in part.books.items():
        if book.digest != digest:
            raise Untrusted("bundle.book", wanted=digest, found=book.digest)
    return part.books


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
            _books=_checked_books(part),
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
