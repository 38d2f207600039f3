"""How often something may fail: enough for typing errors, too seldom for guessing.

Only failures count, so an office behind one address is never held up for looking up many genuine
certificates; scanning has a turnstile of its own (`issuer.web.turnstile`) and none of these
bounds. What is counted: the number or code that was tried, the network that tried (an IPv4
address, an IPv6 /56), and the surroundings of that network (/24, /48), in which whoever rents
many addresses side by side is one.

**No bound over all refuses everybody.** It would be a switch in a stranger's hand: with a hundred
addresses he could turn the look-up by number off for a whole country. Past the bound over all,
each network's own bound shrinks instead, to one failure: those who fail wait, those who did not
are served, and the office's log says so once. What makes a guess hopeless is the bound of each
number, 20 a day against 2**30 check codes; that one is hard, whoever tries, and the QR code stays
open beside it.

The counters live in the memory of one process and hold keyed digests, never a number or an
address; with several processes each has its own, so a bound is per process.
"""

from __future__ import annotations

import hmac
import logging
import math
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from issuer.web.whence import surroundings_of

NUMBER_FAILURES: Final = 20
NUMBER_SECONDS: Final = 24 * 3600
NETWORK_FAILURES: Final = 10
NETWORK_SECONDS: Final = 600
SURROUNDING_FAILURES: Final = 60
CODE_FAILURES: Final = 10
CODE_SECONDS: Final = 3600
CLAIM_NETWORK_FAILURES: Final = 60
CLAIM_SURROUNDING_FAILURES: Final = 240
ALL_FAILURES: Final = 1000
ALL_SECONDS: Final = 600
PRESSED_NETWORK: Final = 1
PRESSED_SURROUNDINGS: Final = 6
NETWORK_REPORTS: Final = 10
SURROUNDING_REPORTS: Final = 60
ALL_REPORTS: Final = 300
ALL_REPORT_SECONDS: Final = 3600
_MOST_KEPT: Final = 50_000  # counters; the oldest go first, about 20 MB at most
_LOG: Final = logging.getLogger("zhicheng.limits")


@dataclass(frozen=True, slots=True)
class Bound:
    """So many failures within so many seconds.

    Attributes:
        pressed: So many while there are too many over all; None for as many as ever.
    """

    most: int
    seconds: int
    pressed: int | None = None


class Window:
    """Failures of each key within the last so many seconds."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._failed: OrderedDict[bytes, deque[float]] = OrderedDict()

    def wait(self, key: bytes, now: float, *, most: int | None = None) -> int:
        """Seconds until `key` may try again; 0 when it may.

        Args:
            most: Fewer than usual.
        """
        failed = self._failed.get(key)
        if failed is None:
            return 0
        while failed and failed[0] <= now - self._seconds:
            failed.popleft()
        over = len(failed) - (self._most if most is None else most)
        if over < 0:
            return 0
        return max(1, math.ceil(failed[over] + self._seconds - now))

    def fail(self, key: bytes, now: float) -> None:
        """Count one failure."""
        self._failed.setdefault(key, deque(maxlen=self._most)).append(now)
        self._failed.move_to_end(key)
        while len(self._failed) > _MOST_KEPT:
            self._failed.popitem(last=False)


class Limits:
    """Several windows behind one lock; each counts failures by what it is named for.

    Whoever asks names the `network`; a window named `surroundings` counts by what is around it.
    """

    def __init__(
        self, monotonic: Callable[[], float], what: str, *, over_all: Bound, **bounds: Bound
    ) -> None:
        """Make the windows, empty.

        Args:
            what: What fails, for the log.
        """
        self._now = monotonic
        self._what = what
        self._lock = Lock()
        self._key = secrets.token_bytes(32)
        self._all = Window(over_all.most, over_all.seconds)
        self._told_until = -math.inf
        self._over_all = over_all
        self._bounds = {
            name: (bound, Window(bound.most, bound.seconds)) for name, bound in bounds.items()
        }

    def wait(self, **asked: str) -> int:
        """Seconds to wait before this may be tried; 0 when it may."""
        names, now = self._names(asked), self._now()
        with self._lock:
            return self._wait(names, now)

    def failed(self, **asked: str) -> None:
        """Count a try that found nothing."""
        names, now = self._names(asked), self._now()
        with self._lock:
            self._fail(names, now)

    def take(self, **asked: str) -> int:
        """As `wait`; what need not wait is counted at once, for what counts whatever it finds."""
        names, now = self._names(asked), self._now()
        with self._lock:
            wait = self._wait(names, now)
            if not wait:
                self._fail(names, now)
            return wait

    def _wait(self, names: dict[str, bytes], now: float) -> int:
        pressed = self._all.wait(b"", now) > 0
        return max(
            window.wait(names[name], now, most=bound.pressed if pressed else None)
            for name, (bound, window) in self._bounds.items()
        )

    def _fail(self, names: dict[str, bytes], now: float) -> None:
        for name, (_, window) in self._bounds.items():
            window.fail(names[name], now)
        self._all.fail(b"", now)
        if now >= self._told_until and self._all.wait(b"", now):
            self._told_until = now + self._over_all.seconds
            _LOG.warning("more failures than people make", extra={"kind": self._what})

    def _names(self, asked: dict[str, str]) -> dict[str, bytes]:
        """What each window calls its counter."""
        told = {**asked, "surroundings": surroundings_of(asked["network"])}
        return {
            name: hmac.digest(self._key, told[name].encode(), "sha256") for name in self._bounds
        }


_ALL: Final = Bound(ALL_FAILURES, ALL_SECONDS)
_NETWORK: Final = Bound(NETWORK_FAILURES, NETWORK_SECONDS, PRESSED_NETWORK)
_SURROUNDINGS: Final = Bound(SURROUNDING_FAILURES, NETWORK_SECONDS, PRESSED_SURROUNDINGS)


class LookupLimits(Limits):
    """Of the look-up by number: `number`, `network`, and what is around it."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic,
            "look-up",
            over_all=_ALL,
            number=Bound(NUMBER_FAILURES, NUMBER_SECONDS),
            network=_NETWORK,
            surroundings=_SURROUNDINGS,
        )


class FileLimits(Limits):
    """Of files that led to nothing: `network`, and what is around it.

    What is checked does not count, so a scanner that works through a whole cabinet is not held
    up; how many files are read at a time bounds the rest.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic, "file", over_all=_ALL, network=_NETWORK, surroundings=_SURROUNDINGS
        )


class ClaimLimits(Limits):
    """Of claims: `code`, `network`, and what is around it.

    A code has 100 random bits, so these bound the noise and not the odds. A hall in which two
    hundred people claim behind one address, a quarter of them with a slip of the finger, stays
    within them.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic,
            "claim",
            over_all=_ALL,
            code=Bound(CODE_FAILURES, CODE_SECONDS),
            network=Bound(CLAIM_NETWORK_FAILURES, NETWORK_SECONDS, PRESSED_NETWORK),
            surroundings=Bound(CLAIM_SURROUNDING_FAILURES, NETWORK_SECONDS, PRESSED_SURROUNDINGS),
        )


class ReportLimits(Limits):
    """Of reports of a fake: `network`, and what is around it. Each one counts."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(
            monotonic,
            "report",
            over_all=Bound(ALL_REPORTS, ALL_REPORT_SECONDS),
            network=Bound(NETWORK_REPORTS, NETWORK_SECONDS, PRESSED_NETWORK),
            surroundings=Bound(SURROUNDING_REPORTS, NETWORK_SECONDS, PRESSED_SURROUNDINGS),
        )
