"""The table for a terminal: one line for each row, columns aligned."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.rounds import Fact, LeftOut, Line, Row

_HEAD = ("row", "what", "against", "ours", "theirs", "ratio", "goal", "reached", "of CPU", "peak")


def table(lines: Sequence[Line]) -> str:
    """All lines; below them, what was left out and why."""
    cells = [_HEAD, *(_cells(line) for line in lines if not isinstance(line, LeftOut))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    shown = [
        "  ".join(cell.ljust(width) for cell, width in zip(each, widths, strict=True)).rstrip()
        for each in cells
    ]
    shown.insert(1, "  ".join("-" * width for width in widths))
    shown += [
        f"{line.name}, against {line.peer}: left out: {line.reason}"
        for line in lines
        if isinstance(line, LeftOut)
    ]
    return "\n".join(shown)


def _cells(line: Row | Fact) -> tuple[str, ...]:
    number, _, what = line.name.partition(" ")
    ours, theirs = _sides(line)
    cpu = line.cpu_ratio if isinstance(line, Row) else None
    peak = line.peak_mib if isinstance(line, Row) else 0
    falling = isinstance(line, Fact) or line.falling
    return (
        number,
        what,
        line.peer,
        _amount(ours, line.unit),
        _amount(theirs, line.unit),
        _ratio(line.ratio),
        "" if line.goal is None else f"{'<=' if falling else '>='} {line.goal:.2f}",
        {True: "yes", False: "no", None: ""}[line.reached],
        "" if cpu is None else _ratio(cpu),
        f"{peak:,.0f} MiB" if peak else "",
    )


def _sides(line: Row | Fact) -> tuple[float, float]:
    if isinstance(line, Fact):
        return line.value, line.limit
    return line.median_of(line.ours), line.median_of(line.theirs)


def _ratio(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def _amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 3
    return f"{value:,.{digits}f}{'' if unit == '/s' else ' '}{unit}"
