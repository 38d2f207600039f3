"""The offline page over HTTP: made from the published lists, and again whenever they change.

What is sent is the file that anyone may save and pass on (`verifier.offline`). Beside it stands a
small worker that keeps the last page on a phone which installed it. Nothing is asked of the
visitor and nothing noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Final

from flask import Response, request

from issuer.web.problems import Trouble
from keys.errors import CredentialError
from keys.statement import Anchor
from verifier.offline import OfflinePage, offline_page, worker_script
from verifier.rules import Rules

_NOW: Final = "public, max-age=0, must-revalidate"
_WITH_CAMERA: Final = "camera=(self), geolocation=(), microphone=(), payment=()"
_WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'"

_Stamp = tuple[int, int]


class OfflinePages:
    """The routes."""

    def __init__(
        self, bundle: Path, anchor: Path, *, rules: Rules, clock: Callable[[], datetime]
    ) -> None:
        """Build them.

        Args:
            bundle: The published bundle, replaced whole at each publication.
            anchor: The pinned anchor.
        """
        self._bundle, self._anchor = bundle, anchor
        self._rules, self._clock = rules, clock
        self._lock = Lock()
        self._made: tuple[_Stamp, OfflinePage] | None = None

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {"offline.page": self.page, "offline.worker": self.worker}

    def page(self) -> Response:
        """GET /offline: the page, to use here or to save."""
        try:
            made = self._page()
        except (CredentialError, OSError) as error:
            raise Trouble(
                "web.unavailable",
                HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "300"},
            ) from error
        answer = Response(made.data, mimetype="text/html")
        answer.headers["Content-Security-Policy"] = f"{made.policy}; frame-ancestors 'none'"
        answer.headers["Permissions-Policy"] = _WITH_CAMERA
        return _conditional(answer)

    def worker(self) -> Response:
        """GET /offline/worker.js: keeps the page on a phone that installed it."""
        answer = Response(worker_script(), mimetype="text/javascript")
        answer.headers["Content-Security-Policy"] = _WORKER_POLICY
        answer.headers["Service-Worker-Allowed"] = "/offline"
        return _conditional(answer)

    def _page(self) -> OfflinePage:
        """The page over the lists as they lie there now; made once for each publication."""
        found = self._bundle.stat()
        stamp = found.st_mtime_ns, found.st_size
        with self._lock:
            if self._made is None or self._made[0] != stamp:
                anchor = Anchor.from_bytes(self._anchor.read_bytes())
                data = self._bundle.read_bytes()
                made = offline_page(data, anchor, at=self._clock(), rules=self._rules)
                self._made = stamp, made
            return self._made[1]


def _conditional(answer: Response) -> Response:
    answer.headers["Cache-Control"] = _NOW
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer
