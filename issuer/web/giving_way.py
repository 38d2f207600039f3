"""Who gives way in a flood: what takes long, so that scanning goes on.

A process has few threads. Reading an uploaded file, printing a certificate, taking in a batch or
answering five hundred questions holds one for seconds; a look at a QR code takes a millisecond.
So requests of the first kind may never hold all threads: one that finds their places taken is
asked at once to come again, before its body is read, and two threads are always left to whoever
scans or looks up a number.

Nobody who scans is refused here. Follows RFC 9110, 15.6.4.
"""

from __future__ import annotations

from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Final

from flask import Flask, request

from issuer.web.problems import Trouble

TAKE_LONG: Final = frozenset(
    {
        "files.check",
        "files.upload",
        "inquiries.ask",
        "claims.file",
        "office.batch",
        "rosters.hand_in",
    }
)
"""Endpoints of what takes long; a test holds them to the route table."""
LEFT: Final = 2  # threads that are never theirs
COME_AGAIN: Final = 10  # seconds
_HELD: Final = "zhicheng.held"


def install(app: Flask, *, threads: int) -> None:
    """Let what takes long hold all threads of a process but two, and always one."""
    places = BoundedSemaphore(max(1, threads - LEFT))

    def enter() -> None:
        if request.endpoint not in TAKE_LONG:
            return
        if not places.acquire(blocking=False):
            raise Trouble(
                "web.gives-way",
                HTTPStatus.SERVICE_UNAVAILABLE,
                more={"retry_after": COME_AGAIN, "seconds": COME_AGAIN},
                headers={"Retry-After": str(COME_AGAIN)},
            )
        request.environ[_HELD] = True

    def leave(_: BaseException | None) -> None:
        if request.environ.pop(_HELD, False):
            places.release()

    app.before_request(enter)
    app.teardown_request(leave)
