"""Reading the members of this package's own JSON documents, each with its type, none left over.

For the documents that say who may speak: keys, trust lists, statements, key files. It judges
shape only, and never meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from keys.encoding import Json, Sha256, unb64
from keys.errors import Malformed, member_told

MAX_TEXT: Final = 300
_DIGEST_BYTES: Final = 32
_LAST_SECOND: Final = 253402300799  # 9999-12-31T23:59:59Z, where Python's datetime ends


class Claims:
    """The members of one JSON object, taken out one at a time; call `done` at the end.

    Every refusal is Malformed("claims.member", where=, member=). A member that nobody took is
    refused as well: a reader that skips what it does not know believes less than was signed.
    """

    def __init__(self, document: Json, where: str) -> None:
        if not isinstance(document, Mapping):
            raise Malformed("claims.member", where=where, member="")
        self._left = dict(document)
        self._where = where

    def wrong(self, member: str) -> Malformed:
        """The error that names `member`."""
        return Malformed("claims.member", where=self._where, member=member_told(member))

    def has(self, member: str) -> bool:
        """Whether `member` is present and not yet taken."""
        return member in self._left

    def value(self, member: str) -> Json:
        """Any value; a null is refused, because an absent member is absent."""
        value = self._left.pop(member, None)
        if value is None:
            raise self.wrong(member)
        return value

    def text(self, member: str, *, limit: int = MAX_TEXT) -> str:
        """A text of 1 to `limit` printable characters."""
        value = self.value(member)
        if not isinstance(value, str) or not 1 <= len(value) <= limit or not value.isprintable():
            raise self.wrong(member)
        return value

    def optional_text(self, member: str) -> str | None:
        """As `text`, or None where absent."""
        return self.text(member) if self.has(member) else None

    def integer(self, member: str, *, most: int = 2**53 - 1) -> int:
        """An integer from 0 to `most`."""
        value = self.value(member)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise self.wrong(member)
        return value

    def time(self, member: str) -> datetime:
        """Whole seconds since 1970 as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.integer(member, most=_LAST_SECOND), UTC)

    def optional_time(self, member: str) -> datetime | None:
        """As `time`, or None where absent."""
        return self.time(member) if self.has(member) else None

    def digest(self, member: str) -> Sha256:
        """A SHA-256 digest in base64url."""
        text = self.text(member)
        if len(unb64(text)) != _DIGEST_BYTES:
            raise self.wrong(member)
        return Sha256(text)

    def object(self, member: str) -> Claims:
        """A nested object."""
        return Claims(self.value(member), f"{self._where}.{member}")

    def mapping(self, member: str) -> Mapping[str, Json]:
        """A nested object, not looked into."""
        value = self.value(member)
        if not isinstance(value, Mapping):
            raise self.wrong(member)
        return value

    def array(self, member: str, *, limit: int) -> Sequence[Json]:
        """An array of at most `limit` values."""
        value = self.value(member)
        if not isinstance(value, list) or len(value) > limit:
            raise self.wrong(member)
        return value

    def tokens(self, member: str, *, limit: int) -> tuple[str, ...]:
        """An array of at most `limit` texts of any length."""
        found: list[str] = []
        for value in self.array(member, limit=limit):
            if not isinstance(value, str):
                raise self.wrong(member)
            found.append(value)
        return tuple(found)

    def rest(self) -> Mapping[str, Json]:
        """Everything that nobody took yet, to be read by somebody else."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        """Refuse the members that nobody took."""
        if self._left:
            raise self.wrong(min(self._left))


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware datetime; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return int(moment.timestamp())
