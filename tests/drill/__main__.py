"""Mutations by hand: a longer campaign, or one input again.

python -m tests.drill --inputs 10000000
python -m tests.drill --seed 7 --kind credential --number 1234
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys

from tests.drill.campaign import KINDS, run, spread


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.drill")
    asked.add_argument("--inputs", type=int, default=200_000)
    asked.add_argument("--seed", default=secrets.token_hex(4))
    asked.add_argument("--kind", choices=list(KINDS))
    asked.add_argument("--number", type=int)
    given = asked.parse_args()
    if given.number is None:
        tally = spread(given.inputs, seed=given.seed, processes=os.cpu_count() or 1)
    else:
        numbers = range(given.number, given.number + 1)
        tally = run(given.kind, numbers, seed=given.seed)
    for kind, counted in tally.outcomes.items():
        print(f"{kind}: {dict(counted.most_common())}")  # noqa: T201
    for failure in tally.failures:
        print(failure)  # noqa: T201
    print(tally.line(given.seed))  # noqa: T201
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
