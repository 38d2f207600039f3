"""The office's decisions: one weighty act each, sealed by the operators who take it.

A closed union of acts. How many persons must sign which act is a fact of the act (`people`),
not of the caller: whoever opens a decision asks the act.

Follows 职称评审管理暂行规定 for the order of the acts (确认, 公布, 撤销) and the two-person rule
of this system.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar

from keys.encoding import Json, Sha256, canonical
from keys.errors import Malformed, member_told
from verifier.acts import Cause
from verifier.batch import MAX_ROWS
from verifier.members import Members, seconds, without_none


@dataclass(frozen=True, slots=True)
class Confirm:
    """确认并公布: the authority confirms a batch with its publication document.

    `withheld` names the rows that wait; a later confirmation of the same batch may release
    them under a document of its own. `post_filing_no` is the number under which the results of
    a self-review were filed afterwards (事后备案).
    """

    KIND: ClassVar[str] = "confirm"
    people: ClassVar[int] = 2
    batch: Sha256
    document_no: str
    published_on: date
    withheld: tuple[Sha256, ...] = ()
    post_filing_no: str | None = None


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


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """用人单位登记: an employer may verify rosters and compare whole identity numbers.

    Whoever is let in can ask about people, and what was asked cannot be taken back: two persons
    look at whom. `contact` is whom to call there; `unit` is the office's id for it.
    """

    KIND: ClassVar[str] = "register-unit"
    people: ClassVar[int] = 2
    unit: str
    name: str
    uscc: str
    contact: str
    document_no: str


@dataclass(frozen=True, slots=True)
class WithdrawUnit:
    """注销用人单位登记. One person may do it: waiting would do more harm."""

    KIND: ClassVar[str] = "withdraw-unit"
    people: ClassVar[int] = 1
    unit: str
    document_no: str


Act = (
    Confirm | Release | Revoke | Suspend | Reinstate | ChangeCommittee | RegisterUnit | WithdrawUnit
)


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
            return without_none(
                {
                    "batch": act.batch,
                    "document_no": act.document_no,
                    "published_on": act.published_on.isoformat(),
                    "withheld": list(act.withheld),
                    "post_filing_no": act.post_filing_no,
                }
            )
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
        case _:
            # Texts and digests throughout, under their own names.
            return {each.name: getattr(act, each.name) for each in fields(act)}


def _act_from_members(kind: str, members: Members) -> Act:
    act: Act
    document_no = members.text("document_no", limit=80)
    if kind == Confirm.KIND:
        act = Confirm(
            batch=members.digest("batch"),
            document_no=document_no,
            published_on=members.day("published_on"),
            withheld=tuple(map(Sha256, members.texts("withheld", limit=MAX_ROWS))),
            post_filing_no=members.optional_text("post_filing_no", limit=80),
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
    elif kind == RegisterUnit.KIND:
        act = RegisterUnit(
            unit=members.text("unit", limit=40),
            name=members.text("name", limit=100),
            uscc=members.text("uscc", limit=18),
            contact=members.text("contact", limit=100),
            document_no=document_no,
        )
    elif kind == WithdrawUnit.KIND:
        act = WithdrawUnit(unit=members.text("unit", limit=40), document_no=document_no)
    else:
        raise Malformed("document.unknown-act", where="decision", member=member_told(kind))
    members.done()
    return act
