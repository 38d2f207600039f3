"""A rule in one sentence: what it is about, and what it does.

A subject that the catalogues know is named; an authority's own goes by its kind alone. The quoted
words of the document always stand beside, because a sentence of ours decides nothing.

Follows the table of kinds in docs/formats/rule-catalogue.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from verifier.book.saying import Sayer
from verifier.rules import Kind, Rule
from verifier.rules.shapes import SPANS

_NO_GRADE: Final = "-"


def gist_of(sayer: Sayer, rule: Rule) -> str:
    """What the rule is about and what it does, in one sentence without the last stop."""
    said = _said(sayer, rule)
    return said[:1].upper() + said[1:]


def _said(sayer: Sayer, rule: Rule) -> str:
    about = f"subject.{rule.subject}"
    if not sayer.words.knows(about):
        return _GISTS[rule.kind](sayer, rule)
    subject = sayer.words(about)
    if rule.kind in _SAID_BY_SUBJECT or _is_bare(rule):
        return subject
    return sayer.words("gist.line", subject=subject, gist=_GISTS[rule.kind](sayer, rule))


def _window(sayer: Sayer, rule: Rule) -> str:
    (span,) = SPANS & rule.parameters.keys()
    if not rule.number(span):
        return sayer.words("gist.window-before")
    amount = sayer.value(rule, span)
    return sayer.words(f"gist.window-{rule.text('bound')}", amount=amount)


def _limit(sayer: Sayer, rule: Rule) -> str:
    if "rounds" in rule.parameters:
        return sayer.words("gist.limit", amount=sayer.value(rule, "rounds"))
    of = sayer.value(rule, "of") if "of" in rule.parameters else sayer.words("word.reviewed")
    return sayer.words("gist.limit-of", amount=sayer.value(rule, "percent"), of=of)


def _recognition(sayer: Sayer, rule: Rule) -> str:
    answer = sayer.value(rule, "answer")
    if "issuers" in rule.parameters:
        issuers = sayer.value(rule, "issuers")
        return sayer.words("gist.recognition-of", issuers=issuers, answer=answer)
    if "reason" in rule.parameters:
        return sayer.value(rule, "reason").rstrip("。.")
    return sayer.words("gist.recognition", answer=answer)


def _correspondence(sayer: Sayer, rule: Rule) -> str:
    held = f"held.{rule.subject}"
    if rule.texts("names"):
        what = sayer.value(rule, "names")
    else:
        what = sayer.words(held) if sayer.words.knows(held) else rule.subject
    if rule.text("grade") != _NO_GRADE:
        what = sayer.words("gist.graded", what=what, grade=sayer.value(rule, "grade"))
    answer = sayer.value(rule, "answer")
    to = next((each for each in ("titles", "level") if each in rule.parameters), None)
    if to is None:
        return sayer.words("gist.correspondence", what=what, answer=answer)
    title = sayer.value(rule, to)
    return sayer.words("gist.correspondence-to", what=what, answer=answer, title=title)


def _pathway(sayer: Sayer, rule: Rule) -> str:
    method = sayer.value(rule, "method")
    if _is_bare(rule) or sayer.value(rule, "pathway") == method:
        return method
    return sayer.words("gist.pathway", pathway=sayer.value(rule, "pathway"), method=method)


def _condition(sayer: Sayer, rule: Rule) -> str:
    series = sayer.value(rule, "series")
    if "level" not in rule.parameters:
        return sayer.words("gist.condition", series=series)
    return sayer.words("gist.condition-of", series=series, level=sayer.value(rule, "level"))


def _sanction(sayer: Sayer, rule: Rule) -> str:
    name = "states" if "states" in rule.parameters else "bar_years"
    return sayer.words(f"gist.sanction-{name.replace('_', '-')}", what=sayer.value(rule, name))


def _plain(sayer: Sayer, rule: Rule) -> str:
    facts = {name: sayer.value(rule, name) for name in _TELLS.get(rule.kind, ())}
    return sayer.words(f"gist.{rule.kind.value}", **facts)


def _is_bare(rule: Rule) -> bool:
    """A way of applying without a name: it is closed or opened by its situation alone."""
    return rule.kind is Kind.PATHWAY and "pathway" not in rule.parameters


_SAID_BY_SUBJECT: Final = frozenset({Kind.AUTHORITY, Kind.DUTY})
"""Kinds of which one sentence can say no more than what they are about."""
_TELLS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.SCOPE: ("scope", "scope_region"),
    Kind.DEADLINE: ("last_day",),
    Kind.QUOTA: ("persons", "full_senior"),
    Kind.REQUIRED: ("members",),
    Kind.DUPLICATE: ("key",),
    Kind.EVALUATION: ("mode", "series"),
    Kind.EDUCATION: ("school_class", "counts_as"),
    Kind.REVOCATION: ("cause",),
}
"""Parameters that a kind always has and its sentence tells."""
_GISTS: Final[Mapping[Kind, Callable[[Sayer, Rule], str]]] = {
    **dict.fromkeys(Kind, _plain),
    Kind.WINDOW: _window,
    Kind.LIMIT: _limit,
    Kind.RECOGNITION: _recognition,
    Kind.CORRESPONDENCE: _correspondence,
    Kind.PATHWAY: _pathway,
    Kind.CONDITION: _condition,
    Kind.SANCTION: _sanction,
}
