"""The published bundle as one process reads it: opened again whenever the file changes.

The same file that a stranger downloads, opened with the pinned anchor. What was opened last is
kept: while the file cannot be read it still serves to check a signature, and for nothing more
(`verifier.unconfirmed`). Nothing is judged here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from keys.trust import Anchor
from verifier.bundle import Bundle, open_bundle
from verifier.rules import Rules

BUNDLE_FILE: Final = "bundle.json"
_Mark: TypeAlias = tuple[int, int, int]


class PublishedBundle:
    """The published bundle, opened again whenever the file changes or a list in it runs out.

    Opening checks every signature in it. A bundle with older lists than the one before is
    refused: what was revoked once stays revoked for this process.
    """

    def __init__(
        self,
        path: Path,
        anchor: Anchor,
        *,
        clock: Callable[[], datetime],
        rules: Rules | None = None,
    ) -> None:
        self._path = path
        self._rules = rules
        self._anchor = anchor
        self._clock = clock
        self._lock = threading.Lock()
        self._opened: tuple[_Mark, datetime, Bundle] | None = None

    def current(self) -> Bundle:
        """The bundle as published now; raises CredentialError or OSError."""
        mark, at = self._mark(), self._clock()
        opened = self._opened
        if opened and opened[0] == mark and at < opened[1]:
            return opened[2]
        with self._lock:
            opened = self._opened
            if opened and opened[0] == mark and at < opened[1]:
                return opened[2]
            bundle = open_bundle(
                self._path.read_bytes(),
                self._anchor,
                at=at,
                memory=opened[2].seen if opened else None,
                rules=self._rules,
            )
            self._opened = (mark, _ends(bundle), bundle)
            return bundle

    def last(self) -> Bundle | None:
        """The bundle that was opened last, whatever became of the file; None before the first."""
        opened = self._opened
        return opened[2] if opened else None

    def _mark(self) -> _Mark:
        found = self._path.stat()
        return (found.st_mtime_ns, found.st_size, found.st_ino)


def _ends(bundle: Bundle) -> datetime:
    """When the first of its trust lists runs out; other lists are judged at each use."""
    lists = (bundle.anchor_list, *(each.trust for each in bundle.authorities.values()))
    return min(each.expires_at for each in lists)
