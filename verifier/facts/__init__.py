"""Typed facts: the evidence that a row can carry, and what a rule may ask for by name.

A closed union with a strict wire form: an unknown kind, member or word is refused, never skipped.
A row carries only what a rule of its region asks for; whether that is enough is for
`verifier.ruling`.

    choices  the words that facts choose from
    typed    the wire form, by declared types
    kinds    one class a kind
    union    all kinds, and the door through which one is read
    asked    a rule's name for a thing -> where a row says it

Follows docs/formats/batch.md, section 5.
"""

from verifier.facts.asked import ASKED, Asked, carried_by
from verifier.facts.choices import (
    Education,
    Employment,
    EnterpriseGrade,
    Intake,
    Major,
    Nominator,
    Recommender,
    SchoolClass,
    SkillLevel,
    Way,
)
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
from verifier.facts.typed import Member, Value, members_of
from verifier.facts.union import KINDS, TYPED, Fact, fact_from

__all__ = [
    "ASKED",
    "KINDS",
    "TYPED",
    "Asked",
    "Assessment",
    "Background",
    "Converted",
    "Education",
    "Employed",
    "Employment",
    "EnterpriseGrade",
    "Entrustment",
    "ExamPass",
    "Fact",
    "GovernmentService",
    "Intake",
    "Major",
    "Member",
    "Nomination",
    "Nominator",
    "OffPost",
    "Pathway",
    "Postdoc",
    "Posting",
    "Posts",
    "Recommendation",
    "Recommender",
    "Responsible",
    "SchoolClass",
    "SkillLevel",
    "UnitNotice",
    "Value",
    "Way",
    "carried_by",
    "fact_from",
    "members_of",
]
