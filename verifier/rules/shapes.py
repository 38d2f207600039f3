"""What each kind of rule needs: its parameters, their types and the words they may be.

One table. The loader refuses whatever is not in it, so that the code which judges (`verifier.
ruling`) never meets a parameter of another shape. It decides nothing.

Follows the table of kinds in docs/formats/rule-catalogue.md; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from verifier.rules.entries import Kind
from verifier.titles import Level, Method, ScopeKind


@dataclass(frozen=True, slots=True)
class Shape:
    """What one parameter may be.

    Attributes:
        type: int, str, or tuple for a list of texts.
        choices: The words it is one of (a list: made of); empty for any.
        needed: Whether a rule of the kind must have it.
    """

    type: type
    choices: frozenset[str] = frozenset()
    needed: bool = True

    @property
    def expected(self) -> str:
        """For the person who mends the file."""
        if self.choices:
            return " | ".join(sorted(self.choices))
        return {int: "whole number", str: "text", tuple: "list of texts"}[self.type]


def _words(*choices: str) -> frozenset[str]:
    return frozenset(choices)


LEVELS: Final = frozenset(Level)
METHODS: Final = frozenset(Method)
SCOPES: Final = frozenset(ScopeKind)
ANSWERS: Final = _words(
    *("EQUIVALENT", "MAY_BE_RECOGNISED", "MAY_APPLY", "NO", "UNKNOWN"),
    *("RECOGNISED", "NEEDS_CONFIRMATION", "NOT_VALID_HERE"),
)
CONFIDENCE: Final = _words("high", "mid", "low")
STATES: Final = _words("RECTIFYING", "SUSPENDED", "WITHDRAWN")
ORGANISERS: Final = _words(
    *("DEPARTMENT", "DEVELOPMENT_ZONE", "INSTITUTION", "ENTERPRISE", "INDUSTRIAL_PARK"),
    *("ASSOCIATION", "RD_PLATFORM"),
)
APPROVERS: Final = _words("NATION", "PROVINCE", "CITY", "COUNTY", "INDUSTRY_DEPARTMENT")
PATHWAYS: Final = _words(
    *("NOMINATION", "DIRECT", "SKIP_INITIAL", "TALENT_RECOGNITION", "FROM_GOVERNMENT"),
    *("OFF_POST", "POSTED", "POSTDOC", "DOCTOR", "SPECIAL_CONTRIBUTION", "SKILL", "CONVERSION"),
    *("ENTRUSTED", "SEVERAL_SERIES", "EXAM", "LOCAL_SENIOR", "QUALIFICATION", "DISPATCH"),
)
EDUCATIONS: Final = _words("DOCTOR", "POSTGRADUATE", "BACHELOR", "COLLEGE", "SECONDARY", "OTHER")
SKILLS: Final = _words("SENIOR_WORKER", "SKILL_TECHNICIAN", "SENIOR_SKILL_TECHNICIAN")
SCHOOL_CLASSES: Final = _words("MIDDLE_WORKER", "SENIOR_WORKER_CLASS", "PREP_TECHNICIAN")

# The situations in which a rule applies (`when`) or does not (`unless`): name -> its values.
SITUATIONS: Final[Mapping[str, frozenset[str]]] = {
    "method": METHODS,
    "pathway": PATHWAYS,
    "level": LEVELS,
    "series": frozenset(),  # the codes of the book's own series
    "organiser": ORGANISERS,
    "evaluation": _words("EXAM_ONLY", "EXAM_AND_REVIEW"),
    "appointment": _words("SEPARATED", "COMBINED"),
    "employment": _words("EMPLOYED", "DISPATCHED", "FREELANCE"),
    "intake": _words("INSIDE", "OUTSIDE"),
    "review": _words("FILED", "SELF_REVIEW"),
    "source": _words("LEGACY"),
}

NUMBER: Final = Shape(int)
TEXT: Final = Shape(str)
TEXTS: Final = Shape(tuple)


def _may(shape: Shape) -> Shape:
    return replace(shape, needed=False)


BREACH: Final = Shape(str, _words("refuse", "hold"))
BOUND: Final = Shape(str, _words("least", "most"))
_CASE: Final = {"when": _may(TEXTS), "unless": _may(TEXTS)}

SPANS: Final = frozenset({"working_days", "days", "years"})
AMOUNTS: Final = frozenset({"rounds", "percent"})

PARAMETERS: Final[Mapping[Kind, Mapping[str, Shape]]] = {
    Kind.SCOPE: {
        "scope": Shape(str, SCOPES),
        "scope_region": TEXT,
        "levels": _may(Shape(tuple, LEVELS)),
        "ownership": _may(TEXT),
        "series": _may(TEXTS),
    },
    Kind.RECOGNITION: {
        "issuers": _may(TEXTS),
        "levels": _may(Shape(tuple, LEVELS)),
        "answer": Shape(str, ANSWERS),
        # What is answered while the entry does not decide.
        "meanwhile": _may(Shape(str, ANSWERS)),
        "reason": _may(TEXT),
        "requires": _may(TEXTS),
        "purposes": _may(TEXTS),
    },
    Kind.LIMIT: {
        "breach": BREACH,
        **{name: _may(NUMBER) for name in sorted(AMOUNTS)},
        "of": _may(Shape(str, _words("reviewed", "post_quota"))),
        "levels": _may(Shape(tuple, LEVELS)),
        **_CASE,
    },
    Kind.WINDOW: {
        "bound": BOUND,
        "breach": BREACH,
        **{name: _may(NUMBER) for name in sorted(SPANS)},
        **_CASE,
    },
    Kind.DEADLINE: {"last_day": TEXT, "breach": BREACH, **_CASE},
    Kind.QUOTA: {"persons": NUMBER, "full_senior": NUMBER},
    Kind.AUTHORITY: {
        "organisers": _may(Shape(tuple, ORGANISERS)),
        "approvers": _may(Shape(tuple, APPROVERS)),
        "series": _may(TEXTS),
        "levels": _may(Shape(tuple, LEVELS)),
        "scopes": _may(Shape(tuple, SCOPES)),
        "specialties": _may(TEXTS),
        "review_methods": _may(TEXTS),
    },
    Kind.REQUIRED: {
        "members": TEXTS,
        "breach": _may(BREACH),
        **_CASE,
    },
    Kind.DUPLICATE: {
        "key": Shape(
            tuple,
            _words("person", "series", "specialty", "level", "year", "scope"),
        ),
        "breach": BREACH,
        **_CASE,
    },
    Kind.EVALUATION: {
        "mode": Shape(str, SITUATIONS["evaluation"]),
        "series": TEXTS,
        "levels": Shape(tuple, LEVELS),
        "specialties": _may(TEXTS),
    },
    Kind.CORRESPONDENCE: {
        "grade": TEXT,
        "answer": Shape(str, ANSWERS),
        "series": _may(TEXT),
        "level": _may(Shape(str, LEVELS)),
        "titles": _may(TEXTS),
        "names": _may(TEXTS),
        "requires": _may(TEXTS),
        "years": _may(NUMBER),
        "by": _may(Shape(str, _words("EXAM", "RECOGNITION"))),
        "catalogue": _may(Shape(str, _words("LISTED", "PRESUMED", "LEFT"))),
        "confidence": _may(Shape(str, CONFIDENCE)),
    },
    Kind.PATHWAY: {
        "pathway": _may(Shape(str, PATHWAYS)),
        "method": Shape(str, METHODS),
        "series": _may(TEXTS),
        "levels": _may(Shape(tuple, LEVELS)),
        "needs": _may(TEXTS),
        "needs_any": _may(TEXTS),
        "waives": _may(TEXTS),
        "organ": _may(Shape(str, _words("OFFICE", "COMMITTEE"))),
        "tenure": _may(Shape(str, _words("kept"))),
        **_CASE,
    },
    Kind.CONDITION: {
        "method": _may(Shape(str, METHODS)),
        "series": TEXTS,
        "level": _may(Shape(str, LEVELS)),
        "education": _may(Shape(tuple, EDUCATIONS)),
        "years_in_field": _may(NUMBER),
        "title": _may(Shape(str, LEVELS)),
        "years_in_title": _may(NUMBER),
        "skill": _may(Shape(tuple, SKILLS)),
        "years_in_skill_work": _may(NUMBER),
        "all_of": _may(TEXTS),
        "at_least": _may(NUMBER),
        "of": _may(TEXTS),
        "extra_years_when_major_differs": _may(NUMBER),
    },
    Kind.EDUCATION: {
        "school_class": Shape(str, SCHOOL_CLASSES),
        "counts_as": Shape(str, EDUCATIONS),
    },
    Kind.SANCTION: {
        "states": _may(Shape(tuple, STATES)),
        "bar_years": _may(NUMBER),
    },
    Kind.REVOCATION: {
        "cause": Shape(str, _words("IMPROPER_MEANS")),
        "integrity_record": NUMBER,
        "before_grant": _may(Shape(str, _words("CANCEL_APPLICATION"))),
    },
    Kind.DUTY: {},
}

ONE_OF: Final[Mapping[Kind, frozenset[str]]] = {Kind.LIMIT: AMOUNTS, Kind.WINDOW: SPANS}
"""Of these parameters a rule of the kind has exactly one."""

SOME_OF: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.AUTHORITY: frozenset({"organisers", "approvers", "review_methods"}),
    Kind.SANCTION: frozenset({"states", "bar_years"}),
}
"""Of these at least one."""


def situation_is_known(text: str, *, series: frozenset[str]) -> bool:
    """Whether "name=VALUE" or "name=ONE|OTHER" names a situation and values that exist."""
    name, _, values = text.partition("=")
    if name not in SITUATIONS:
        return False
    known = SITUATIONS[name] or series
    return set(values.split("|")) <= known
