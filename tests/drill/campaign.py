"""Numbered mutations of every kind, judged, and counted; spread over the processors at will.

Kind, seed and number give the same input again, in any process.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from multiprocessing import get_context
from random import Random
from types import MappingProxyType
from typing import Final

from tests.drill import batches, codes, credentials, lists
from tests.drill.oracle import FalseValid, Oracle
from tests.drill.stage import Stage

Input = str | bytes


@dataclass(frozen=True)
class Kind:
    """A kind of input: its share of a campaign in hundredths, who mutates it and who judges."""

    share: int
    mutate: Callable[[Stage, Random], Input]
    judge: Callable[[Oracle, Input], str]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "credential with proof": Kind(29, credentials.mutated_with_proof, Oracle.presented),
        "credential": Kind(25, credentials.mutated, Oracle.presented),
        "offline code": Kind(24, codes.mutated, Oracle.presented),
        "status list": Kind(3, lists.mutated_status, Oracle.published),
        "trust list": Kind(4, lists.mutated_trust, Oracle.published),
        "rest of a bundle": Kind(2, lists.mutated_rest, Oracle.published),
        "batch": Kind(13, batches.mutated, Oracle.handed_in),
    }
)
MOST_FAILURES: Final = 20
_SHOWN: Final = 4000


@dataclass
class Failure:
    """An input that was judged wrongly, or that made something raise what it never may."""

    kind: str
    seed: str
    number: int
    why: str
    given: Input

    def __str__(self) -> str:
        given = self.given if isinstance(self.given, str) else self.given.decode("utf-8", "replace")
        place = f"--seed {self.seed} --kind {self.kind!r} --number {self.number}"
        return f"{self.why}\n  again: python -m tests.drill {place}\n  {given[:_SHOWN]!r}"


@dataclass
class Tally:
    """What came of a campaign."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)

    def add(self, other: Tally) -> None:
        for kind, counted in other.outcomes.items():
            self.outcomes.setdefault(kind, Counter()).update(counted)
        self.failures += other.failures
        self.seen |= other.seen

    @property
    def inputs(self) -> int:
        return sum(counted.total() for counted in self.outcomes.values())

    @property
    def reasons(self) -> set[str]:
        """Everything that inputs came to."""
        return {code for counted in self.outcomes.values() for code in counted}

    def line(self, seed: str) -> str:
        """The figures, in one line."""
        kinds = ", ".join(f"{kind} {each.total():,}" for kind, each in self.outcomes.items())
        true = sum(each["VALID"] + each["opened"] for each in self.outcomes.values())
        return (
            f"mutation: {self.inputs:,} inputs, {len(self.seen):,} of them different "
            f"({kinds}; seed {seed}), {len(self.reasons)} outcomes, {true:,} still saying what "
            f"was signed, {len(self.failures)} false valid"
        )


def mutation(stage: Stage, kind: str, *, seed: str, number: int) -> Input:
    """The input of this number."""
    return KINDS[kind].mutate(stage, Random(f"{seed} {kind} {number}"))


def run(kind: str, numbers: range, *, seed: str, most: int = MOST_FAILURES) -> Tally:
    """Judge the mutations of these numbers; stops at `most` failures."""
    stage, oracle = _scene(seed)
    tally = Tally({kind: Counter()})
    for number in numbers:
        given: Input = b""  # a mutation that cannot be made fails as loudly as one that is believed
        try:
            given = mutation(stage, kind, seed=seed, number=number)
            data = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
            tally.seen.add(blake2b(data, digest_size=8).digest())
            came_to = KINDS[kind].judge(oracle, given)
        except FalseValid as error:
            came_to = "FALSE"
            tally.failures.append(Failure(kind, seed, number, str(error), given))
        except Exception:  # noqa: BLE001 - whatever it is, it may not be raised
            came_to = "RAISED"
            tally.failures.append(Failure(kind, seed, number, traceback.format_exc(), given))
        tally.outcomes[kind][came_to] += 1
        if len(tally.failures) >= most:
            break
    return tally


@lru_cache(maxsize=2)
def _scene(seed: str) -> tuple[Stage, Oracle]:
    stage = Stage.of(seed)
    return stage, Oracle(stage)


def shares(count: int) -> Iterator[tuple[str, range]]:
    """How a campaign of `count` inputs is divided among the kinds."""
    for name, kind in KINDS.items():
        yield name, range(count * kind.share // 100)


def here(count: int, *, seed: str) -> Tally:
    """A small campaign in this process."""
    tally = Tally()
    for kind, numbers in shares(count):
        tally.add(run(kind, numbers, seed=seed))
    return tally


def spread(count: int, *, seed: str, processes: int) -> Tally:
    """A campaign over several processes; each makes the same world from the seed."""
    pieces = [
        (kind, range(start, min(start + 2000, len(numbers))))
        for kind, numbers in shares(count)
        for start in range(0, len(numbers), 2000)
    ]
    tally = Tally()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for found in pool.map(_piece, pieces, [seed] * len(pieces)):
            tally.add(found)
    return tally


def _piece(piece: tuple[str, range], seed: str) -> Tally:
    return run(piece[0], piece[1], seed=seed)
