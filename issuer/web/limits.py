"""How often a look-up or a claim may fail: enough for typing errors, too seldom for guessing.

Only failures count, so an office behind one address is never locked out for looking up many
genuine certificates, and the QR page has no such limit at all: a code is 128 random bits. The
counters live in the memory of one process and hold keyed digests, never a number or an address;
with several processes each has its own, so the bound is per process.

Follows the limits decided for look-up by number: 20 failures a day for one number (20 in 2**30
check codes), 10 in 10 minutes for one network, and one bound over all as a last line. For claims:
10 an hour for one code, 60 in 10 minutes for one network, and the same bound over all.
"""

from __future__ import annotations

import hmac
import math
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

NUMBER_FAILURES: Final = 20
NUMBER_SECONDS: Final = 24 * 3600
NETWORK_FAILURES: Final = 10
NETWORK_SECONDS: Final = 600
CODE_FAILURES: Final = 10
CODE_SECONDS: Final = 3600
CLAIM_NETWORK_FAILURES: Final = 60
ALL_FAILURES: Final = 1000
ALL_SECONDS: Final = 600
_MOST_KEPT: Final = 50_000  # counters; the oldest go first, about 20 MB at most


class Window:
    """Failures of each key within the last so many seconds."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._failed: OrderedDict[bytes, deque[float]] = OrderedDict()

    def wait(self, key: bytes, now: float) -> int:
        """Seconds until `key` may try again; 0 when it may."""
        failed = self._failed.get(key)
        if failed is None:
            return 0
        while failed and failed[0] <= now - self._seconds:
            failed.popleft()
        if len(failed) < self._most:
            return 0
        return max(1, math.ceil(failed[0] + self._seconds - now))

    def fail(self, key: bytes, now: float) -> None:
        """Count one failure."""
        self._failed.setdefault(key, deque(maxlen=self._most)).append(now)
        self._failed.move_to_end(key)
        while len(self._failed) > _MOST_KEPT:
            self._failed.popitem(last=False)


class Limits:
    """Several windows behind one lock; each counts failures by what it is named for."""

    def __init__(self, monotonic: Callable[[], float], **windows: Window) -> None:
        self._now = monotonic
        self._lock = Lock()
        self._key = secrets.token_bytes(32)
        self._windows = windows

    def wait(self, **asked: str) -> int:
        """Seconds to wait before this may be tried; 0 when it may."""
        now = self._now()
        with self._lock:
            return max(
                window.wait(self._name(kind, asked), now) for kind, window in self._windows.items()
            )

    def failed(self, **asked: str) -> None:
        """Count a try that found nothing."""
        now = self._now()
        with self._lock:
            for kind, window in self._windows.items():
                window.fail(self._name(kind, asked), now)

    def _name(self, kind: str, asked: Mapping[str, str]) -> bytes:
        """What a window calls its counter: one for each text, one alone for all."""
        text = asked.get(kind)
        return b"" if text is None else hmac.digest(self._key, text.encode(), "sha256")


class LookupLimits(Limits):
    """The three windows of the look-up by number: `number`, `network`, and all."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic,
            number=Window(NUMBER_FAILURES, NUMBER_SECONDS),
            network=Window(NETWORK_FAILURES, NETWORK_SECONDS),
            all=Window(ALL_FAILURES, ALL_SECONDS),
        )


class FileLimits(Limits):
    """Two windows of files that led to nothing: `network`, and all.

    What is checked does not count, so a scanner that works through a whole cabinet is not held
    up; how many files are read at a time bounds the rest.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic,
            network=Window(NETWORK_FAILURES, NETWORK_SECONDS),
            all=Window(ALL_FAILURES, ALL_SECONDS),
        )


class ClaimLimits(Limits):
    """The three windows of claims: `code`, `network`, and all.

    A code has 100 random bits, so these bound the noise and not the odds. A hall in which two
    hundred people claim behind one address, a quarter of them with a slip of the finger, stays
    within them.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic,
            code=Window(CODE_FAILURES, CODE_SECONDS),
            network=Window(CLAIM_NETWORK_FAILURES, NETWORK_SECONDS),
            all=Window(ALL_FAILURES, ALL_SECONDS),
        )
