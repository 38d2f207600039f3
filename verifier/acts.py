"""What a committee signs beside its batches: notices and revocation orders.

Two documents, each with its own `typ`. A notice says that a batch was shown to the public; a
revocation order is a committee taking back a title it gave, for a cause that the public list
will name by its class. What the office decides is in `verifier.decision`.

Follows 职称评审管理暂行规定 for the order of the acts: 公示, 确认, 公布, 撤销.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from keys.encoding import Json, Sha256, canonical
from keys.errors import Malformed
from verifier.batch import MAX_ROWS
from verifier.members import Members, seconds


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
