"""Every kind of fact in one closed union, and the door through which one is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias, get_args

from keys.encoding import Json
from keys.errors import Malformed
from verifier.facts.kinds import (
    Assessment,
    Background,
    Converted,
    Employed,
    Entrustment,
    ExamPass,
    GovernmentService,
    Nomination,
    OffPost,
    Pathway,
    Postdoc,
    Posting,
    Posts,
    Recommendation,
    Responsible,
    UnitNotice,
)
from verifier.facts.typed import Typed
from verifier.members import Members
from verifier.titles import DigitalGradeCertificate

Fact: TypeAlias = (
    DigitalGradeCertificate
    | Pathway
    | Nomination
    | ExamPass
    | Employed
    | Recommendation
    | UnitNotice
    | Responsible
    | Converted
    | Entrustment
    | Posting
    | OffPost
    | Postdoc
    | GovernmentService
    | Assessment
    | Posts
    | Background
)
"""Evidence that a row can carry."""

KINDS: Final[Mapping[str, type[Fact]]] = {each.KIND: each for each in get_args(Fact)}
TYPED: Final[Mapping[str, type[Typed]]] = {
    kind: each for kind, each in KINDS.items() if issubclass(each, Typed)
}


def fact_from(document: Json) -> Fact:
    """Read one fact of a row.

    Raises:
        Malformed: "document.unknown-fact" for a kind that is none, else "document.*".
    """
    members = Members(document, "row.facts")
    kind = members.text("kind", limit=40)
    if kind not in KINDS:
        raise Malformed("document.unknown-fact", where="row", member=kind)
    return KINDS[kind].from_members(members)
