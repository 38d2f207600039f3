"""What is written down about a request: enough to run a service, nothing about a person.

A line names the route, never the path: `/v/<code>` is written as it stands in the route table,
so a code cannot reach a log in the first place. Queries and bodies are not looked at. Addresses
are cut to their network (/24, /56). The filter behind it takes codes out of whatever another
library writes.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from flask import Flask, request

from issuer.web.whence import Networks, client_of, network_of
from verifier.web import ROUTE

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOG: Final = logging.getLogger("zhicheng.access")
_CODE: Final = re.compile(r"(?i)(/v/)[^\s\"'?#]+(?:[?#][^\s\"']*)?")
_BARE_CODE: Final = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
UNMATCHED: Final = "(unmatched)"


class WithoutCodes(logging.Filter):
    """Takes codes and queries out of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; lets it pass."""
        said = record.getMessage()
        cut = _BARE_CODE.sub("…", _CODE.sub(r"\1…", said))
        if cut != said:
            record.msg, record.args = cut, ()
        # The last frame's source lines are harmless, but an exception's text may quote input.
        record.exc_info = None
        record.exc_text = None
        return True


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        """The record with the members that we put into it, and no others."""
        line = {
            "time": self._clock().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "says": record.getMessage(),
        }
        for name in _MEMBERS:
            if hasattr(record, name):
                line[name] = getattr(record, name)
        return _TO_JSON(line)


_TO_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode
_MEMBERS: Final = (
    "method", "route", "status", "bytes", "ms", "network", "language", "ref", "kind", "where",
)  # fmt: skip


def to_stdout(clock: Callable[[], datetime]) -> None:
    """Send every log of this process to stdout, through the filter."""
    # None of it is written, and each would be looked up for every line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    channel = logging.StreamHandler(sys.stdout)
    channel.setFormatter(AsJson(clock))
    channel.addFilter(WithoutCodes())
    root = logging.getLogger()
    root.handlers = [channel]
    root.setLevel(logging.WARNING)
    logging.getLogger("zhicheng").setLevel(logging.INFO)


class _Logged:
    """A WSGI application with one line written for each request that it answers."""

    def __init__(
        self, app: WSGIApplication, proxies: Networks, monotonic: Callable[[], float]
    ) -> None:
        self._app, self._proxies, self._monotonic = app, proxies, monotonic

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = self._monotonic()
        said: dict[str, int] = {}

        def start(
            status: str, headers: list[tuple[str, str]], fault: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            said["status"] = int(status[:3])
            said["bytes"] = next((int(size) for name, size in headers if name == _LENGTH), 0)
            return start_response(status, headers, fault)

        answer = self._app(environ, start)
        method = environ["REQUEST_METHOD"]
        _LOG.info(
            "request",
            extra={
                "method": method if method in _METHODS else "?",
                "route": environ.get(ROUTE, UNMATCHED),
                **said,
                "network": network_of(client_of(environ, self._proxies)),
                "ms": round((self._monotonic() - begun) * 1000, 1),
            },
        )
        return answer


def install(app: Flask, *, proxies: Networks, monotonic: Callable[[], float]) -> None:
    """Write one line a request, whoever in front of the application answers it."""

    def note_route() -> None:
        if request.url_rule is not None:
            request.environ[ROUTE] = request.url_rule.rule

    app.before_request(note_route)
    app.wsgi_app = _Logged(app.wsgi_app, proxies, monotonic)  # type: ignore[method-assign]


_LENGTH: Final = "Content-Length"
_METHODS: Final = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
