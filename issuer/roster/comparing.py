"""Whether a whole identity number is the holder's: yes or no, and after a few times no more.

Both sides are blind: the register keeps an HMAC of the whole number, so that no part of one can
be asked about. Failures are counted for each certificate over all units, and each is kept before
the answer leaves. Follows 个人信息保护法 第二十八条 (no more than is needed).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from issuer.roster.columns import ID_NO
from issuer.roster.judging import Beyond, Judged, Match
from issuer.store import people, rosters
from issuer.store.rosters import Failure, Failures
from issuer.store.vault import Vault
from keys.encoding import Sha256
from verifier.batch import IdType

FAILURES_LATELY: Final = 5
FAILURES_EVER: Final = 10
LATELY: Final = timedelta(days=30)
_WHOLE: Final = re.compile(r"[A-Z0-9]{8,18}\Z")  # the shortest is a Taiwan travel permit


def compared(
    connection: Connection, part: Sequence[Judged], *, vault: Vault, at: datetime
) -> list[Judged]:
    """The lines with their identity numbers compared, in their order.

    Inside a writing transaction: who counts failures must be alone, or two rosters at once would
    each have the last guess.
    """
    numbers = list({each.facts.number for each in part if each.facts and each.line.id_no})
    documents = people.documents_of(connection, numbers)
    failed = rosters.failures(connection, Failure.IDENTITY, numbers, since=at - LATELY, vault=vault)
    return [_compared(each, documents, failed, vault) for each in part]


def _compared(
    judged: Judged,
    documents: dict[str, frozenset[Sha256]],
    failed: dict[str, Failures],
    vault: Vault,
) -> Judged:
    line, facts = judged.line, judged.facts
    if not line.id_no:
        return judged
    if facts is None or judged.differs or line.id_wrong or facts.number not in documents:
        return replace(judged, match=Match.UNCHECKED)
    if not _WHOLE.match(line.id_no):
        return replace(judged, line=replace(line, id_wrong="roster.id-form"), match=Match.UNCHECKED)
    before = failed[facts.number]
    if before.lately >= FAILURES_LATELY or before.ever >= FAILURES_EVER:
        return replace(judged, match=Match.CLOSED)
    asked = {vault.identity(each, line.id_no) for each in IdType}
    if asked & documents[facts.number]:
        return replace(judged, match=Match.SAME)
    failed[facts.number] = Failures(before.lately + 1, before.ever + 1)
    # A valid certificate of somebody else is no good news for this line.
    is_valid = judged.verdict is not None and judged.verdict.code.is_valid
    beyond = Beyond.DIFFERS if is_valid else judged.beyond
    return replace(judged, match=Match.DIFFERENT, differs=(ID_NO,), beyond=beyond)
