"""Two or more sides measured in turn, round by round, and what their ratios come to.

A shared machine drifts by a third within minutes, so absolutes of two runs tell nothing. Every
side stands in every round, in alternating order, and only the median of the ratios counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.apart import Taken

Side = Callable[[], Taken]
"""One measurement of an amount of work."""

MEMORY = "MiB"
TIME = "ms"
RATE = "/s"


@dataclass
class Row:
    """One line of the table.

    Attributes:
        name: Number of the row in the list of goals, and what is measured.
        peer: What it is held against.
        goal: The ratio to reach, ours to theirs; None where nothing is to be reached.
        work: How many things a measurement makes or checks, unless the measurement says it
            itself; 1 where the whole is meant.
        falling: Smaller is better: times or memory are compared, not rates.
        memory: It is about the most memory held.
        ours, theirs: What each round took.
    """

    name: str
    peer: str
    goal: float | None
    work: int
    falling: bool = False
    memory: bool = False
    ours: list[Taken] = field(default_factory=list)
    theirs: list[Taken] = field(default_factory=list)

    @property
    def unit(self) -> str:
        if self.memory:
            return MEMORY
        return TIME if self.falling else RATE

    def value(self, taken: Taken) -> float:
        """One measurement in the row's unit."""
        if self.memory:
            return taken.peak_mib
        each = taken.seconds / (taken.work or self.work)
        return each * 1000 if self.falling else 1 / each

    @property
    def ratios(self) -> list[float]:
        """Ours to theirs, round by round."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return [self.value(one) / self.value(other) for one, other in pairs]

    @property
    def cpu_ratio(self) -> float | None:
        """The same of processor time, which tells more on a busy machine; a median too."""
        if self.memory or not all(each.cpu for each in (*self.ours, *self.theirs)):
            return None
        spent = [
            (one.cpu / (one.work or self.work)) / (other.cpu / (other.work or self.work))
            for one, other in zip(self.ours, self.theirs, strict=True)
        ]
        return median(each if self.falling else 1 / each for each in spent)

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return median(self.ratios)

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.ratio <= self.goal if self.falling else self.ratio >= self.goal

    @property
    def peak_mib(self) -> float:
        """Most memory that a process of our side held."""
        return max(each.peak_mib for each in self.ours)

    def median_of(self, side: Sequence[Taken]) -> float:
        """The median of the rounds, in the row's unit."""
        return median(self.value(each) for each in side)

    def to_dict(self) -> dict[str, object]:
        """What bench.json says of it."""
        cpu = self.cpu_ratio
        return {
            "name": self.name,
            "value": round(self.median_of(self.ours), 3),
            "peer": self.peer,
            "limit": round(self.median_of(self.theirs), 3),
            "unit": self.unit,
            "ratio": round(self.ratio, 3),
            "cpu_ratio": None if cpu is None else round(cpu, 3),
            "ratios": [round(each, 3) for each in self.ratios],
            "goal": self.goal,
            "smaller_is_better": self.falling,
            "reached": self.reached,
            "work": self.work,
            "peak_mib": round(self.peak_mib, 1),
        }


@dataclass(frozen=True)
class Fact:
    """A line that no clock measures: a count or a size; the smaller, the better."""

    name: str
    peer: str
    value: float
    limit: float
    unit: str
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.limit

    @property
    def reached(self) -> bool | None:
        return None if self.goal is None else self.ratio <= self.goal

    def to_dict(self) -> dict[str, object]:
        """What bench.json says of it."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "peer": self.peer,
            "limit": round(self.limit, 3),
            "unit": self.unit,
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "smaller_is_better": True,
            "reached": self.reached,
        }


@dataclass(frozen=True)
class LeftOut:
    """A line of the table that could not be measured, and why."""

    name: str
    peer: str
    goal: float | None
    reason: str

    def to_dict(self) -> dict[str, object]:
        """What bench.json says of it."""
        return {
            "name": self.name,
            "peer": self.peer,
            "goal": self.goal,
            "reached": None,
            "left_out": self.reason,
        }


Line = Row | Fact | LeftOut


def measure(row: Row, ours: Side, theirs: Side, *, rounds: int) -> Row:
    """Fill a row: both sides in each round, the other one first every second time."""
    return measure_together(ours, [(row, theirs)], rounds=rounds)[0]


def measure_together(ours: Side, contests: Sequence[tuple[Row, Side]], *, rounds: int) -> list[Row]:
    """Fill several rows whose first side is the same: it is measured once in each round."""
    for number in range(rounds):
        backwards = bool(number % 2)
        taken = None if backwards else ours()
        for row, theirs in reversed(contests) if backwards else contests:
            row.theirs.append(theirs())
        taken = taken or ours()
        for row, _ in contests:
            row.ours.append(taken)
    return [row for row, _ in contests]
