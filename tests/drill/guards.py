"""Guards are deleted one by one, and for each a test must fail, or nothing holds it in place.

python -m tests.drill.guards
python -m tests.drill.guards dates

Every step of `verify`, twice: gone, and with its doubts unheeded; the judgements inside a step;
every rule of admission; the guards of an envelope. Each goes in a forked process of its own that
runs the tests beside the guard (`tests.drill.without`), so the working tree is never touched.
With a word, only the guards that have it in their name.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Final

from issuer.admission.book_rules import BOOK_RULES
from issuer.admission.counted import COUNTED_RULES
from issuer.admission.evidence_rules import EVIDENCE_RULES
from issuer.admission.fact_rules import FACT_RULES
from issuer.admission.header_rules import HEADER_RULES
from issuer.admission.row_rules import ROW_RULES
from issuer.admission.whole import WHOLE_RULES
from tests.drill.without import TOLD
from tests.house.tree import ROOT
from verifier.verify import verify

VERIFYING: Final = ("tests/verifier/checks", "tests/verifier/test_verify.py", "tests/vectors")
ADMITTING: Final = ("tests/issuer/admission", "tests/vectors")
SEALING: Final = ("tests/keys/test_envelope.py", "tests/keys/test_envelope_together.py")
ALL: Final = tuple(dict.fromkeys((*VERIFYING, *ADMITTING, *SEALING)))
STEPS: Final = tuple(
    re.findall(r"^ +checks\.(\w+)\(case\)", inspect.getsource(verify), re.MULTILINE)
)
JUDGEMENTS: Final = {
    "document": ("presented:_misdirected",),
    "dates": ("evidence:_by_log", "evidence:_by_its_own_word"),
    "batch": (
        "evidence:_beyond_authority",
        "evidence:_not_this_row",
        "evidence:_later_without_batch",
    ),
    "rules": (
        "standing:_title",
        "standing:_mapping",
        "standing:_not_by_rule",
        "standing:_recognition",
    ),
    "status": ("standing:_taken_back", "standing:_fresh"),
}
OF_AN_ENVELOPE: Final = (
    "keys.envelope:_demand_typ",
    "keys.envelope:_demand_role",
    "keys.envelope:_demand_distinct",
    "keys.public_key:TrustedKey.demand",
    "keys.public_key:TrustedKey.demand_window",
    "keys.public_key:PublicKey.verify",
)


@dataclass(frozen=True)
class Guard:
    """One thing to take away, and the tests beside it.

    Attributes:
        suite: Files and folders of tests, below the top.
        gone: The function that is to do nothing, as module:function.
        unheeded: Or the step of `verify` whose doubts are to be dropped.
        first: Tests with this in their node id go first.
    """

    name: str
    suite: tuple[str, ...]
    gone: str = ""
    unheeded: str = ""
    first: str = ""


@dataclass(frozen=True)
class Outcome:
    """The first test that failed without the guard; None where all of them passed."""

    guard: Guard
    caught_by: str | None

    def __str__(self) -> str:
        told = f"caught by {self.caught_by}" if self.caught_by else "NOT CAUGHT"
        return f"{self.guard.name} … {told}"


class BrokenDrill(Exception):
    """A run that says nothing about its guard."""


def deleted(name: str, suite: tuple[str, ...], *, first: str = "") -> Guard:
    return Guard(name.replace(":", "."), suite, gone=name, first=first)


def nothing(suite: tuple[str, ...]) -> Guard:
    """No guard at all: the tests must pass without it, or what they catch is something else."""
    return deleted("tests.drill.without:guards_nothing", suite)


def guards() -> Iterator[Guard]:
    """Every guard, steps of `verify` first; new steps and new rules join by themselves."""
    for number, step in enumerate(STEPS, 1):
        first = f"step_{number}_"
        yield Guard(f"verify.{step}", VERIFYING, gone=f"verifier.checks:{step}", first=first)
        yield Guard(f"verify.{step} unheeded", VERIFYING, unheeded=step, first=first)
        for name in JUDGEMENTS.get(step, ()):
            yield deleted(f"verifier.checks.{name}", VERIFYING, first=first)
    for rule in (*HEADER_RULES, *ROW_RULES, *EVIDENCE_RULES, *WHOLE_RULES):
        beside = "test_header_rules" if rule in HEADER_RULES else "test_row_rules"
        yield deleted(f"{rule.__module__}:{rule.__qualname__}", ADMITTING, first=beside)
    for beside, found in _OF_THE_BOOK.items():
        for each in found:
            yield deleted(f"{each.__module__}:{each.__qualname__}", ADMITTING, first=beside)
    yield deleted("issuer.admission.opening:check_rows_belong", ADMITTING)
    for name in OF_AN_ENVELOPE:
        yield deleted(name, SEALING)


_OF_THE_BOOK: Mapping[str, tuple[Callable[..., object], ...]] = {
    "test_book_rules": (*BOOK_RULES, *FACT_RULES),
    "test_counted": COUNTED_RULES,
}


def run(chosen: Sequence[Guard]) -> Iterator[Outcome]:
    """For each guard the tests beside it, without it, up to the first that fails.

    Raises:
        BrokenDrill: They did not run, or stopped for another reason than a failed test.
    """
    suite = tuple(dict.fromkeys(chain.from_iterable(each.suite for each in chosen)))
    command = (sys.executable, "-m", "pytest", "-p", "tests.drill.without", "--color=no", "-q")
    plan = json.dumps([asdict(each) for each in chosen])
    with subprocess.Popen(
        (*command, "-p", "no:cacheprovider", "--without", plan, *suite),
        cwd=ROOT,
        env={name: each for name, each in os.environ.items() if not name.startswith("PYTEST_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pytest:
        assert pytest.stdout is not None
        rest, waiting = [], iter(chosen)
        for line in pytest.stdout:
            if line.startswith(TOLD):
                yield _outcome(next(waiting), json.loads(line.removeprefix(TOLD)))
            else:
                rest.append(line)
    for guard in waiting:
        raise BrokenDrill(f"{guard.name}: {''.join(rest)[-2000:]}")


def _outcome(guard: Guard, told: Mapping[str, str | None]) -> Outcome:
    if told["name"] != guard.name or "broken" in told:
        raise BrokenDrill(f"{guard.name}: {told}")
    return Outcome(guard, told["caught_by"])


def drill(chosen: Sequence[Guard]) -> Iterator[Outcome]:
    """What became of each guard, in order.

    Raises:
        BrokenDrill: Tests fail already while every guard is in its place.
    """
    for outcome in run([nothing(ALL), *chosen]):
        if outcome.guard not in chosen:
            if outcome.caught_by:
                raise BrokenDrill(f"{outcome.caught_by} fails before any guard is deleted")
        else:
            yield outcome


def figures(outcomes: Sequence[Outcome]) -> str:
    caught = sum(each.caught_by is not None for each in outcomes)
    return f"guards: {len(outcomes)} deleted, {caught} caught"


def main(words: Sequence[str]) -> int:
    chosen = [each for each in guards() if all(word in each.name for word in words)]
    outcomes = []
    for outcome in drill(chosen):
        print(outcome, flush=True)  # noqa: T201
        outcomes.append(outcome)
    print(figures(outcomes))  # noqa: T201
    return 0 if outcomes and all(each.caught_by for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
