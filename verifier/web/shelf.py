"""What was judged is kept while nothing that it rests on can have changed.

An answer by code need not check our own signature each time. `verify` is a function of a text,
the lists and the moment; the text behind a code never changes, so a verdict stands for as long
as the same published lists are in force and none of them runs out. A shelf is made for one
opening of the lists and ends with it: a status that changes, a list that is signed again, a
committee that falls or a new head of the log is a new file, and a new file is a new, empty
shelf. What could not be checked is never kept.

In memory only. What stands there is found by the digest of a code; the code itself is not kept,
and neither is anything past the next publication, which is at least daily.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from keys.encoding import Sha256
from verifier.bundle import AuthorityView, Bundle
from verifier.checks.presented import FRESH
from verifier.verdict import Verdict, VerdictCode
from verifier.web.blanks import Blank
from verifier.web.reading import Reading

MOST: Final = 2000
"""Certificates kept at once by one process: about 10 KB each, and as much again for each further
form, language and size that was asked for."""

How: TypeAlias = tuple[str, Reading, bool]
"""How an answer is told: form, language with size, and whether it has an address of its own."""
Told: TypeAlias = dict[How, Blank]
"""An answer in words, with gaps for the moment and the code."""

_V = VerdictCode
_KEPT: Final = frozenset(
    {_V.VALID, _V.VALID_AUTH_WITHDRAWN, _V.SUPERSEDED, _V.SUSPENDED, _V.REVOKED, _V.CANCELLED}
)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """One certificate that was judged: its verdict, its text, and how it was told so far."""

    verdict: Verdict
    text: str
    told: Told = field(default_factory=dict)


class Shelf:
    """Certificates judged by one opening of the lists, by digest of their code.

    Attributes:
        bundle: The lists.
        since, until: Between these moments no list of them changes its meaning.
    """

    def __init__(self, bundle: Bundle, at: datetime, *, most: int = MOST) -> None:
        self.bundle: Final = bundle
        self.since: Final = at
        self.until: Final = min((each for each in _moments(bundle) if each > at), default=_NEVER)
        self._most: Final = most
        self._lock: Final = threading.Lock()
        self._kept: Final[dict[Sha256, Kept]] = {}

    def serves(self, bundle: Bundle, at: datetime) -> bool:
        """Whether what stands here may be said at `at`, by these lists."""
        return self.bundle is bundle and self.since <= at < self.until

    def find(self, code_digest: Sha256) -> Kept | None:
        """What was judged, or None."""
        return self._kept.get(code_digest)

    def put(self, code_digest: Sha256, verdict: Verdict, text: str) -> Kept | None:
        """Keep a verdict that may be kept, in the place of the one that has stood longest."""
        if verdict.code not in _KEPT or self._most < 1:
            return None
        kept = Kept(verdict, text)
        with self._lock:
            if len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[code_digest] = kept
        return kept


def _moments(bundle: Bundle) -> Iterator[datetime]:
    """The first moments at which time alone makes these lists say something else."""
    yield bundle.anchor_list.expires_at
    for view in bundle.authorities.values():
        yield from _moments_of(view)


def _moments_of(view: AuthorityView) -> Iterator[datetime]:
    yield view.trust.expires_at
    for statement in (*view.trust.statements, *view.trust.history):
        yield statement.issued_at
        if statement.expires_at is not None:
            yield statement.expires_at
    for each in view.status_lists.values():
        yield each.issued_at + FRESH + timedelta.resolution  # at FRESH it is fresh
        yield each.expires_at
