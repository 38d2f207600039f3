"""A committee's batch as it was received: signatures, persons, filing and state, all at its time.

The one place that says whether a batch header in a bundle was signed by a committee that could.
Judged at receipt, because a right that was taken away later was still held then; the filing is
judged by the day of the meeting.

Follows 鲁人社字〔2019〕208号 三 (暂停其评审工作直至收回评审权) for what ends a right. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Sha256
from keys.envelope import open_together, peek
from keys.errors import Malformed, Untrusted, address_told
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.trust import TrustList
from verifier.batch import BatchHeader, batch_digest
from verifier.committee import CommitteeAuthority, filed_on, standing_at
from verifier.log import DigestEntry, EntryKind, LogProof, open_proof
from verifier.members import Members
from verifier.verdict import day

MAX_HEADER_BYTES: Final = 64 * 2**10


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """A batch header as it was handed in, with proof of when.

    Attributes:
        sealed: The envelope, verbatim.
        proof: tlog-proof of its "batch" entry; None where it is not at hand, and then the
            committee's own `iat` stands for the time of receipt.
    """

    sealed: str
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class ReceivedBatch:
    """A batch header that a committee with authority has signed.

    Attributes:
        received_at: By the log, else by the header.
        authority: The filing under which the committee met.
        persons: How many of its members signed.
    """

    header: BatchHeader
    received_at: datetime
    authority: CommitteeAuthority
    persons: int


def open_received(
    kept: KeptBatch,
    digest: Sha256,
    *,
    entity: str,
    trust: TrustList,
    log_keys: Keyring,
    log_origin: str,
) -> ReceivedBatch:
    """Check everything about a batch that a stranger can check.

    Args:
        digest: The identity under which it was asked for.
        entity: The authority it must have been handed to.
        trust: That authority's list of committees.
        log_keys, log_origin: Of the authority's log, for the proof.

    Raises:
        Malformed: Not a batch header, or its proof is none.
        Untrusted: "batch.digest", "batch.audience", "batch.proof",
            "batch.no-authority" (state at receipt), "committee.filing", "trust.*",
            "envelope.*", "key.*", "signature.wrong".
    """
    committee, issued_at = _claims(kept.sealed)
    received_at = issued_at
    if kept.proof is not None:
        received_at = _logged_at(kept.proof, digest, log_keys=log_keys, log_origin=log_origin)
    standing = standing_at(trust, committee, at=received_at)
    if not standing.authority.state.may_review:
        raise Untrusted(
            "batch.no-authority",
            state=standing.authority.state.value,
            since=day(standing.since),
            registered=day(received_at),
            decision=standing.authority.state_decision or "",
        )
    opened = open_together(
        kept.sealed,
        Typ.BATCH,
        trust.keyring(committee, Role.COMMITTEE, at=received_at),
        threshold=standing.authority.threshold,
        at=received_at,
        limit=MAX_HEADER_BYTES,
    )
    header = BatchHeader.from_dict(opened.document)
    if batch_digest(opened.payload) != digest:
        raise Untrusted("batch.digest")
    if header.audience != entity:
        raise Untrusted("batch.audience", wanted=entity, found=address_told(header.audience))
    authority = filed_on(trust, committee, on=header.decided_on, at=received_at)
    return ReceivedBatch(header, received_at, authority, len(opened.signers))


def _claims(sealed: str) -> tuple[str, datetime]:
    """Who CLAIMS to have signed and when: only to choose the keys; the signature covers both."""
    claimed = peek(sealed, limit=MAX_HEADER_BYTES)
    members = Members({name: claimed[name] for name in ("iss", "iat") if name in claimed}, "batch")
    return members.text("iss"), members.time("iat")


def _logged_at(proof: str, digest: Sha256, *, log_keys: Keyring, log_origin: str) -> datetime:
    entry = open_proof(LogProof.from_text(proof), log_keys, origin=log_origin).entry
    if not isinstance(entry, DigestEntry) or entry.kind is not EntryKind.BATCH:
        raise Malformed("batch.proof")
    if entry.digest != digest:
        raise Untrusted("batch.proof")
    return entry.time
