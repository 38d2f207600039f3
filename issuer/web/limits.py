"""How often a look-up by number may fail: enough for typing errors, too seldom for guessing.

Only failures count, so an office behind one address is never locked out for looking up many
genuine certificates, and the QR page has no such limit at all: a code is 128 random bits. The
counters live in the memory of one process and hold keyed digests, never a number or an address;
with several processes each has its own, so the bound is per process.

Follows the limits decided for look-up by number: 20 failures a day for one number (20 in 2**30
check codes), 10 in 10 minutes for one network, and one bound over all as a last line.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock
from typing import Final

NUMBER_FAILURES: Final = 20
NUMBER_SECONDS: Final = 24 * 3600
NETWORK_FAILURES: Final = 10
NETWORK_SECONDS: Final = 600
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


class LookupLimits:
    """The three windows of the look-up by number, behind one lock."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._lock = Lock()
        self._key = secrets.token_bytes(32)
        self._windows = (
            ("number", Window(NUMBER_FAILURES, NUMBER_SECONDS)),
            ("network", Window(NETWORK_FAILURES, NETWORK_SECONDS)),
            ("all", Window(ALL_FAILURES, ALL_SECONDS)),
        )

    def wait(self, *, number: str, network: str) -> int:
        """Seconds to wait before this look-up may be tried; 0 when it may."""
        now = self._now()
        with self._lock:
            keys = self._keys(number, network)
            return max(window.wait(keys[kind], now) for kind, window in self._windows)

    def failed(self, *, number: str, network: str) -> None:
        """Count a look-up that found nothing."""
        now = self._now()
        with self._lock:
            keys = self._keys(number, network)
            for kind, window in self._windows:
                window.fail(keys[kind], now)

    def _keys(self, number: str, network: str) -> dict[str, bytes]:
        def digest(text: str) -> bytes:
            return hmac.new(self._key, text.encode(), hashlib.sha256).digest()

        return {"number": digest(number), "network": digest(network), "all": b""}
