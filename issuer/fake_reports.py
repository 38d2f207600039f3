"""Reports of fakes (举报): what somebody saw, kept for the office with what was tried.

A report accuses somebody, so it is nobody's to read but the office's: it is sealed as soon as it
is read, and no page shows it again. It changes no certificate; people look into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from keys.encoding import canonical, parse
from keys.errors import Malformed
from verifier.members import Members

MAX_SAYS: Final = 2000  # characters
MAX_NUMBER: Final = 60
MAX_ADDRESS: Final = 300
MAX_CONTACT: Final = 120
_MAX_BYTES: Final = 16 * 2**10


class FakeKind(StrEnum):
    """What is reported."""

    CERTIFICATE = "CERTIFICATE"  # forged or altered
    BORROWED = "BORROWED"  # a genuine one, shown by somebody else
    SITE = "SITE"  # a site or a code that pretends to be the official one
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class FakeReport:
    """One report.

    Attributes:
        says: What was seen, in the visitor's words.
        verdict: What this office answered to what was tried; None where nothing was.
        code: What the visitor's QR code held, if the report began on its page.
        number: Certificate number, as typed.
        address: Of a site or in a code, as typed; never opened.
        contact: How to reach the visitor, if he wishes.
    """

    kind: FakeKind
    says: str
    verdict: str | None = None
    code: str | None = None
    number: str | None = None
    address: str | None = None
    contact: str | None = None

    def to_bytes(self) -> bytes:
        """The form that is sealed."""
        return canonical(
            {
                "kind": self.kind,
                "says": self.says,
                "verdict": self.verdict,
                "code": self.code,
                "number": self.number,
                "address": self.address,
                "contact": self.contact,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> FakeReport:
        """Read it back; raises Malformed."""
        document = parse(data, limit=_MAX_BYTES)
        if not isinstance(document, dict):
            raise Malformed("document.member", where="report", member="*")
        members = Members({k: v for k, v in document.items() if v is not None}, "report")
        report = cls(
            kind=members.choice("kind", FakeKind),
            says=members.text("says", limit=MAX_SAYS),
            verdict=members.optional_text("verdict"),
            code=members.optional_text("code"),
            number=members.optional_text("number", limit=MAX_NUMBER),
            address=members.optional_text("address", limit=MAX_ADDRESS),
            contact=members.optional_text("contact", limit=MAX_CONTACT),
        )
        members.done()
        return report


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as the office has it.

    Attributes:
        number: Eight characters that the visitor was given.
        closed_at: When the office was done with it; None while it is open.
    """

    number: str
    at: datetime
    closed_at: datetime | None
    report: FakeReport
