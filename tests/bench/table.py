"""The table for a terminal: one line for each row, columns aligned."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.rounds import Line, Row

_HEAD = ("row", "what", "against", "ours", "theirs", "ratio", "goal", "reached", "of CPU", "peak")


def table(lines: Sequence[Line]) -> str:
    """All lines; below them, what was left out and why."""
    cells = [_HEAD, *(_cells(line) for line in lines if isinstance(line, Row))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    shown = [
        "  ".join(cell.ljust(width) for cell, width in zip(each, widths, strict=True)).rstrip()
        for each in cells
    ]
    shown.insert(1, "  ".join("-" * width for width in widths))
    shown += [
        f"{line.name}, against {line.peer}: left out: {line.reason}"
        for line in lines
        if not isinstance(line, Row)
    ]
    return "\n".join(shown)


def _cells(row: Row) -> tuple[str, ...]:
    number, _, what = row.name.partition(" ")
    cpu = row.cpu_ratio
    goal = "" if row.goal is None else f"{'<=' if row.falling else '>='} {row.goal:.2f}"
    return (
        number,
        what,
        row.peer,
        _amount(row.median_of(row.ours), row.unit),
        _amount(row.median_of(row.theirs), row.unit),
        _ratio(row.ratio),
        goal,
        {True: "yes", False: "no", None: ""}[row.reached],
        "" if cpu is None else _ratio(cpu),
        f"{row.peak_mib:,.0f} MiB" if row.peak_mib else "",
    )


def _ratio(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def _amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 3
    return f"{value:,.{digits}f}{'' if unit == '/s' else ' '}{unit}"
