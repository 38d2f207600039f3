"""Two sides measured in turn, round by round, and what their ratio comes to.

A shared machine drifts by a third within minutes, so absolutes of two runs tell nothing. Both
sides stand in every round, in alternating order, and only the median of the ratios counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from tests.bench.apart import Taken

Side = Callable[[], Taken]
"""One measurement of a fixed amount of work."""


@dataclass
class Row:
    """One line of the table.

    Attributes:
        name: What is measured.
        peer: What it is held against.
        goal: The ratio to reach; `falling` where smaller is better.
        work: How many things one measurement makes or checks; 1 where the whole is meant.
        ours, theirs: What each round took.
    """

    name: str
    peer: str
    goal: float
    work: int
    falling: bool = False
    ours: list[Taken] = field(default_factory=list)
    theirs: list[Taken] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Ours against theirs, round by round: rates, or times where `falling`."""
        return self._against([each.seconds for each in self.ours], [t.seconds for t in self.theirs])

    @property
    def cpu_ratio(self) -> float:
        """The same of processor time, which tells more on a busy machine; a median too."""
        return median(self._against([each.cpu for each in self.ours], [t.cpu for t in self.theirs]))

    def _against(self, ours: list[float], theirs: list[float]) -> list[float]:
        pairs = zip(ours, theirs, strict=True)
        return [one / other if self.falling else other / one for one, other in pairs]

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return median(self.ratios)

    @property
    def reached(self) -> bool:
        return self.ratio <= self.goal if self.falling else self.ratio >= self.goal

    @property
    def peak_mib(self) -> float:
        """Most memory that a process of our side held."""
        return max(each.peak_mib for each in self.ours)

    def shown(self, side: list[Taken]) -> str:
        """A rate, or milliseconds of the whole."""
        if self.work == 1:
            return f"{seconds_of(side) * 1000:,.0f} ms"
        return f"{self.work / seconds_of(side):,.0f}/s"

    def to_dict(self) -> dict[str, object]:
        """What bench.json says of it."""
        return {
            "name": self.name,
            "value": round(self.work / seconds_of(self.ours), 3),
            "peer": self.peer,
            "limit": round(self.work / seconds_of(self.theirs), 3),
            "unit": "per second",
            "ratio": round(self.ratio, 3),
            "cpu_ratio": round(self.cpu_ratio, 3),
            "ratios": [round(each, 3) for each in self.ratios],
            "goal": self.goal,
            "smaller_is_better": self.falling,
            "reached": self.reached,
            "work": self.work,
            "peak_mib": round(self.peak_mib, 1),
        }


def seconds_of(side: list[Taken]) -> float:
    """The median of the rounds."""
    return median(each.seconds for each in side)


def measure(row: Row, ours: Side, theirs: Side, *, rounds: int) -> Row:
    """Fill a row: both sides in each round, the other one first every second time."""
    for number in range(rounds):
        if number % 2:
            row.theirs.append(theirs())
            row.ours.append(ours())
        else:
            row.ours.append(ours())
            row.theirs.append(theirs())
    return row


def table(rows: list[Row]) -> str:
    """The table, for a terminal."""
    lines = [("row", "ours", "peer", "", "ratio", "goal", "of CPU", "rounds", "peak")]
    for row in rows:
        sign = "<=" if row.falling else ">="
        lines.append(
            (
                row.name,
                row.shown(row.ours),
                row.shown(row.theirs),
                row.peer,
                f"{row.ratio:.2f}",
                f"{sign}{row.goal:.2f}{'' if row.reached else ' (not yet)'}",
                f"{row.cpu_ratio:.2f}",
                " ".join(f"{each:.2f}" for each in row.ratios),
                f"{row.peak_mib:,.0f} MiB",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
