"""What an office does by itself: finish what was begun, and keep its lists fresh.

A thread of the serving process. At the start and then every minute it makes the certificates
that a publication has released, whoever confirmed it and wherever a process was killed, and
signs again the lists that would soon be too old to be believed. Both are idempotent and take
turns through the database and the folder's lock, so several workers and a person at the command
line can do them side by side. What fails is logged and tried again: until then a verifier sees
the age of the lists and is not sure, which is the truth.

Follows Token Status List draft-21: a list is signed anew at each change and daily.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from issuer.registrar import Registrar

EVERY: Final = timedelta(minutes=1)

_log = logging.getLogger(__name__)


def keep_house(
    registrar: Registrar, clock: Callable[[], datetime], *, every: timedelta = EVERY
) -> threading.Event:
    """Start keeping house; set the event to stop."""
    stop = threading.Event()

    def run() -> None:
        while True:
            tidy(registrar, clock())
            if stop.wait(every.total_seconds()):
                return

    threading.Thread(target=run, name="housekeeping", daemon=True).start()
    return stop


def tidy(registrar: Registrar, at: datetime) -> None:
    """Mint, renew and publish once; a failure is logged, with its code and nothing else."""
    try:
        registrar.mint(at=at.replace(microsecond=0))
    except Exception as error:  # noqa: BLE001  # a rim: the thread outlives any one failure
        _log.error("housekeeping failed: %s", getattr(error, "code", type(error).__name__))
