"""What a row says in the words that rules ask in: what it carries, its ways, its situation.

It reads a row and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from issuer.admission.row_case import RowCase
from verifier.batch import Row
from verifier.facts import Background as BackgroundFact
from verifier.facts import Employed, Fact, Major, Pathway, Postdoc, Recommendation, Way, carried_by
from verifier.rules import Rule
from verifier.ruling import Situation
from verifier.ruling.conditions import Applicant
from verifier.titles import Method

# Evidence that tells the way by itself.
_WAY_OF: Final[Mapping[str, Way]] = {
    "nomination": Way.NOMINATION,
    "entrustment": Way.ENTRUSTED,
    "posting": Way.POSTED,
    "off_post": Way.OFF_POST,
    "postdoc": Way.POSTDOC,
    "government_service": Way.FROM_GOVERNMENT,
}
_WAY_OF_METHOD: Final[Mapping[Method, Way]] = {
    Method.CONVERSION: Way.CONVERSION,
    Method.EXAM: Way.EXAM,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says.

    Attributes:
        facts: By kind; of two of one kind the last.
        carried: Names of what rules may ask for.
        ways: Ways of applying that the row tells; empty for the ordinary one.
        implied: The way that the method itself is.
        evaluation: The rule on how the title is come by, where one decides.
    """

    facts: Mapping[str, Fact]
    carried: frozenset[str]
    ways: tuple[Way, ...]
    implied: Way | None
    evaluation: Rule | None
    situation: Situation


def said_by(row: Row, case: RowCase) -> Said:
    """What a row says, with its batch."""
    facts = {fact.KIND: fact for fact in row.facts}
    evaluation = case.book.evaluation(row.series, row.specialty, row.level)
    ways = ways_of(facts) if facts else ()
    return Said(
        facts=facts,
        carried=frozenset(_carried(row, facts)),
        ways=ways,
        implied=_WAY_OF_METHOD.get(case.header.method),
        evaluation=evaluation,
        situation=Situation(
            method=case.header.method.value,
            pathway=ways[0].value if ways else None,
            level=row.level.value,
            series=row.series,
            organiser=case.committee.organiser_type.value,
            evaluation=evaluation.text("mode") if evaluation else None,
            appointment="COMBINED" if "posts" in facts else None,
            employment=_employment(facts),
            intake=_intake(facts),
        ),
    )


def applicant_of(said: Said) -> Applicant:
    """The applicant as the conditions look at one."""
    fact = said.facts.get(BackgroundFact.KIND)
    if not isinstance(fact, BackgroundFact):
        return Applicant()
    return Applicant(
        education=fact.education,
        school_class=fact.school_class,
        years_in_field=fact.years_in_field or 0,
        title=fact.title,
        years_in_title=fact.years_in_title or 0,
        skill=fact.skill,
        years_in_skill_work=fact.years_in_skill_work or 0,
        facts=frozenset((fact.awards or "").split("|")) - {""},
        major_matches=fact.major is not Major.DIFFERS,
    )


def _carried(row: Row, facts: Mapping[str, Fact]) -> Iterator[str]:
    yield "series"
    if row.employer is not None or row.employer_uscc is not None:
        yield "employer"
    if row.basis is not None:
        yield from ("direct_application_basis", "talent_basis")
    if facts:
        yield from carried_by(facts.values())
        if _stays(row, facts.get(Postdoc.KIND)):
            yield "stays_in_enterprise"


def _stays(row: Row, fact: Fact | None) -> bool:
    """Whether the enterprise of the station is where the person works now."""
    return isinstance(fact, Postdoc) and fact.enterprise in {row.employer, row.employer_uscc} - {
        None
    }


def ways_of(facts: Mapping[str, Fact]) -> tuple[Way, ...]:
    """The ways that facts tell, by their kinds: the stated one, and those that evidence tells."""
    stated = facts.get(Pathway.KIND)
    told = {way: kind for kind, way in _WAY_OF.items() if kind in facts}
    if not isinstance(stated, Pathway):
        return tuple(told)
    # A doctor in station applies by a way of their own, on the evidence of a postdoc.
    others = (way for way, kind in told.items() if kind != Postdoc.KIND and way is not stated.way)
    return (stated.way, *others)


def _employment(facts: Mapping[str, Fact]) -> str:
    fact = facts.get(Employed.KIND)
    return fact.form.value if isinstance(fact, Employed) else "EMPLOYED"


def _intake(facts: Mapping[str, Fact]) -> str | None:
    fact = facts.get(Recommendation.KIND)
    return fact.intake.value if isinstance(fact, Recommendation) and fact.intake else None
