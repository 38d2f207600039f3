"""One authority as an opened bundle knows it: its keys, its lists, and what was found in them.

Everything here was checked when the bundle was opened (`verifier.bundle`), except the batches, the
heads of the log and the entries of rule books, which are read when a certificate first asks. What
was checked once is kept for the next certificate; a refusal is not kept, and nothing is kept before
it was checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from keys.encoding import Sha256
from keys.public_key import Keyring
from keys.trust import TrustList
from verifier.committee import IssuerProfile, Standing, standing_at
from verifier.log import Checkpoint, open_checkpoint
from verifier.received import KeptBatch, ReceivedBatch, open_received
from verifier.rules import Brief, Rules, load_brief
from verifier.status import Revocations, StatusList

# Kept at once. Proofs that are shown together end in a few heads; certificates that are judged
# together were signed by a few committees at a few moments.
_MOST_HEADS: Final = 256
_MOST_STANDINGS: Final = 1024


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
    _books: Mapping[Sha256, Brief] = field(default_factory=dict)
    _opened: dict[Sha256, ReceivedBatch] = field(default_factory=dict)
    _heads: dict[str, Checkpoint] = field(default_factory=dict)
    _read: dict[Sha256, Rules] = field(default_factory=dict)
    _standings: dict[tuple[str, datetime], Standing] = field(default_factory=dict)

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

    def has_book(self, digest: Sha256) -> bool:
        """Whether the bundle carries a rule book of this authority."""
        return digest in self._books

    def book(self, digest: Sha256) -> Rules:
        """A rule book of this authority (read once for all certificates that name it).

        Raises:
            KeyError: The bundle does not carry it; ask `has_book`.
            Malformed: Its own entries cannot be read, "rules.*".
        """
        if digest not in self._read:
            self._read[digest] = load_brief(self._books[digest])
        return self._read[digest]

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

    def standing(self, committee: str, *, at: datetime) -> Standing:
        """Where one of its committees stood at a moment (found once for all who ask the same).

        Raises:
            Untrusted: As `standing_at`.
        """
        asked = committee, at
        if asked not in self._standings:
            found = standing_at(self.trust, committee, at=at)
            if len(self._standings) >= _MOST_STANDINGS:
                self._standings.clear()
            self._standings[asked] = found
        return self._standings[asked]
