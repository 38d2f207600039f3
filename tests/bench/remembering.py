"""Row 2: the most memory of a mint against parsing alone, and of ten batches against one.

Each side is a fresh interpreter, so that neither begins with what the bench has in memory:

    python -m tests.bench.remembering parse|mint ROWS TIMES
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.apart import Taken
from tests.bench.rounds import Row, Side, measure_together

GOAL_PARSE, GOAL_TEN = 1.5, 1.1
TEN = 10
ROUNDS = 3  # at most: memory hardly differs between rounds


def remembering(rows: int, *, rounds: int) -> list[Row]:
    """Two rows: a mint against parsing the same file, ten batches of its size against one."""
    from tests.bench.office import a_list

    with TemporaryDirectory(prefix="zc-bench-") as folder:
        for number in range(TEN):
            list_of(folder, number).write_bytes(a_list(rows, first=1 + number * rows))
        parse = Row(f"2 mint {rows:,} rows from xlsx", "parsing it alone", GOAL_PARSE, rows)
        ten = Row(f"2 mint {TEN} x {rows:,} rows in a row", "one of them", GOAL_TEN, rows)
        for row in (parse, ten):
            row.falling = row.memory = True
        most = min(rounds, ROUNDS)
        one = side("mint", folder, 1)
        measure_together(one, [(parse, side("parse", folder, 1))], rounds=most)
        measure_together(side("mint", folder, TEN), [(ten, one)], rounds=most)
    return [parse, ten]


def side(doing: str, folder: str, times: int) -> Side:
    """One measurement in a new interpreter."""
    command = [sys.executable, "-m", "tests.bench.remembering", doing, folder, str(times)]

    def once() -> Taken:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return Taken(**json.loads(done.stdout.splitlines()[-1]))

    return once


def list_of(folder: str, number: int) -> Path:
    """The file of one list."""
    return Path(folder) / f"{number}.xlsx"


def _parse(folder: str) -> None:
    from issuer.committee.workbook import read_grid

    assert read_grid(list_of(folder, 0).read_bytes()).lines


def _mint(folder: str, times: int) -> None:
    from tests.bench.office import Business, open_for_business

    with open_for_business() as authority:
        for number in range(times):
            business = Business(authority, f"2025-{number + 1}")
            business.whole(list_of(folder, number).read_bytes(), workers=1)


def main(doing: str, folder: str, times: str) -> None:
    began = perf_counter()
    if doing == "parse":
        _parse(folder)
    else:
        _mint(folder, int(times))
    seconds = perf_counter() - began
    taken = {"seconds": seconds, "cpu": 0.0, "peak_mib": _peak_mib()}
    sys.stdout.write(json.dumps(taken) + "\n")


def _peak_mib() -> float:
    # Not getrusage: what it tells survives `exec`, and would be the bench's own memory.
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
