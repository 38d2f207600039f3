"""A rule book in brief: the package's files by their digests, an authority's own files in full.

Small enough to travel in every bundle, and enough to check the digest that a certificate names:
whoever has the package has its files, and nobody else has the authority's. What is inside the own
files is read when a certificate asks for it, as strictly as the files themselves.

Follows docs/formats/rule-catalogue.md, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from keys.encoding import Json, Sha256, canonical, sha256, unb64
from keys.errors import Malformed

OWN: Final = "own/"
"""Before the name of an authority's own file, in refusals and in the content of the book."""
MAX_OWN_BYTES: Final = 256 * 2**10
"""All own files of a book together, as canonical JSON."""
MAX_BRIEF_BYTES: Final = 2 * MAX_OWN_BYTES
"""A brief with the digests of its package files."""
_MAX_FILES: Final = 200
_DIGEST_BYTES: Final = 32
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Brief:
    """A book in brief.

    Attributes:
        files: Digests of the package's files, by name.
        own: Contents of the authority's files as JSON, by name with OWN before it.
    """

    files: Mapping[str, Sha256]
    own: Mapping[str, Json]

    @classmethod
    def of(cls, contents: Mapping[str, Json]) -> Brief:
        """The brief of a book with these files, dates as ISO text."""
        return cls(
            {
                name: sha256(canonical(content))
                for name, content in contents.items()
                if not name.startswith(OWN)
            },
            {name: content for name, content in contents.items() if name.startswith(OWN)},
        )

    @property
    def digest(self) -> Sha256:
        """The digest of the book: of all its files' digests, by name."""
        own = {name: sha256(canonical(content)) for name, content in self.own.items()}
        return sha256(canonical({**self.files, **own}))

    def to_dict(self) -> dict[str, Json]:
        """The wire form: file name to digest, or to content."""
        return {**self.files, **self.own}

    @classmethod
    def from_dict(cls, document: Json) -> Brief:
        """Read the wire form; raises Malformed("document.member") for another shape or size."""
        wrong = Malformed("document.member", where="bundle.book", member="files")
        if not isinstance(document, Mapping) or len(document) > _MAX_FILES:
            raise wrong
        files: dict[str, Sha256] = {}
        own: dict[str, Json] = {}
        for name, value in document.items():
            if name.startswith(OWN) and isinstance(value, Mapping):
                own[name] = value
            elif not name.startswith(OWN) and _is_digest(value):
                files[name] = Sha256(str(value))
            else:
                raise wrong
        if len(canonical(own)) > MAX_OWN_BYTES:
            raise wrong
        return cls(files, own)

    def contents(self) -> dict[str, Mapping[str, object]]:
        """The own files as they were parsed: what is written as a day is a day again."""
        found = {name: _dated(content) for name, content in self.own.items()}
        return {name: each for name, each in found.items() if isinstance(each, dict)}


def _is_digest(value: Json) -> bool:
    try:
        return isinstance(value, str) and len(unb64(value)) == _DIGEST_BYTES
    except Malformed:
        return False


def _dated(value: Json) -> object:
    """A text in the form of a day becomes one; where a text is wanted it is then refused."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, Mapping):
        return {name: _dated(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(member) for member in value]
    return value
