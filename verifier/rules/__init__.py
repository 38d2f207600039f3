"""The rule catalogue: every rule with the document, the clause and the words it rests on.

Numbers, names and limits of the regulations stand in the TOML files beside this module and
nowhere in the code. A rule decides only within its region, within its dates, and while its
source stands as `in_force` or `plan`; everything else informs. The digest of the whole book is
written into every batch and certificate, so that a later reader knows what was asked.

Follows docs/formats/rule-catalogue.md. It reads package data, once; it judges nobody.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from verifier.rules.building import FILES, read_rules
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
    covers,
    short_code,
)

__all__ = [
    "Document",
    "Kind",
    "Occupation",
    "Region",
    "Rule",
    "Rules",
    "Series",
    "SourceStanding",
    "Track",
    "covers",
    "load_rules",
    "read_rules",
    "short_code",
]


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rule book of this package, read and checked once.

    Raises:
        Malformed: "rules.*", naming file, entry and member.
    """
    here = files(__package__ or "verifier.rules")
    return read_rules({name: here.joinpath(name).read_text("utf-8") for name in FILES})
