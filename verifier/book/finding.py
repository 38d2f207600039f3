"""Rules found by words, ids and document numbers, and what stands beside a rule.

A search is over public text: what is typed is no personal data, and nothing of it is kept. Every
word must be found; brackets, spaces and full-width letters are as good as any others, because a
document number is typed in a dozen ways. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from verifier.book.gist import gist_of
from verifier.book.saying import Sayer
from verifier.rules import Rule, Rules

_BRACKETS: Final = str.maketrans("〔【[（〕】]）《》“”", '(((())))""""')


class Finder:
    """Finds the rules of a book.

    Args:
        rules: The book.
        sayers: In each language that a reader may type in.
    """

    def __init__(self, rules: Rules, sayers: Iterable[Sayer]) -> None:
        self._rules: Final = rules
        self._sayers: Final = tuple(sayers)

    def find(self, rules: Iterable[Rule], typed: str) -> tuple[Rule, ...]:
        """Those of the rules in which every typed word is found, in their order."""
        wanted = [_folded(each) for each in typed.split()]
        if not wanted:
            return tuple(rules)
        hay = self._hay
        return tuple(each for each in rules if all(word in hay.get(each.id, "") for word in wanted))

    @cached_property
    def _hay(self) -> Mapping[str, str]:
        """All that is searched; gathered when somebody first searches."""
        return {
            each.id: _folded(" ".join(_texts(each, self._sayers))) for each in self._rules.all_rules
        }


def beside(rule: Rule, rules: Rules) -> tuple[Rule, ...]:
    """The other entries on the subject of a rule: of other regions, years and documents."""
    return tuple(
        each for each in rules.all_rules if each.subject == rule.subject and each.id != rule.id
    )


def replaced_by(rule: Rule, rules: Rules) -> Rule | None:
    """The entry that took the place of a rule that ended: same subject, kind and region, next."""
    until = rule.until
    if until is None:
        return None
    later = [each for each in _same(rule, rules) if each.effective > until]
    return min(later, key=lambda each: each.effective, default=None)


def replaces(rule: Rule, rules: Rules) -> Rule | None:
    """The entry whose place a rule took; the other side of `replaced_by`."""
    return next((each for each in _same(rule, rules) if replaced_by(each, rules) is rule), None)


def _same(rule: Rule, rules: Rules) -> tuple[Rule, ...]:
    wanted = (rule.kind, rule.region)
    return tuple(each for each in beside(rule, rules) if (each.kind, each.region) == wanted)


def _texts(rule: Rule, sayers: tuple[Sayer, ...]) -> tuple[str, ...]:
    document = rule.document
    told = [text for each in sayers for text in (gist_of(each, rule), each.region(rule.region))]
    return (
        rule.id, rule.subject, rule.clause, rule.says, document.title, document.number or "",
        document.issuer, *told,
    )  # fmt: skip


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return re.sub(r"\s+", "", plain).casefold()
