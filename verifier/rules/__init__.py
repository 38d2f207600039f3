"""The rule catalogue: every rule with the document, the clause and the words it rests on.

Numbers, names and limits of the regulations stand in the TOML files beside this module and
nowhere in the code. A rule decides only within its region, within its dates, and while its
source stands as `in_force` or `plan`; everything else informs. The digest of the whole book is
written into every batch and certificate, so that a later reader knows what was asked.

Follows docs/formats/rule-catalogue.md. It reads package data, once; it judges nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from keys.encoding import canonical
from keys.encoding import parse as parse_json
from keys.errors import Malformed
from verifier.rules.brief import MAX_BRIEF_BYTES, OWN, Brief
from verifier.rules.building import FILES, read_brief, read_rules
from verifier.rules.catalogue import Rules
from verifier.rules.entries import (
    Document,
    Kind,
    Occupation,
    Region,
    Rule,
    Series,
    SourceStanding,
    Track,
    Year,
    covers,
    rule_address,
    short_code,
)
from verifier.rules.reading import parse

__all__ = [
    "Brief",
    "Document",
    "Kind",
    "Occupation",
    "Region",
    "Rule",
    "Rules",
    "Series",
    "SourceStanding",
    "Track",
    "Year",
    "covers",
    "load_brief",
    "load_own_rules",
    "load_rules",
    "read_rules",
    "rule_address",
    "short_code",
]


_HERE: Final = Path(__file__).parent


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rule book of this package, read and checked once.

    Raises:
        Malformed: "rules.*", naming file, entry and member.
    """
    return read_rules(_package())


def load_own_rules(folder: Path) -> Rules:
    """The rule book of this package with the files `*.toml` of an authority's own folder.

    Without such a folder, or with an empty one, it is the package's book.

    Raises:
        Malformed: "rules.*"; "rules.own-unreadable" for a file that cannot be read.
    """
    own: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            own[path.name] = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise Malformed("rules.own-unreadable", file=OWN + path.name) from error
    return read_rules(_package(), own=own) if own else load_rules()


def load_brief(brief: Brief) -> Rules:
    """The book of a brief, beside this package's own files; the package's book if it is that.

    Raises:
        Malformed: "rules.*", as `read_rules`.
    """
    known = load_rules()
    return known if brief.digest == known.digest else _read(canonical(brief.to_dict()))


# A list is published anew many times a day, and names the same books.
@lru_cache(maxsize=32)
def _read(brief: bytes) -> Rules:
    return read_brief(_parsed(), Brief.from_dict(parse_json(brief, limit=MAX_BRIEF_BYTES)))


@lru_cache(maxsize=1)
def _parsed() -> Mapping[str, Mapping[str, object]]:
    return {name: parse(name, text) for name, text in _package().items()}


def _package() -> dict[str, str]:
    return {name: _HERE.joinpath(name).read_text("utf-8") for name in FILES}
