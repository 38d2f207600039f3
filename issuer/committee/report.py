"""Problems in words: where, what is wrong, how to mend it, under which clause.

The rim of the desk's core: codes come in, sentences of the catalogue `desk` go out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import issuer
import keys
import verifier
from issuer.admission import Problem, Severity
from issuer.committee.columns import BY_MEMBER
from keys.encoding import Json
from keys.words import Words
from verifier.members import without_none
from verifier.rules import Rules, rule_address
from verifier.ruling.telling import told_facts

DOMAIN: Final = "desk"


@dataclass(frozen=True, slots=True)
class Told:
    """One problem in words.

    Attributes:
        line: Row of the list, None for the batch as a whole.
        column: Heading of the column, "" where no single one is at fault.
        label: Short, to be quoted on the telephone: "E102".
        clause: "威人社字〔2022〕32号 六", "" where no rule of the catalogue decided.
        rule: Id of that rule, None likewise.
        severity: Whether the batch is refused, waits for the authority's reason, or goes on.
    """

    line: int | None
    column: str
    label: str
    code: str
    says: str
    mend: str
    clause: str
    severity: Severity
    rule: str | None = None

    @property
    def source(self) -> str:
        """Clause, and where the rule can be read on the authority's own host."""
        return f"{self.clause} {rule_address(self.rule)}" if self.rule else self.clause

    def to_dict(self) -> dict[str, Json]:
        """For `--json`."""
        return without_none(
            {
                "line": self.line,
                "column": self.column,
                "label": self.label,
                "code": self.code,
                "says": self.says,
                "mend": self.mend,
                "clause": self.clause,
                "rule": self.rule,
                "rule_address": rule_address(self.rule) if self.rule else None,
                "severity": self.severity,
            }
        )


def desk_words(language: str) -> Words:
    """The words of the desk, then those of the packages below it."""
    places = (
        (issuer, DOMAIN),
        (verifier, "ruling"),
        (verifier, "verifier"),
        (verifier, "documents"),
        (keys, "keys"),
    )
    return Words(
        language,
        *((Path(package.__path__[0]) / "locale", domain) for package, domain in places),
    )


def tell(problem: Problem, words: Words, *, rules: Rules) -> Told:
    """A problem in words."""
    facts = told_facts(problem.code, problem.facts, words)
    return Told(
        line=problem.line,
        column=heading_of(problem.column, words),
        label=label_of(problem.code, words),
        code=problem.code,
        says=words(problem.code, **facts),
        mend=words(f"{problem.code}.mend", **facts),
        clause=clause_of(problem.rule, rules=rules),
        severity=problem.severity,
        rule=problem.rule,
    )


def tell_all(problems: Iterable[Problem], words: Words, *, rules: Rules) -> tuple[Told, ...]:
    """Problems in words, in their order."""
    return tuple(tell(each, words, rules=rules) for each in problems)


def label_of(code: str, words: Words) -> str:
    """The short label of a code, "" where it has none."""
    return words(f"{code}.label") if words.knows(f"{code}.label") else ""


def heading_of(column: str | None, words: Words) -> str:
    """The heading of a list, the words for a member of the header, or the member itself."""
    if column is None:
        return ""
    if column in BY_MEMBER:
        return words.text(BY_MEMBER[column].heading)
    code = f"column.{column.replace('_', '-')}"
    return words(code) if words.knows(code) else column


def clause_of(rule: str | None, *, rules: Rules) -> str:
    """Document and clause of a rule, "" for None."""
    if rule is None:
        return ""
    found = rules.rule(rule)
    return f"{found.document.reference} {found.clause}"
