"""What people sign beside batches: notices, decisions of the office, revocation orders.

Three documents, each with its own `typ`. A notice says that a batch was shown to the public; a
decision is one weighty act of the office, sealed by the operators who take it; a revocation
order is a committee taking back a title it gave. How many persons must sign which act is a
fact of the act (`people`), not of the caller.

Follows 职称评审管理暂行规定 for the order of the acts: 公示, 确认, 公布, 撤销.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, assert_never

from keys.encoding import Json, Sha256, canonical
from keys.errors import Malformed
from verifier.batch import MAX_ROWS
from verifier.members import Members, seconds, without_none


class Cause(StrEnum):
    """Why a title is taken back; the class that the public revocation list shows."""

    IMPROPER_MEANS = "IMPROPER_MEANS"  # 虚假材料、剽窃或者其他不正当手段
    COURT = "COURT"  # 司法决定
    NO_AUTHORITY = "NO_AUTHORITY"  # 超越权限的评审
    ERROR = "ERROR"  # 错误签发
    REQUEST = "REQUEST"  # 本人申请

    @property
    def is_revocation(self) -> bool:
        """撤销 (obtained wrongly) rather than 注销 (cancelled without blame)."""
        return self in (Cause.IMPROPER_MEANS, Cause.COURT)


@dataclass(frozen=True, slots=True)
class Notice:
    """公示, held by the committee before it hands its batch to the authority.

    Attributes:
        batch: Digest of the batch whose results were shown.
        place: Where: an address on the web or on a wall, in words.
        posted_on, closed_on: First and last day; working days are counted between them.
        objections: Hashes of the rows that somebody objected to; they wait, the batch goes on.
    """

    issuer: str
    audience: str
    issued_at: datetime
    batch: Sha256
    place: str
    posted_on: date
    closed_on: date
    objections: tuple[Sha256, ...] = ()

    def to_bytes(self) -> bytes:
        """The payload that is signed."""
        return canonical(
            {
                "iss": self.issuer,
                "aud": self.audience,
                "iat": seconds(self.issued_at),
                "batch": self.batch,
                "kind": "declared",
                "place": self.place,
                "posted_on": self.posted_on.isoformat(),
                "closed_on": self.closed_on.isoformat(),
                "objections": list(self.objections),
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> Notice:
        """Read an opened payload; raises Malformed."""
        members = Members(document, "notice")
        if members.text("kind") != "declared":
            raise Malformed("document.member", where="notice", member="kind")
        notice = cls(
            issuer=members.text("iss"),
            audience=members.text("aud"),
            issued_at=members.time("iat"),
            batch=members.digest("batch"),
            place=members.text("place", limit=500),
            posted_on=members.day("posted_on"),
            closed_on=members.day("closed_on"),
            objections=tuple(map(Sha256, members.texts("objections", limit=MAX_ROWS))),
        )
        members.done()
        return notice


@dataclass(frozen=True, slots=True)
class RevocationOrder:
    """A committee's order to revoke a title that it gave; the office's decision enforces it.

    Attributes:
        number: The order's own number; one number, one order.
        document_no: Number of the committee's decision paper.
    """

    issuer: str
    audience: str
    issued_at: datetime
    number: str
    certificate_no: str
    cause: Cause
    document_no: str
    decided_on: date

    def to_bytes(self) -> bytes:
        """The payload that is signed."""
        return canonical(
            {
                "iss": self.issuer,
                "aud": self.audience,
                "iat": seconds(self.issued_at),
                "jti": self.number,
                "certificate_no": self.certificate_no,
                "cause": self.cause,
                "document_no": self.document_no,
                "decided_on": self.decided_on.isoformat(),
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> RevocationOrder:
        """Read an opened payload; raises Malformed."""
        members = Members(document, "revocation_order")
        order = cls(
            issuer=members.text("iss"),
            audience=members.text("aud"),
            issued_at=members.time("iat"),
            number=members.text("jti", limit=60),
            certificate_no=members.text("certificate_no", limit=22),
            cause=members.choice("cause", Cause),
            document_no=members.text("document_no", limit=80),
            decided_on=members.day("decided_on"),
        )
        members.done()
        return order


@dataclass(frozen=True, slots=True)
class Confirm:
    """确认并公布: the authority confirms a batch with its publication document.

    `withheld` names the rows that wait; a later confirmation of the same batch may release
    them under a document of its own.
    """

    KIND: ClassVar[str] = "confirm"
    people: ClassVar[int] = 2
    batch: Sha256
    document_no: str
    published_on: date
    withheld: tuple[Sha256, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """放行: the authority lets a held batch go on, and says why.

    Limits that say 原则上 hold a batch; so does a filing that ran out between the meeting and
    the receipt.
    """

    KIND: ClassVar[str] = "release"
    people: ClassVar[int] = 2
    batch: Sha256
    document_no: str
    reason: str


@dataclass(frozen=True, slots=True)
class Revoke:
    """撤销或者注销.

    `order` is the digest of the committee's order, None when the office acts alone.
    """

    KIND: ClassVar[str] = "revoke"
    people: ClassVar[int] = 2
    certificate_no: str
    cause: Cause
    document_no: str
    decided_on: date
    order: Sha256 | None = None


@dataclass(frozen=True, slots=True)
class Suspend:
    """暂停使用 while a case is open. One person may do it: waiting would do more harm."""

    KIND: ClassVar[str] = "suspend"
    people: ClassVar[int] = 1
    certificate_no: str
    document_no: str


@dataclass(frozen=True, slots=True)
class Reinstate:
    """恢复: a suspension is lifted. Nothing lifts a revocation."""

    KIND: ClassVar[str] = "reinstate"
    people: ClassVar[int] = 2
    certificate_no: str
    document_no: str


@dataclass(frozen=True, slots=True)
class ChangeCommittee:
    """A committee enters the trust list, changes, or loses its authority.

    `statement` is the digest of the authority's entity statement about it, which carries
    filing, scope, keys and state; `document_no` is the paper that orders the change.
    """

    KIND: ClassVar[str] = "change-committee"
    people: ClassVar[int] = 2
    committee: str
    statement: Sha256
    document_no: str


Act = Confirm | Release | Revoke | Suspend | Reinstate | ChangeCommittee


@dataclass(frozen=True, slots=True)
class Decision:
    """One weighty act of the office, sealed by the operators who take it."""

    issuer: str
    issued_at: datetime
    number: str
    act: Act

    def to_bytes(self) -> bytes:
        """The payload that is signed."""
        return canonical(
            {
                "iss": self.issuer,
                "iat": seconds(self.issued_at),
                "jti": self.number,
                "act": self.act.KIND,
                "of": _act_to_dict(self.act),
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> Decision:
        """Read an opened payload; raises Malformed."""
        members = Members(document, "decision")
        kind = members.text("act", limit=40)
        decision = cls(
            issuer=members.text("iss"),
            issued_at=members.time("iat"),
            number=members.text("jti", limit=60),
            act=_act_from_members(kind, members.object("of")),
        )
        members.done()
        return decision


def _act_to_dict(act: Act) -> dict[str, Json]:
    match act:
        case Confirm():
            return {
                "batch": act.batch,
                "document_no": act.document_no,
                "published_on": act.published_on.isoformat(),
                "withheld": list(act.withheld),
            }
        case Release():
            return {
                "batch": act.batch,
                "document_no": act.document_no,
                "reason": act.reason,
            }
        case Revoke():
            return without_none(
                {
                    "certificate_no": act.certificate_no,
                    "cause": act.cause,
                    "document_no": act.document_no,
                    "decided_on": act.decided_on.isoformat(),
                    "order": act.order,
                }
            )
        case Suspend() | Reinstate():
            return {"certificate_no": act.certificate_no, "document_no": act.document_no}
        case ChangeCommittee():
            return {
                "committee": act.committee,
                "statement": act.statement,
                "document_no": act.document_no,
            }
        case _:
            assert_never(act)


def _act_from_members(kind: str, members: Members) -> Act:
    act: Act
    document_no = members.text("document_no", limit=80)
    if kind == Confirm.KIND:
        act = Confirm(
            batch=members.digest("batch"),
            document_no=document_no,
            published_on=members.day("published_on"),
            withheld=tuple(map(Sha256, members.texts("withheld", limit=MAX_ROWS))),
        )
    elif kind == Release.KIND:
        act = Release(
            batch=members.digest("batch"),
            document_no=document_no,
            reason=members.text("reason", limit=500),
        )
    elif kind == Revoke.KIND:
        act = Revoke(
            certificate_no=members.text("certificate_no", limit=22),
            cause=members.choice("cause", Cause),
            document_no=document_no,
            decided_on=members.day("decided_on"),
            order=members.digest("order") if members.has("order") else None,
        )
    elif kind in (Suspend.KIND, Reinstate.KIND):
        certificate_no = members.text("certificate_no", limit=22)
        act = (Suspend if kind == Suspend.KIND else Reinstate)(certificate_no, document_no)
    elif kind == ChangeCommittee.KIND:
        act = ChangeCommittee(
            committee=members.text("committee"),
            statement=members.digest("statement"),
            document_no=document_no,
        )
    else:
        raise Malformed("document.unknown-act", where="decision", member=kind)
    members.done()
    return act
