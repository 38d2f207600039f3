"""A worker that goes on: the next roster whenever one waits, and the sweeping in between.

A thread of the serving office, or a process of its own (`zc-issuer roster work`); any number of
them take turns through the database. What fails is logged with its code and tried again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from issuer.roster.worker import RosterWorker

EVERY: Final = timedelta(seconds=1)
"""How often it is asked whether a roster waits: somebody looks at a page meanwhile."""
SWEEP: Final = timedelta(minutes=1)
_AFTER_FAILURE: Final = timedelta(seconds=30)

_log = logging.getLogger(__name__)


def keep_judging(worker: RosterWorker) -> threading.Event:
    """Start a thread that goes on judging; set the event to stop it behind the next roster."""
    stop = threading.Event()
    threading.Thread(target=go_on, args=(worker, stop), name="rosters", daemon=True).start()
    return stop


def go_on(
    worker: RosterWorker,
    stop: threading.Event,
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Judge and sweep until the event is set."""
    swept = -SWEEP.total_seconds()
    while not stop.is_set():
        pause = EVERY
        try:
            if monotonic() - swept >= SWEEP.total_seconds():
                worker.sweep()
                swept = monotonic()
            if worker.work():
                continue
        except Exception as error:  # noqa: BLE001  # a rim: the thread outlives any one failure
            pause = _AFTER_FAILURE
            _log.error("roster not judged: %s", getattr(error, "code", type(error).__name__))
        stop.wait(pause.total_seconds())
