"""What title does this correspond to? One pure answer, with its clause and what is missing.

An entry answers only where its source decides: the nearest region first, in it the latest. What
does not decide (a draft, an unseen table, a plan that has ended) is told beside the answer and
moves nothing. Conditions are the entry's own: one that does not hold is a NO; one that nobody
knows leaves EQUIVALENT open, and is named where the words only open a door, because whoever
stands behind that door asks for it anyway.

Follows the clauses of the entries. It mints nothing and asks nobody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from keys.errors import Refused
from verifier.correspondence.question import Answer, Held, Question, may_answer
from verifier.rules import Kind, Rule, Rules, covers
from verifier.titles import Level

YEARS: Final = "years"
"""The condition that an entry's `years` counts out."""

_CONTEXT: Final = {
    Held.QUALIFICATION: "qualification-table",
    Held.DIGITAL_GRADE: "digital-grade-national",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A title that is meant; where there are several, the holder or the employer chooses.

    Attributes:
        series: Code of the series; None where the words leave it to the matching one.
        level: None where the words leave it to the standards.
        titles: Names of the titles; empty where the words name none.
    """

    series: str | None
    level: Level | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equivalence:
    """An answer.

    Attributes:
        why: Stable code of the reason, "equivalence.…"; its words are in the catalogues.
        rule: The entry that decided; None where none did.
        options: The titles that are meant; empty for NO and for most of UNKNOWN.
        leads_to: What it would be once `missing` is known to hold; else the answer itself.
        missing: Conditions that nobody has said anything about, in the entry's order.
        failed: Conditions that do not hold.
        informs: Entries on the same that do not decide.
        counts_as: The education that a school class counts as, for applying only.
    """

    answer: Answer
    why: str
    rule: Rule | None = None
    options: tuple[Option, ...] = ()
    leads_to: Answer = Answer.UNKNOWN
    missing: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    informs: tuple[Rule, ...] = ()
    counts_as: str | None = None


def equivalent(question: Question, *, rules: Rules) -> Equivalence:
    """What something that is no title corresponds to, where and when it is asked; never raises."""
    if not _knows_region(rules, question.region):
        return Equivalence(Answer.UNKNOWN, "equivalence.unknown-region")
    if question.obtained_on is not None and question.obtained_on > question.on:
        return Equivalence(Answer.NO, "equivalence.too-early", leads_to=Answer.NO)
    about = [rule for rule in rules.all_rules if _is_about(rule, question, rules)]
    if not about:
        return Equivalence(Answer.UNKNOWN, "equivalence.unlisted")
    here = [rule for rule in about if covers(rule.region, question.region)]
    deciding = _nearest(
        rule for rule in here if rule.standing.decides and rule.is_effective(question.on)
    )
    bound = may_answer(question.held, question.grade)
    followed = [rule for rule in deciding if _says(rule) in bound]
    informs = (*_others(here, followed), *_context(question, rules))
    if not followed:
        return Equivalence(
            Answer.UNKNOWN, _why_nothing(here, deciding), informs=informs, missing=_asks(here)
        )
    return _answer(question, followed, informs, rules)


def _answer(
    question: Question, followed: Sequence[Rule], informs: tuple[Rule, ...], rules: Rules
) -> Equivalence:
    rule = followed[0]
    says = _says(rule)
    missing, failed = _conditions(rule, question)
    counts_as = str(rule.parameters["counts_as"]) if "counts_as" in rule.parameters else None
    if says in (Answer.NO, Answer.UNKNOWN) or failed:
        answer = Answer.UNKNOWN if says is Answer.UNKNOWN else Answer.NO
        why = "equivalence.condition-not-met" if failed else f"equivalence.{_slug(answer)}"
        return Equivalence(answer, why, rule, leads_to=answer, failed=failed, informs=informs)
    options = tuple(_option(each, rules) for each in followed if _says(each) is says)
    is_open = says is Answer.EQUIVALENT and bool(missing)
    return Equivalence(
        answer=Answer.UNKNOWN if is_open else says,
        why="equivalence.conditions-open" if is_open else f"equivalence.{_slug(says)}",
        rule=rule,
        options=options if rule.parameters.get("series") or rule.parameters.get("level") else (),
        leads_to=says,
        missing=missing,
        informs=informs,
        counts_as=counts_as,
    )


def _is_about(rule: Rule, question: Question, rules: Rules) -> bool:
    if question.held is Held.SCHOOL_CLASS:
        return rule.kind is Kind.EDUCATION and rule.parameters.get("school_class") == question.grade
    if rule.kind is not Kind.CORRESPONDENCE or rule.subject != question.held.value:
        return False
    if rule.parameters.get("grade") != question.grade:
        return False
    if question.held is Held.QUALIFICATION:
        return _plain(question.name or "") in {_plain(name) for name in rule.texts("names")}
    return question.held is not Held.DIGITAL_GRADE or _is_occupation(rules, question.name)


def _is_occupation(rules: Rules, code: str | None) -> bool:
    try:
        rules.occupation(code or "")
    except Refused:
        return False
    return True


def _says(rule: Rule) -> Answer:
    """The entry's own answer; a school class counts as an education, for applying."""
    return Answer(str(rule.parameters.get("answer", Answer.MAY_APPLY)))


def _nearest(found: Iterable[Rule]) -> list[Rule]:
    """The entries of the nearest region, and of those the latest; several are alternatives."""
    ranked = sorted(found, key=_rank, reverse=True)
    return [rule for rule in ranked if _rank(rule) == _rank(ranked[0])]


def _rank(rule: Rule) -> tuple[int, str]:
    return (0 if rule.region == "CN" else len(rule.region), rule.effective.isoformat())


def _others(here: Sequence[Rule], followed: Sequence[Rule]) -> tuple[Rule, ...]:
    ids = {rule.id for rule in followed}
    return tuple(sorted((rule for rule in here if rule.id not in ids), key=_rank, reverse=True))


def _context(question: Question, rules: Rules) -> tuple[Rule, ...]:
    """What the region says about tables of this sort, without being one."""
    subject = _CONTEXT.get(question.held)
    return tuple(
        rule
        for rule in rules.all_rules
        if rule.subject == subject and covers(rule.region, question.region)
    )


def _why_nothing(here: Sequence[Rule], deciding: Sequence[Rule]) -> str:
    if deciding:
        return "equivalence.never-a-title"
    return "equivalence.informed-only" if here else "equivalence.not-here"


def _asks(here: Sequence[Rule]) -> tuple[str, ...]:
    """What the entries that only inform would ask for."""
    return tuple(dict.fromkeys(name for rule in here for name in _required(rule)))


def _required(rule: Rule) -> tuple[str, ...]:
    named = rule.texts("requires")
    return (*named, YEARS) if "years" in rule.parameters and YEARS not in named else named


def _conditions(rule: Rule, question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The conditions of an entry that are open, and those that do not hold."""
    missing, failed = [], []
    for name in _required(rule):
        held = _holds(name, rule, question)
        if held is None:
            missing.append(name)
        elif not held:
            failed.append(name)
    return tuple(missing), tuple(failed)


def _holds(name: str, rule: Rule, question: Question) -> bool | None:
    if name == YEARS and "years" in rule.parameters and question.years is not None:
        return question.years >= rule.number("years")
    if name in question.not_met:
        return False
    return True if name in question.met else None


def _option(rule: Rule, rules: Rules) -> Option:
    series = rule.parameters.get("series")
    level = rule.parameters.get("level")
    titles = rule.texts("titles")
    if not titles and isinstance(series, str) and isinstance(level, str):
        titles = rules.titles(series, Level(level))
    return Option(
        series=series if isinstance(series, str) else None,
        level=Level(level) if isinstance(level, str) else None,
        titles=titles,
    )


def _knows_region(rules: Rules, region: str) -> bool:
    """Whether the code begins with a province that has a name here."""
    try:
        rules.region(region[:2])
    except Refused:
        return False
    return region.isascii() and region.isdigit() and len(region) in (2, 4, 6)


def _plain(name: str) -> str:
    """A name as it is compared: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _slug(answer: Answer) -> str:
    return answer.value.lower().replace("_", "-")
