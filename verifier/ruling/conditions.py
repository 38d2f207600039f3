"""What an applicant must have: education, years, titles, skills, awards.

Kinds `condition` and `education`. The entries of one subject are alternatives. What a class of a
technical school counts as is for applying, and is never said of the holder's education.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from verifier.rules import Rule
from verifier.ruling.breach import Breach, breach
from verifier.ruling.place import Place


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a person brings; years are full years.

    Attributes:
        education: "DOCTOR" to "OTHER", as the rules name it; None with a technical school only.
        school_class: Class of a technical school: "SENIOR_WORKER_CLASS".
        title: Level of the title held now.
        facts: Named facts and awards that were shown.
        major_matches: Whether the education is in the field or a near one (专业对口).
    """

    education: str | None = None
    school_class: str | None = None
    years_in_field: int = 0
    title: str | None = None
    years_in_title: int = 0
    skill: str | None = None
    years_in_skill_work: int = 0
    facts: frozenset[str] = frozenset()
    major_matches: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """One alternative: its rule, and what the applicant lacks for it (nothing if met)."""

    rule: Rule
    lacking: tuple[Breach, ...]

    @property
    def is_met(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacking


def judge_conditions(place: Place, subject: str, applicant: Applicant) -> tuple[Judged, ...]:
    """Every alternative of a subject, in the order of the book; drafts say so by their rule.

    The applicant's class of a technical school counts as the region says, and a major that
    differs lengthens each number of years as it says.
    """
    applicant = as_educated(place.speaking("education"), applicant)
    extra = extra_years(place.speaking("conditions.major"), applicant)
    return tuple(
        Judged(rule, lacking(rule, applicant, extra_years=extra))
        for rule in place.speaking(subject)
    )


def as_educated(rules: Iterable[Rule], applicant: Applicant) -> Applicant:
    """The applicant with the education that a technical school's class counts as."""
    if applicant.education is not None or applicant.school_class is None:
        return applicant
    for rule in rules:
        if rule.text("school_class") == applicant.school_class:
            return replace(applicant, education=rule.text("counts_as"))
    return applicant


def extra_years(rules: Iterable[Rule], applicant: Applicant) -> int:
    """Years that a major which differs adds to each number of years in the field."""
    if applicant.major_matches:
        return 0
    return next((rule.number("extra_years_when_major_differs") for rule in rules), 0)


def lacking(rule: Rule, applicant: Applicant, *, extra_years: int = 0) -> tuple[Breach, ...]:
    """What an applicant lacks for one alternative; empty where it is met.

    Returns:
        "rule.condition.education", ".years-in-field", ".title", ".years-in-title", ".skill",
        ".years-in-skill-work" (the years with `found` and `needed`), ".fact" for each one that
        is missing, ".at-least" with `found` and `needed`.
    """
    return (
        *_qualities(rule, applicant),
        *_years(rule, applicant, extra_years),
        *_facts(rule, applicant),
    )


def _qualities(rule: Rule, applicant: Applicant) -> Iterator[Breach]:
    education, skill = rule.texts("education"), rule.texts("skill")
    if education and applicant.education not in education:
        yield breach("rule.condition.education", rule, education="|".join(education))
    if "title" in rule.parameters and applicant.title != rule.text("title"):
        yield breach("rule.condition.title", rule, title=rule.text("title"))
    if skill and applicant.skill not in skill:
        yield breach("rule.condition.skill", rule, skill="|".join(skill))


def _years(rule: Rule, applicant: Applicant, extra: int) -> Iterator[Breach]:
    held = {
        "years_in_field": (applicant.years_in_field, extra),
        "years_in_title": (applicant.years_in_title, 0),
        "years_in_skill_work": (applicant.years_in_skill_work, 0),
    }
    for name, (found, more) in held.items():
        if name not in rule.parameters:
            continue
        needed = rule.number(name) + more
        if found < needed:
            code = f"rule.condition.{name.replace('_', '-')}"
            yield breach(code, rule, found=found, needed=needed)


def _facts(rule: Rule, applicant: Applicant) -> Iterator[Breach]:
    for fact in rule.texts("all_of"):
        if fact not in applicant.facts:
            yield breach("rule.condition.fact", rule, member=fact)
    choice = rule.texts("of")
    if choice:
        found, needed = len(applicant.facts.intersection(choice)), rule.number("at_least")
        if found < needed:
            yield breach("rule.condition.at-least", rule, found=found, needed=needed)
