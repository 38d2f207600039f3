"""The header of a batch: what a committee signs about its meeting, without any person.

It gives shape. Which rules a header keeps is for the office's admission.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from keys.encoding import Json, Sha256, canonical
from verifier.members import Members, seconds, without_none
from verifier.titles import Method

MAX_ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """The review meeting (评审会议): day, rounds of votes, digest of the signed tally.

    `record` says where the record of the whole meeting (会议全过程记录) is kept; None unsaid.
    """

    held_on: date
    rounds: int
    tally: Sha256
    record: str | None = None

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return without_none(
            {
                "held_on": self.held_on.isoformat(),
                "rounds": self.rounds,
                "tally": self.tally,
                "record": self.record,
            }
        )

    @classmethod
    def from_members(cls, members: Members) -> Meeting:
        """Read the wire form; raises Malformed."""
        meeting = cls(
            held_on=members.day("held_on"),
            rounds=members.integer("rounds", least=1, most=99),
            tally=members.digest("tally"),
            record=members.optional_text("record"),
        )
        members.done()
        return meeting


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons who applied, were reviewed, and passed."""

    applied: int
    reviewed: int
    passed: int

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return {"applied": self.applied, "reviewed": self.reviewed, "passed": self.passed}

    @classmethod
    def from_members(cls, members: Members) -> Counts:
        """Read the wire form; raises Malformed."""
        counts = cls(
            applied=members.integer("applied", most=10**6),
            reviewed=members.integer("reviewed", most=10**6),
            passed=members.integer("passed", most=MAX_ROWS),
        )
        members.done()
        return counts


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """What a committee signs.

    Attributes:
        issuer: Entity id (https URL) of the committee.
        audience: Entity id of the authority it is handed to.
        issued_at, expires_at: Window in which it may be handed in.
        number: The committee's own batch number; one number, one batch, for ever.
        filing_no: 核准备案文号 under which the committee acted.
        method: How the titles were obtained; one batch, one method.
        meeting: None for RECOGNITION, which has no vote.
        decided_on: Day of the meeting, or of the recognition.
        standards: Documents of the 评审标准 applied, at least one.
        undertakings: Text versions of the 个人承诺 and the 单位承诺 that every row carries.
        row_count, rows_root: What the rows beside it must come to.
        book: Digest of the rule book that the desk checked against.
        review_methods: How it was evaluated (评审、答辩 ...); empty unsaid.
        group: 单独分组 or 专项评审, in words; None where there was none.
    """

    issuer: str
    audience: str
    issued_at: datetime
    expires_at: datetime
    number: str
    filing_no: str
    method: Method
    meeting: Meeting | None
    decided_on: date
    counts: Counts
    standards: tuple[str, ...]
    undertakings: tuple[str, ...]
    row_count: int
    rows_root: Sha256
    book: Sha256
    review_methods: tuple[str, ...] = ()
    group: str | None = None

    def to_bytes(self) -> bytes:
        """The payload that is signed: canonical JSON. Its SHA-256 is the batch's identity."""
        return canonical(
            without_none(
                {
                    "iss": self.issuer,
                    "aud": self.audience,
                    "iat": seconds(self.issued_at),
                    "exp": seconds(self.expires_at),
                    "jti": self.number,
                    "filing_no": self.filing_no,
                    "method": self.method,
                    "meeting": self.meeting.to_dict() if self.meeting else None,
                    "decided_on": self.decided_on.isoformat(),
                    "counts": self.counts.to_dict(),
                    "standards": list(self.standards),
                    "undertakings": list(self.undertakings),
                    "row_count": self.row_count,
                    "rows_root": self.rows_root,
                    "book": self.book,
                    "review_methods": list(self.review_methods) or None,
                    "group": self.group,
                }
            )
        )

    @classmethod
    def from_dict(cls, document: Json) -> BatchHeader:
        """Read an opened payload; raises Malformed."""
        members = Members(document, "batch")
        header = cls(
            issuer=members.text("iss"),
            audience=members.text("aud"),
            issued_at=members.time("iat"),
            expires_at=members.time("exp"),
            number=members.text("jti", limit=60),
            filing_no=members.text("filing_no", limit=80),
            method=members.choice("method", Method),
            meeting=Meeting.from_members(members.object("meeting"))
            if members.has("meeting")
            else None,
            decided_on=members.day("decided_on"),
            counts=Counts.from_members(members.object("counts")),
            standards=members.texts("standards", limit=20),
            undertakings=members.texts("undertakings", limit=4),
            row_count=members.integer("row_count", least=1, most=MAX_ROWS),
            rows_root=members.digest("rows_root"),
            book=members.digest("book"),
            review_methods=members.texts("review_methods", limit=6)
            if members.has("review_methods")
            else (),
            group=members.optional_text("group", limit=60),
        )
        members.done()
        return header
