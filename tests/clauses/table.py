"""The clause table: what carries out each clause of the policy documents, held against the tree.

A row that claims an entry, a quote or a test that is not there is a problem. It runs no test; it
only asks pytest which tests there are.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from verifier.rules import Rules

ROOT: Final = Path(__file__).parents[2]
FILE: Final = Path(__file__).with_name("clauses.toml")
PAGE: Final = ROOT / "docs" / "clauses.md"
HEAD: Final = Path(__file__).with_name("page-head.md")
ALL: Final = 104
FLOORS: Final = "floors"


class State(StrEnum):
    """How far a clause is carried out."""

    RUNS = "runs"
    READY = "ready"
    LATER = "later"
    OUTSIDE = "outside"

    @property
    def has_tests(self) -> bool:
        """Whether one test must pass and one fail at the limit."""
        return self in (State.RUNS, State.READY)


IN_WORDS: Final = {
    State.RUNS: "已执行 runs",
    State.READY: "已备妥 ready",
    State.LATER: "待办 later",
    State.OUTSIDE: "不在本系统内 outside",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One row; see the head of clauses.toml."""

    id: str
    documents: tuple[str, ...]
    clause: str
    quote: str
    state: State
    entries: tuple[str, ...]
    owner: str = ""
    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    @property
    def fragments(self) -> tuple[str, ...]:
        """The quoted words, piece by piece, in the spelling that is compared."""
        quoted = re.findall("「(.*?)」", self.quote)
        return tuple(plain(each) for whole in quoted for each in whole.split("…") if each)


def read() -> tuple[Clause, ...]:
    """The rows of the table."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["clause"]
    return tuple(
        Clause(
            **{
                name: State(value)
                if name == "state"
                else tuple(value)
                if isinstance(value, list)
                else value
                for name, value in row.items()
            }
        )
        for row in rows
    )


def plain(text: str) -> str:
    """Words without spaces, without the width of their punctuation and its last mark."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。;")


def problems(clauses: Sequence[Clause], rules: Rules, tests: Iterable[str]) -> Iterator[str]:
    """Whatever a row claims and the tree does not hold."""
    found = set(tests)
    found |= {each.partition("[")[0] for each in found}
    wanted = [f"A{number:02d}" for number in range(1, ALL + 1)]
    if [each.id for each in clauses] != wanted:
        yield f"the rows are not A01 to A{ALL}, each once and in order"
    for clause in clauses:
        for said in (*_of_state(clause), *_of_entries(clause, rules)):
            yield f"{clause.id}: {said}"
        for test in (*clause.passes, *clause.fails):
            if test not in found:
                yield f"{clause.id}: no such test: {test}"


def _of_state(clause: Clause) -> Iterator[str]:
    if clause.state.has_tests and not (clause.passes and clause.fails):
        yield "needs a test that passes and one that fails at the limit"
    if clause.state is not State.RUNS and not clause.owner:
        yield f"is {clause.state} and names no owner"


def _of_entries(clause: Clause, rules: Rules) -> Iterator[str]:
    known = {rule.id: rule for rule in rules.all_rules}
    missing = [each for each in clause.entries if each not in known]
    yield from (f"no such entry: {each}" for each in missing)
    unknown = [each for each in clause.documents if each not in rules.documents]
    yield from (f"no such document: {each}" for each in unknown)
    entries = [known[each] for each in clause.entries if each in known]
    for rule in entries:
        if rule.document.id == FLOORS:
            continue  # a decision of this system, which quotes itself
        says = plain(rule.says)
        if rule.document.id not in clause.documents:
            yield f"{rule.id} is of {rule.document.id}"
        # 「（一）」…「（四）」 is from one to the other; what lies between is not in the quote.
        is_range = "」…「" in clause.quote
        if not is_range and not any(each in says or says in each for each in clause.fragments):
            yield f"{rule.id} quotes other words"
    for fragment in clause.fragments if entries else ():
        if not any(fragment in plain(rule.says) for rule in entries):
            yield f"no entry quotes 「{fragment}」"


def collected(clauses: Iterable[Clause]) -> list[str]:
    """The tests there are in the files that the rows name; nothing is run."""
    named = {test.partition("::")[0] for each in clauses for test in (*each.passes, *each.fails)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider",
         *sorted(each for each in named if (ROOT / each).exists())],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip
    # pytest escapes the Chinese of an id; rows write it as it is read.
    return [_unescaped(line) for line in done.stdout.splitlines() if "::" in line]


def _unescaped(line: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line)


def count(clauses: Iterable[Clause]) -> str:
    """How many clauses run, of those that are inside the system; and the rest."""
    by_state = Counter(each.state for each in clauses)
    inside = by_state.total() - by_state[State.OUTSIDE]
    return (
        f"{by_state[State.RUNS]} of {inside} run; {by_state[State.READY]} more are ready and not"
        f" yet asked for; {by_state[State.LATER]} belong to a part that comes later"
    )


def page(clauses: Sequence[Clause], rules: Rules) -> str:
    """The table as the page docs/clauses.md."""
    by_state = Counter(each.state for each in clauses)
    inside = by_state.total() - by_state[State.OUTSIDE]
    head = HEAD.read_text("utf-8").format(
        all=len(clauses), inside=inside, **{state.value: by_state[state] for state in State}
    )
    return head + "".join(_row(each, rules) for each in clauses)


def _row(clause: Clause, rules: Rules) -> str:
    numbers = "，".join(rules.documents[each].reference for each in clause.documents)
    state = IN_WORDS[clause.state] + (f"：{clause.owner}" if clause.owner else "")
    entries = "<br>".join(f"`{each}`" for each in clause.entries)
    tests = "<br>".join(
        f"{sign} `{name.rpartition('::')[2]}`"
        for sign, names in (("✓", clause.passes), ("✗", clause.fails))
        for name in names
    )
    cells = (clause.id, f"{numbers} {clause.clause}", clause.quote, state, entries, tests)
    return f"| {' | '.join(each.replace('|', '｜') for each in cells)} |\n"
