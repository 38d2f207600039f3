"""`make bench`: measures, prints its table, writes bench.json, and says where the time goes.

    make bench                              a few minutes, small lists
    make bench ARGS='--rows 10000'          the size of the largest batch
    make bench ARGS='--only mint --rounds 9'

What each row means and what was reached: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from click import echo

from tests import postgres
from tests.bench.minting import minting
from tests.bench.rounds import Row, table
from tests.bench.stages import where_the_time_goes
from tests.bench.verifying import verifying

PARTS = ("mint", "postgres", "verify", "stages")


def main() -> None:
    """Run what was asked for."""
    asked = _arguments()
    began = perf_counter()
    rows = _rows(asked)
    if rows:
        echo(f"{table(rows)}\n")
    stages = _stages(asked.stage_rows) if "stages" in asked.only else {}
    document = {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "rounds": asked.rounds,
        "workers": asked.workers,
        "rows": [row.to_dict() for row in rows],
        "stages_us_per_row": stages,
    }
    asked.out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    echo(f"\n{asked.out}: {perf_counter() - began:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1500, help="people on the list")
    parser.add_argument("--stage-rows", type=int, default=1500, help="the same for the stages")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    return parser.parse_args()


def _rows(asked: argparse.Namespace) -> list[Row]:
    found = []
    size = {"rounds": asked.rounds, "workers": asked.workers}
    if "mint" in asked.only:
        found.append(minting(asked.rows, **size))
    if "postgres" in asked.only:
        with ExitStack() as stack:
            try:
                server_url = stack.enter_context(postgres.server())
            except postgres.NoPostgres as reason:
                echo(f"PostgreSQL left out: {reason}")
            else:
                found.append(minting(asked.rows, **size, server_url=server_url))
    if "verify" in asked.only:
        found += verifying(asked.rows, **size)
    return found


def _stages(rows: int) -> dict[str, float]:
    """Print where the time of a mint goes; microseconds a row by stage."""
    seconds, dearest = where_the_time_goes(rows)
    whole = sum(seconds.values())
    echo(f"where the time goes: {rows:,} rows, one process, {whole:.2f} s")
    for stage, spent in seconds.items():
        echo(f"{spent / whole:6.1%} {spent / rows * 1e6:7.0f} us a row  {stage}")
    echo("the dearest functions, by cProfile:")
    echo("\n".join(dearest))
    return {stage: round(spent / rows * 1e6, 1) for stage, spent in seconds.items()}


main()
