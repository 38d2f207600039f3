"""Reading a JSON object member by member, each with its type and bound, none left over.

The one door from wire objects to typed documents: an unknown member, a missing one or one of
another type is refused by name. It judges shape only, never meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, TypeVar, cast

from keys.encoding import Json, Sha256, spells
from keys.errors import Malformed, member_told

E = TypeVar("E", bound=StrEnum)

_ABSENT: Final = object()
MAX_TEXT: Final = 200  # characters; the longest name of a committee seen in a filing is 61
_DIGEST_BYTES: Final = 32


class Members:
    """The members of one JSON object, taken out one at a time.

    `where` names the object in errors ("row", "batch.meeting"). Call `done` at the end: members
    that nobody took are refused, because a reader that skips what it does not know can be shown
    a document that says more than it understood.
    """

    def __init__(self, document: Json, where: str) -> None:
        if not isinstance(document, Mapping):
            raise Malformed("document.not-an-object", where=where)
        self._left: dict[str, object] = dict(document)
        self._where = where

    def _wrong(self, member: str, value: object = None) -> Malformed:
        code = "document.missing" if value is _ABSENT else "document.member"
        return Malformed(code, where=self._where, member=member)

    def has(self, member: str) -> bool:
        """Whether `member` is present and not yet taken."""
        return member in self._left

    def value(self, member: str) -> Json:
        """Any JSON value; raises Malformed("document.missing") where there is none."""
        value = self._left.pop(member, _ABSENT)
        if value is _ABSENT:
            raise self._wrong(member, value)
        return cast("Json", value)

    def text(self, member: str, *, limit: int = MAX_TEXT) -> str:
        """A text of 1 to `limit` characters, without control or direction characters."""
        value = self._left.pop(member, _ABSENT)
        # Nothing hidden is printable; most texts need no closer look.
        if (
            isinstance(value, str)
            and 0 < len(value) <= limit
            and (value.isprintable() or is_plain(value))
        ):
            return value
        raise self._wrong(member, value)

    def optional_text(self, member: str, *, limit: int = MAX_TEXT) -> str | None:
        """As `text`; None where the member is absent. A null is refused: absent is the form."""
        return self.text(member, limit=limit) if member in self._left else None

    def integer(self, member: str, *, least: int = 0, most: int = 2**53 - 1) -> int:
        """An integer within bounds."""
        value = self._left.pop(member, _ABSENT)
        if isinstance(value, int) and least <= value <= most and not isinstance(value, bool):
            return value
        raise self._wrong(member, value)

    def time(self, member: str) -> datetime:
        """Seconds since 1970 as an aware datetime in UTC (years 1970 to 9999)."""
        return datetime.fromtimestamp(self.integer(member, most=253402300799), UTC)

    def day(self, member: str) -> date:
        """A calendar day, "2025-06-18"."""
        text = self.text(member, limit=10)
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise self._wrong(member) from error
        if day.isoformat() != text:
            raise self._wrong(member)
        return day

    def digest(self, member: str) -> Sha256:
        """A SHA-256 digest in base64url."""
        text = self.text(member, limit=43)
        if not spells(text, _DIGEST_BYTES):
            raise self._wrong(member)
        return Sha256(text)

    def choice(self, member: str, kind: type[E]) -> E:
        """One of the values of a closed set."""
        text = self.text(member)
        try:
            return kind(text)
        except ValueError as error:
            raise self._wrong(member) from error

    def object(self, member: str) -> Members:
        """A nested object."""
        return Members(self.value(member), f"{self._where}.{member}")

    def array(self, member: str, *, limit: int) -> Sequence[Json]:
        """An array of at most `limit` values."""
        value = self.value(member)
        if not isinstance(value, list | tuple) or len(value) > limit:
            raise self._wrong(member)
        return value

    def texts(self, member: str, *, limit: int) -> tuple[str, ...]:
        """An array of at most `limit` plain texts."""
        found = []
        for value in self.array(member, limit=limit):
            if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT or not is_plain(value):
                raise self._wrong(member)
            found.append(value)
        return tuple(found)

    def done(self) -> None:
        """Refuse the members that nobody took."""
        if self._left:
            # In a CWT a name can be a number.
            unknown = member_told(min(map(str, self._left)))
            raise Malformed("document.unknown-member", where=self._where, member=unknown)


# Controls can hide text from a reader; direction marks can show it in another order than it was
# signed in ("Trojan Source", CVE-2021-42574); U+FEFF and the zero-width marks make two names
# look alike.
_HIDDEN: Final = frozenset(
    chr(code)
    for span in ((0, 0x20), (0x7F, 0xA0), (0x200B, 0x2010), (0x2028, 0x202F), (0x2060, 0x2070))
    for code in (*range(*span), 0xFEFF, 0x061C, 0x180E)
)


def is_plain(text: str) -> bool:
    """Whether a text holds neither control nor direction nor zero-width characters."""
    # Nothing hidden is printable; what is not printable may still be a space or a new character.
    return text.isprintable() or _HIDDEN.isdisjoint(text)


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware datetime."""
    return int(moment.timestamp())


def without_none(members: Mapping[str, Json]) -> dict[str, Json]:
    """The members that are present: on the wire an absent member is absent, never null."""
    return {name: value for name, value in members.items() if value is not None}
