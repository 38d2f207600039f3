"""Row 1: a list from xlsx to committed rows, log and published lists, against its signatures.

And against others who only issue: they read no list, check, keep and publish nothing.
"""

from __future__ import annotations

import secrets

from tests.bench.apart import Taken, apart
from tests.bench.bare import sign_and_verify
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.peer import Peers
from tests.bench.rounds import LeftOut, Line, Row, Side, measure_together

GOAL = 0.50
GOAL_POSTGRES = 0.40
SIGNED_BYTES = 1100  # of an SD-JWT's signed part; a CWT's is a quarter of it
CWT_BYTES = 330


def minting(
    rows: int,
    *,
    rounds: int,
    workers: int,
    server_url: str | None = None,
    peers: Peers | None = None,
) -> list[Line]:
    """Measure it on SQLite, or on a PostgreSQL server; against peers where they are given."""
    xlsx = a_list(rows)
    messages = [
        secrets.token_bytes(size) for size in (SIGNED_BYTES, CWT_BYTES) for _ in range(rows)
    ]
    engine = "SQLite" if server_url is None else "PostgreSQL"
    name = f"1 mint {rows:,} rows, {engine}"
    limit = Row(
        name,
        f"ES256 sign + verify of {2 * rows:,}, {workers} processes",
        GOAL if server_url is None else GOAL_POSTGRES,
        rows,
    )

    def ours() -> Taken:
        with open_for_business(server_url) as authority:
            return apart(lambda: Business(authority).whole(xlsx, workers=workers))

    def bare() -> Taken:
        return apart(lambda: sign_and_verify(messages, processes=workers))

    contests: list[tuple[Row, Side]] = [(limit, bare)]
    absent: list[LeftOut] = []
    for each in () if peers is None else peers.contests("issue", name, rows, processes=workers):
        if isinstance(each, LeftOut):
            absent.append(each)
        else:
            contests.append(each)
    return [*measure_together(ours, contests, rounds=rounds), *absent]
