"""`make bench`: measures, prints its table, writes bench.json, and says where the time goes.

    make bench                              some minutes, small lists
    make bench ARGS='--rows 10000'          the size of the largest batch
    make bench ARGS='--only mint --rounds 9'
    make bench ARGS='--only growth --certificates 1000000'

What each row means and what was reached: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from click import echo

from tests import postgres
from tests.bench.growing import growing
from tests.bench.lists import lists
from tests.bench.minting import minting
from tests.bench.peer import Peers, peers
from tests.bench.printing import printing
from tests.bench.remembering import remembering
from tests.bench.rostering import rostering
from tests.bench.rounds import LeftOut, Line
from tests.bench.ruling import ruling
from tests.bench.serving import serving
from tests.bench.stages import where_the_time_goes
from tests.bench.table import table
from tests.bench.verifying import verifying

STAGES = "stages"


def _postgres(asked: argparse.Namespace) -> list[Line]:
    with ExitStack() as stack:
        try:
            server_url = stack.enter_context(postgres.server())
        except postgres.NoPostgres as reason:
            name = f"1 mint {asked.rows:,} rows, PostgreSQL"
            return [LeftOut(name, "ES256 sign + verify", None, str(reason))]
        return minting(asked.rows, **_size(asked), server_url=server_url)


def _size(asked: argparse.Namespace) -> dict[str, int]:
    return {"rounds": asked.rounds, "workers": asked.workers}


Part = Callable[[argparse.Namespace, Peers | None], list[Line]]
PARTS: dict[str, Part] = {
    "mint": lambda asked, others: minting(asked.rows, **_size(asked), peers=others),
    "postgres": lambda asked, _: _postgres(asked),
    "memory": lambda asked, _: remembering(asked.memory_rows, rounds=asked.rounds),
    "verify": lambda asked, others: verifying(asked.rows, **_size(asked), peers=others),
    "serving": lambda asked, _: serving(asked.rows, **_size(asked)),
    "roster": lambda asked, _: rostering(asked.rows, **_size(asked)),
    "lists": lambda _, __: lists(),
    "rules": lambda asked, _: [*ruling(asked.rows, rounds=asked.rounds)],
    "printing": lambda asked, _: printing(asked.drawn, rounds=asked.rounds),
    "growth": lambda asked, _: growing(asked.certificates, rounds=asked.rounds),
}
"""What can be measured: a part's name, and what gives its lines of the table."""


def main() -> None:
    """Run what was asked for."""
    asked = _arguments()
    began = perf_counter()
    lines: list[Line] = []
    with peers(asked.workers) as others:
        for name, part in PARTS.items():
            if name in asked.only:
                echo(f"measuring {name} ...")
                lines += part(asked, None if asked.no_peers else others)
    if lines:
        echo(f"\n{table(lines)}\n")
    stages = _stages(asked.stage_rows) if STAGES in asked.only else {}
    document = {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "rounds": asked.rounds,
        "workers": asked.workers,
        "rows": [line.to_dict() for line in lines],
        "stages_us_per_row": stages,
    }
    asked.out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    echo(f"\n{asked.out}: {perf_counter() - began:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [*PARTS, STAGES]
    parser.add_argument("--rows", type=int, default=1500, help="people on the list")
    parser.add_argument("--memory-rows", type=int, default=500, help="the same for row 2")
    parser.add_argument("--stage-rows", type=int, default=1500, help="the same for the stages")
    parser.add_argument(
        "--certificates", type=int, default=10_000, help="in the office, for how cost grows"
    )
    parser.add_argument("--drawn", type=int, default=40, help="certificates drawn for row 10")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-peers", action="store_true", help="against the bare library only")
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    return parser.parse_args()


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


if __name__ == "__main__":
    main()
