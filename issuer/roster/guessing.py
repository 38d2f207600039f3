"""How often a number may be looked up in vain: then it is not answered any more that day.

A look-up by number, name and check code that finds nothing may be a guess. It is counted for the
number, over all units and rosters; past the bound even the right three get no answer, so that
nobody learns that the last guess was one. QR texts are not guessed and not bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from issuer.roster.judging import Beyond, Judged
from issuer.store import rosters
from issuer.store.rosters import Failure, Failures
from issuer.store.vault import Vault

MOST_MISSES: Final = 20
LATELY: Final = timedelta(days=1)


def bounded(
    connection: Connection, part: Sequence[Judged], *, vault: Vault, at: datetime
) -> list[Judged]:
    """The lines, without answers to numbers that were guessed at too often, in their order.

    Inside a writing transaction: who counts failures must be alone, or two rosters at once would
    each have the last guess.
    """
    numbers = list({each.knocked for each in part if each.knocked is not None})
    failed = rosters.failures(connection, Failure.LOOK_UP, numbers, since=at - LATELY, vault=vault)
    return [_bounded(each, failed) for each in part]


def _bounded(judged: Judged, failed: dict[str, Failures]) -> Judged:
    number = judged.knocked
    if number is None:
        return judged
    before = failed[number]
    if before.lately >= MOST_MISSES:
        return Judged(judged.line, beyond=Beyond.TOO_MANY_MISSES, knocked=number)
    if judged.missed:
        failed[number] = Failures(before.lately + 1, before.ever + 1)
    return judged
