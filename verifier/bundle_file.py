"""The bundle as a file: what is in it and how it is written, nothing checked.

Also `Seen`, the small file beside it that remembers the highest number of each list. Opening
and checking is `verifier.bundle`. Format: docs/formats/bundle.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from keys.encoding import Json, Sha256, canonical, parse
from keys.errors import Malformed
from verifier.members import Members, seconds, without_none
from verifier.received import KeptBatch
from verifier.rules.brief import Brief

VERSION: Final = "zc-bundle/1"
MAX_BUNDLE_BYTES: Final = 256 * 2**20
MAX_AUTHORITIES: Final = 400  # provinces and cities
MAX_BOOKS: Final = 200
"""Rule books of one authority: every one that its certificates may name."""
_MAX_LISTS: Final = 10_000
_SEEN_VERSION: Final = "zc-seen/1"


@dataclass(frozen=True, slots=True)
class AuthorityPart:
    """What a bundle carries of one authority, as published, unverified.

    Attributes:
        trust_list: Its list of committees, a token.
        status_lists: Tokens of all its status lists.
        revocations: Token of its revocations document, if there is one.
        checkpoint: Signed note of its log, if there is one.
        batches: Batch headers by their digest.
        books: Rule books with entries of its own, in brief, by their digest.
    """

    entity: str
    trust_list: str
    status_lists: Sequence[str]
    revocations: str | None = None
    checkpoint: str | None = None
    batches: Mapping[Sha256, KeptBatch] = field(default_factory=dict)
    books: Mapping[Sha256, Brief] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return without_none(
            {
                "entity": self.entity,
                "trust_list": self.trust_list,
                "status_lists": list(self.status_lists),
                "revocations": self.revocations,
                "checkpoint": self.checkpoint,
                "batches": {
                    digest: without_none({"sealed": kept.sealed, "proof": kept.proof})
                    for digest, kept in self.batches.items()
                },
                "books": {digest: book.to_dict() for digest, book in self.books.items()} or None,
            }
        )

    @classmethod
    def from_dict(cls, document: Json) -> AuthorityPart:
        """Read the wire form; raises Malformed."""
        members = Members(document, "bundle.authority")
        part = cls(
            entity=members.text("entity"),
            trust_list=_token(members.value("trust_list")),
            status_lists=tuple(map(_token, members.array("status_lists", limit=_MAX_LISTS))),
            revocations=_optional_token(members, "revocations"),
            checkpoint=_optional_token(members, "checkpoint"),
            batches=_batches(members.value("batches")),
            books=_books(members.value("books")) if members.has("books") else {},
        )
        members.done()
        return part


@dataclass(frozen=True, slots=True)
class Seen:
    """The highest number seen of each list, so that an older list cannot pass for a newer one.

    Keep it beside the anchor and hand it in again with the next bundle.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)

    def at_least(self, name: str) -> int:
        """The lowest number that is still believed of a list."""
        return self.numbers.get(name, 0)

    def to_bytes(self) -> bytes:
        """The file: canonical JSON and a line end."""
        return canonical({"v": _SEEN_VERSION, "numbers": dict(self.numbers)}) + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Seen:
        """Read the file; raises Malformed."""
        members = Members(parse(data, limit=2**20), "seen")
        if members.text("v") != _SEEN_VERSION:
            raise Malformed("document.member", where="seen", member="v")
        numbers = members.value("numbers")
        members.done()
        if not isinstance(numbers, Mapping) or not all(
            isinstance(number, int) and not isinstance(number, bool) and number >= 0
            for number in numbers.values()
        ):
            raise Malformed("document.member", where="seen", member="numbers")
        return cls({name: number for name, number in numbers.items() if isinstance(number, int)})


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A bundle that was read and not yet checked.

    Attributes:
        made_at: What its maker says; nothing is decided by it.
        anchor_list: The anchor's list of authorities, a token.
    """

    made_at: datetime
    anchor_list: str
    authorities: tuple[AuthorityPart, ...]

    @classmethod
    def from_bytes(cls, data: bytes) -> BundleFile:
        """Read a bundle; raises Malformed ("bundle.version" for another version)."""
        members = Members(parse(data, limit=MAX_BUNDLE_BYTES), "bundle")
        if members.text("v") != VERSION:
            raise Malformed("bundle.version", known=VERSION)
        listed = members.array("authorities", limit=MAX_AUTHORITIES)
        found = cls(
            made_at=members.time("made_at"),
            anchor_list=_token(members.value("anchor_list")),
            authorities=tuple(map(AuthorityPart.from_dict, listed)),
        )
        members.done()
        return found

    def to_bytes(self) -> bytes:
        """The file; as `make_bundle`."""
        return make_bundle(
            made_at=self.made_at, anchor_list=self.anchor_list, authorities=self.authorities
        )


def make_bundle(
    *, made_at: datetime, anchor_list: str, authorities: Iterable[AuthorityPart]
) -> bytes:
    """The file, canonical JSON. It is not signed: everything in it is."""
    return canonical(
        {
            "v": VERSION,
            "made_at": seconds(made_at),
            "anchor_list": anchor_list,
            "authorities": [each.to_dict() for each in authorities],
        }
    )


def _token(value: Json) -> str:
    if not isinstance(value, str) or not value:
        raise Malformed("document.member", where="bundle", member="token")
    return value


def _optional_token(members: Members, member: str) -> str | None:
    return _token(members.value(member)) if members.has(member) else None


def _batches(value: Json) -> dict[Sha256, KeptBatch]:
    if not isinstance(value, Mapping):
        raise Malformed("document.member", where="bundle", member="batches")
    return {Sha256(digest): _kept(each) for digest, each in value.items()}


def _books(value: Json) -> dict[Sha256, Brief]:
    if not isinstance(value, Mapping) or not 0 < len(value) <= MAX_BOOKS:
        raise Malformed("document.member", where="bundle", member="books")
    return {Sha256(digest): Brief.from_dict(each) for digest, each in value.items()}


def _kept(document: Json) -> KeptBatch:
    members = Members(document, "bundle.batch")
    kept = KeptBatch(_token(members.value("sealed")), _optional_token(members, "proof"))
    members.done()
    return kept
