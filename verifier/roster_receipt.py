"""The signed receipt of a roster: `zc-roster-receipt+jwt`.

A unit that had a roster checked keeps it beside roster and result: who had what checked, when,
for what purpose, by which lists. It holds digests and counts, never a line of the roster and
never a person. Signed with the ANSWER key, it can be shown as nothing else.

Follows docs/formats/roster-receipt.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Json, Sha256, canonical, sha256
from keys.envelope import seal
from keys.errors import Malformed, Untrusted
from keys.roles import Typ
from keys.signer import Signer
from verifier.answered import open_answered
from verifier.bundle import AuthorityView, Bundle
from verifier.members import Members, seconds, without_none

MAX_RECEIPT_BYTES: Final = 2**16
MAX_PURPOSE: Final = 200
_MOST: Final = 1000  # members of a table


@dataclass(frozen=True, slots=True)
class Editions:
    """Which editions of the public lists a roster was judged by.

    Attributes:
        authorities: `seq` of the anchor's list.
        committees: `seq` of the authority's own list.
        status: Address of a status list -> its `seq`.
        revocations: `seq` of the revocation list; None where there was none.
        book: Digest of the rule book.
    """

    authorities: int
    committees: int
    status: Mapping[str, int]
    revocations: int | None
    book: Sha256

    @classmethod
    def of(cls, bundle: Bundle, view: AuthorityView) -> Editions:
        """Of an opened bundle."""
        return cls(
            authorities=bundle.anchor_list.seq,
            committees=view.trust.seq,
            status={address: each.seq for address, each in view.status_lists.items()},
            revocations=view.revocations.seq if view.revocations else None,
            book=bundle.rules.digest,
        )

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return without_none(
            {
                "authorities": self.authorities,
                "committees": self.committees,
                "status": dict(self.status),
                "revocations": self.revocations,
                "book": self.book,
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> Editions:
        """Read the wire form; raises Malformed."""
        members = Members(document, "receipt.lists")
        editions = cls(
            authorities=members.integer("authorities", least=1),
            committees=members.integer("committees", least=1),
            status=_numbers(members, "status"),
            revocations=members.integer("revocations") if members.has("revocations") else None,
            book=members.digest("book"),
        )
        members.done()
        return editions


@dataclass(frozen=True, slots=True)
class RosterReceipt:
    """A receipt.

    Attributes:
        number: Of this check.
        unit, uscc: Name and code of the unit that asked.
        roster, result: Digests of the file as handed in and as given back.
        counts: Conclusion -> how many lines have it; together `rows`.
    """

    issuer: str
    issued_at: datetime
    number: str
    unit: str
    uscc: str
    purpose: str
    roster: Sha256
    result: Sha256
    rows: int
    counts: Mapping[str, int]
    lists: Editions

    def to_bytes(self) -> bytes:
        """The payload that is signed."""
        return canonical(
            {
                "iss": self.issuer,
                "iat": seconds(self.issued_at),
                "jti": self.number,
                "unit": self.unit,
                "uscc": self.uscc,
                "purpose": self.purpose,
                "roster_sha256": self.roster,
                "result_sha256": self.result,
                "rows": self.rows,
                "counts": dict(self.counts),
                "lists": self.lists.to_dict(),
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> RosterReceipt:
        """Read an opened payload; raises Malformed."""
        members = Members(document, "receipt")
        receipt = cls(
            issuer=members.text("iss"),
            issued_at=members.time("iat"),
            number=members.text("jti", limit=60),
            unit=members.text("unit"),
            uscc=members.text("uscc", limit=18),
            purpose=members.text("purpose", limit=MAX_PURPOSE),
            roster=members.digest("roster_sha256"),
            result=members.digest("result_sha256"),
            rows=members.integer("rows", least=1),
            counts=_numbers(members, "counts"),
            lists=Editions.from_dict(members.value("lists")),
        )
        members.done()
        if sum(receipt.counts.values()) != receipt.rows:
            raise Malformed("document.member", where="receipt", member="counts")
        return receipt

    def seal(self, signer: Signer) -> str:
        """The signed receipt; raises Untrusted("key.role") for a key that may not sign it."""
        return seal(self.to_bytes(), Typ.ROSTER_RECEIPT, signer)


def open_receipt(token: str, bundle: Bundle, *, at: datetime) -> RosterReceipt:
    """Check and read a receipt, today or years later.

    Raises:
        Malformed, Untrusted: As `open_answered`, and Malformed for what is no such receipt.
    """
    opened = open_answered(token, Typ.ROSTER_RECEIPT, bundle, at=at, limit=MAX_RECEIPT_BYTES)
    return RosterReceipt.from_dict(opened.document)


def demand_files(
    receipt: RosterReceipt, *, roster: bytes | None = None, result: bytes | None = None
) -> None:
    """Refuse files that are not, byte for byte, those that the receipt is about.

    Raises:
        Untrusted: "receipt.roster", "receipt.result".
    """
    if roster is not None and sha256(roster) != receipt.roster:
        raise Untrusted("receipt.roster")
    if result is not None and sha256(result) != receipt.result:
        raise Untrusted("receipt.result")


def _numbers(members: Members, name: str) -> dict[str, int]:
    table = members.value(name)
    if not isinstance(table, dict) or len(table) > _MOST:
        raise Malformed("document.member", where="receipt", member=name)
    found: dict[str, int] = {}
    for key, value in table.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Malformed("document.member", where="receipt", member=name)
        found[key] = value
    return found
