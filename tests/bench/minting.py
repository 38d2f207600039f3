"""Row 1: a list from xlsx to committed rows, log and published lists, against its signatures."""

from __future__ import annotations

import secrets

from tests.bench.apart import Taken, apart
from tests.bench.bare import sign_and_verify
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.rounds import Row, measure

GOAL = 0.50
GOAL_POSTGRES = 0.40
SIGNED_BYTES = 1100  # of an SD-JWT's signed part; a CWT's is a quarter of it
CWT_BYTES = 330


def minting(rows: int, *, rounds: int, workers: int, server_url: str | None = None) -> Row:
    """Measure it on SQLite, or on a PostgreSQL server."""
    xlsx = a_list(rows)
    messages = [
        secrets.token_bytes(size) for size in (SIGNED_BYTES, CWT_BYTES) for _ in range(rows)
    ]
    engine = "SQLite" if server_url is None else "PostgreSQL"
    row = Row(
        f"1 mint {rows:,} rows, {engine}",
        f"ES256 sign + verify of {2 * rows:,}, {workers} processes",
        GOAL if server_url is None else GOAL_POSTGRES,
        rows,
    )

    def ours() -> Taken:
        with open_for_business(server_url) as authority:
            return apart(lambda: Business(authority).whole(xlsx, workers=workers))

    return measure(
        row,
        ours,
        lambda: apart(lambda: sign_and_verify(messages, processes=workers)),
        rounds=rounds,
    )
