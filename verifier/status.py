"""Status lists and the revocations document: what has been taken back, and by which decision.

A status list says by one number an entry whether a signed copy counts; fetching it tells nobody
which copy is asked for. The revocations document is for people: certificate numbers, days,
decisions and classes, never a name. Nothing here checks a signature or judges freshness; the
caller opens the envelope (`keys.envelope`) and knows what time it is.

Follows Token Status List draft-21 (2 bits an entry, lowest bits first, zlib), with `seq` and
`prev` beside its claims so that an older list cannot pass for a newer one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from keys.encoding import Json, Sha256, b64, canonical, sha256, unb64
from keys.envelope import seal
from keys.errors import Malformed
from keys.roles import Typ
from keys.signer import Signer
from verifier.acts import Cause
from verifier.certificate import MAX_ENTITY, MAX_NUMBER
from verifier.members import Members, seconds, without_none
from verifier.profile import (
    BITS,
    EXP,
    LIST_BYTES,
    LIST_SIZE,
    MAX_REVOCATIONS,
    TTL,
    Status,
)

_MOST_SECONDS: Final = 10 * 366 * 86400


def pack(statuses: Mapping[int, int], *, size: int = LIST_SIZE, bits: int = BITS) -> bytes:
    """The compressed list: entry i in bits i*bits upwards, lowest bits of a byte first.

    Args:
        statuses: Entries that are not 0.
        size: Entries of the list; `size * bits` fills whole bytes.
        bits: 1, 2, 4 or 8 an entry.

    Raises:
        Malformed: "status.index" outside the list, "status.value" too wide for the bits.
    """
    entries = bytearray(size * bits // 8)
    for index, value in statuses.items():
        if not 0 <= index < size:
            raise Malformed("status.index", index=index, size=size)
        if not 0 <= value < 1 << bits:
            raise Malformed("status.value", value=value)
        entries[index * bits // 8] |= value << index * bits % 8
    return zlib.compress(entries, 9)


def unpack(packed: bytes, *, length: int = LIST_BYTES) -> bytes:
    """The `length` bytes of a compressed list; never inflates more than one byte beyond.

    Raises:
        Malformed: "status.list": not zlib, bytes after the end, or another length.
    """
    inflate = zlib.decompressobj()
    try:
        entries = inflate.decompress(packed, length + 1)
    except zlib.error as error:
        raise Malformed("status.list") from error
    if len(entries) != length or not inflate.eof or inflate.unused_data:
        raise Malformed("status.list")
    return entries


@dataclass(frozen=True, slots=True)
class StatusList:
    """One publication of one status list.

    Attributes:
        uri: Address and name of the list (`sub`).
        seq: From 1, one more at each publication.
        prev: Digest of the token before this one; None in the first.
        issued_at, expires_at: Aware UTC.
        ttl: For how long a copy may be kept before asking again.
        entries: `BITS` an entry, lowest bits first.
    """

    issuer: str
    uri: str
    seq: int
    prev: Sha256 | None
    issued_at: datetime
    expires_at: datetime
    ttl: timedelta
    entries: bytes

    def get(self, index: int) -> Status:
        """The status at `index`.

        Raises:
            Malformed: "status.index" where the list has no such entry.
        """
        place = index * BITS
        if index < 0 or place // 8 >= len(self.entries):
            raise Malformed("status.index", index=index, size=len(self.entries) * 8 // BITS)
        return Status(self.entries[place // 8] >> place % 8 & (1 << BITS) - 1)


def issue_status_list(
    uri: str,
    seq: int,
    *,
    prev: Sha256 | None,
    statuses: Mapping[int, int],
    issuer: str,
    at: datetime,
    signer: Signer,
) -> str:
    """A signed status list token of LIST_SIZE entries, valid for `EXP` from `at`.

    Args:
        prev: Digest of the token with `seq - 1`; None when `seq` is 1.
        statuses: Entries that are not VALID.
        signer: In role STATUS.
    """
    claims: dict[str, Json | None] = {
        "iss": issuer,
        "sub": uri,
        "iat": seconds(at),
        "exp": seconds(at + EXP),
        "ttl": int(TTL.total_seconds()),
        "status_list": {"bits": BITS, "lst": b64(pack(statuses))},
        "seq": seq,
        "prev": prev,
    }
    return seal(canonical(without_none(claims)), Typ.STATUS_LIST, signer)


def read_status_list(document: Json) -> StatusList:
    """The status list of an opened token; raises Malformed.

    A list of another width or length than ours is refused: an entry would be read elsewhere
    than it was written.
    """
    members = Members(document, "status")
    inner = members.object("status_list")
    if inner.integer("bits") != BITS:
        raise Malformed("status.list")
    entries = unpack(unb64(inner.text("lst", limit=LIST_BYTES * 2)))
    inner.done()
    status_list = StatusList(
        issuer=members.text("iss", limit=MAX_ENTITY),
        uri=members.text("sub", limit=MAX_ENTITY),
        seq=members.integer("seq", least=1),
        prev=members.digest("prev") if members.has("prev") else None,
        issued_at=members.time("iat"),
        expires_at=members.time("exp"),
        ttl=timedelta(seconds=members.integer("ttl", most=_MOST_SECONDS)),
        entries=entries,
    )
    members.done()
    _check_chain(status_list.seq, status_list.prev, "status")
    return status_list


def token_digest(token: str) -> Sha256:
    """What the next publication names as `prev`."""
    return sha256(token.encode("ascii"))


def _check_chain(seq: int, prev: Sha256 | None, where: str) -> None:
    if (seq == 1) != (prev is None):
        raise Malformed("document.chain", where=where, seq=seq)


class RevocationKind(StrEnum):
    """What a taken-back title is called: 撤销 blames, 注销 does not."""

    REVOKED = "REVOKED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Revocation:
    """One line of the public list of titles taken back.

    Attributes:
        on: Day on which the decision took effect.
        authority: Name of the authority that decided.
        decision_no: Number of its decision document.
    """

    certificate_no: str
    on: date
    authority: str
    decision_no: str
    cause: Cause

    @property
    def status(self) -> RevocationKind:
        """REVOKED or CANCELLED, as the cause says."""
        return RevocationKind.REVOKED if self.cause.is_revocation else RevocationKind.CANCELLED

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return {
            "certificate_no": self.certificate_no,
            "on": self.on.isoformat(),
            "authority": self.authority,
            "decision_no": self.decision_no,
            "cause": self.cause,
            "status": self.status,
        }

    @classmethod
    def from_members(cls, members: Members) -> Revocation:
        """Read the wire form; raises Malformed, also where status and cause disagree."""
        revocation = cls(
            certificate_no=members.text("certificate_no", limit=MAX_NUMBER),
            on=members.day("on"),
            authority=members.text("authority"),
            decision_no=members.text("decision_no", limit=80),
            cause=members.choice("cause", Cause),
        )
        if members.choice("status", RevocationKind) is not revocation.status:
            raise Malformed("document.member", where="revocations", member="status")
        members.done()
        return revocation


@dataclass(frozen=True, slots=True)
class Revocations:
    """One publication of the whole list, in the order of day and number."""

    issuer: str
    seq: int
    prev: Sha256 | None
    issued_at: datetime
    expires_at: datetime
    revocations: tuple[Revocation, ...]

    def about(self, certificate_no: str) -> Revocation | None:
        """The latest revocation of a number; None where there is none."""
        found = [each for each in self.revocations if each.certificate_no == certificate_no]
        return found[-1] if found else None


def issue_revocations(
    revocations: Iterable[Revocation],
    seq: int,
    *,
    prev: Sha256 | None,
    issuer: str,
    at: datetime,
    signer: Signer,
) -> str:
    """A signed revocations document, valid for `EXP` from `at`; `signer` in role STATUS."""
    ordered = sorted(revocations, key=lambda each: (each.on, each.certificate_no))
    claims: dict[str, Json | None] = {
        "iss": issuer,
        "iat": seconds(at),
        "exp": seconds(at + EXP),
        "seq": seq,
        "prev": prev,
        "revocations": [each.to_dict() for each in ordered],
    }
    return seal(canonical(without_none(claims)), Typ.REVOCATIONS, signer)


def read_revocations(document: Json) -> Revocations:
    """The revocations of an opened document; raises Malformed."""
    members = Members(document, "revocations")
    listed = members.array("revocations", limit=MAX_REVOCATIONS)
    revocations = Revocations(
        issuer=members.text("iss", limit=MAX_ENTITY),
        seq=members.integer("seq", least=1),
        prev=members.digest("prev") if members.has("prev") else None,
        issued_at=members.time("iat"),
        expires_at=members.time("exp"),
        revocations=tuple(Revocation.from_members(Members(each, "revocations")) for each in listed),
    )
    members.done()
    _check_chain(revocations.seq, revocations.prev, "revocations")
    return revocations
