"""What another office asks: up to 500 certificates, one place, one purpose, one case.

A certificate is asked for by the code in its QR code, or by what is printed on it: number, full
name and 查验码. The digest of the whole request, in canonical form, goes into the signed answer:
so an answer can be held against its request years later, and against no other.

Follows RFC 8785 for the canonical form. Shapes only; nobody is looked up here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, TypeAlias

from keys.encoding import Json, Sha256, canonical, parse, sha256
from keys.errors import Malformed
from verifier.members import Members, without_none
from verifier.recognition.case import Employer, Purpose, Receiving

MAX_ITEMS: Final = 500
MAX_REQUEST_BYTES: Final = 256 * 2**10
_MAX_CODE: Final = 60


@dataclass(frozen=True, slots=True)
class ByCode:
    """A certificate by the code in its QR code."""

    code: str

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return {"code": self.code}


@dataclass(frozen=True, slots=True)
class ByDoor:
    """A certificate by what is printed on its face."""

    number: str
    name: str
    check_code: str

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return {"number": self.number, "name": self.name, "check_code": self.check_code}


Item: TypeAlias = ByCode | ByDoor


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Whoever asks without a signature; bounded by the limits of the look-up by number."""

    kind: ClassVar[str] = "unregistered"


Asker: TypeAlias = Unregistered
"""Who asks, as the answer says it. A closed union, and the one door for registered peers: a
request that a peer has sealed is opened before it is read, and its peer becomes the second
member, with limits of its own."""


@dataclass(frozen=True, slots=True)
class RecognitionRequest:
    """One request.

    Attributes:
        case_no: The asker's own case number.
        items: 1 to MAX_ITEMS certificates.
        on: The day asked about; None for the day of the answer.
        purpose: What it is to count for.
        nonce: Any text of the asker's, so that no two requests have one digest.
    """

    region: str
    purpose: Purpose
    case_no: str
    items: tuple[Item, ...]
    on: date | None = None
    employer: Employer | None = None
    unit: str | None = None
    same_work: bool | None = None
    nonce: str | None = None

    def to_bytes(self) -> bytes:
        """Canonical JSON, from which the digest is taken."""
        return canonical(
            without_none(
                {
                    "to": self.region,
                    "purpose": self.purpose,
                    "case_no": self.case_no,
                    "items": [each.to_dict() for each in self.items],
                    "on": self.on.isoformat() if self.on else None,
                    "employer": self.employer,
                    "unit": self.unit,
                    "same_work": self.same_work,
                    "nonce": self.nonce,
                }
            )
        )

    @property
    def digest(self) -> Sha256:
        """What the answer names as `request_sha256`."""
        return sha256(self.to_bytes())

    def receiving(self, *, today: date) -> Receiving:
        """Where and for what it is to count."""
        return Receiving(
            region=self.region,
            on=self.on or today,
            employer=self.employer,
            unit=self.unit,
            purpose=self.purpose,
            same_work=self.same_work,
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> RecognitionRequest:
        """Read a request; white space and the order of members do not count.

        Raises:
            TooLarge: More than MAX_REQUEST_BYTES.
            Malformed: "document.…" naming the member, "request.items" for none or too many.
        """
        members = Members(parse(data, limit=MAX_REQUEST_BYTES), "request")
        request = cls(
            region=members.text("to", limit=6),
            purpose=members.choice("purpose", Purpose),
            case_no=members.text("case_no", limit=80),
            items=_items(members.value("items")),
            on=members.day("on") if members.has("on") else None,
            employer=members.choice("employer", Employer) if members.has("employer") else None,
            unit=members.optional_text("unit"),
            same_work=_truth(members, "same_work"),
            nonce=members.optional_text("nonce", limit=80),
        )
        members.done()
        return request


def _items(value: Json) -> tuple[Item, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Malformed("document.member", where="request", member="items")
    if not 1 <= len(value) <= MAX_ITEMS:
        raise Malformed("request.items", limit=MAX_ITEMS)
    return tuple(_item(each, place) for place, each in enumerate(value))


def _item(value: Json, place: int) -> Item:
    members = Members(value, f"request.items[{place}]")
    item: Item
    if members.has("code"):
        item = ByCode(members.text("code", limit=_MAX_CODE))
    else:
        item = ByDoor(
            number=members.text("number", limit=60),
            name=members.text("name", limit=60),
            check_code=members.text("check_code", limit=20),
        )
    members.done()
    return item


def _truth(members: Members, member: str) -> bool | None:
    if not members.has(member):
        return None
    value = members.value(member)
    if not isinstance(value, bool):
        raise Malformed("document.member", where="request", member=member)
    return value
