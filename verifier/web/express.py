"""The door of the one route that everybody scans: `GET /v/<code>`, in front of the framework.

Most of what a framework does for a request (contexts, routing, sessions, parsing) takes longer
than saying again what is kept. So this route has a door of its own: it serves a plain GET that
wants a page or JSON, with the same bytes and headers as the application would, and lets
everything else pass, also what goes wrong here. It judges nothing; the desk does.

Follows PEP 3333.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from itertools import product
from typing import TYPE_CHECKING, Final

from flask import Request

from verifier.profile import LINK_PATH
from verifier.web.desk import FORMS, VerifyDesk
from verifier.web.headers import HTML, JSON, wanted_form
from verifier.web.reading import LARGE, TYPE, Reading

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE: Final = "zhicheng.route"
"""Under this name a request's environment holds the rule of the route that it took."""
RULE: Final = f"{LINK_PATH}<code>"
_STATUS: Final = {
    each: f"{each.value} {each.phrase.upper()}"
    for each in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
}
_CODE: Final = re.compile(rf"{LINK_PATH}([^/]+)\Z")
_TOLD: Final = (HTML, JSON)
_LONGEST: Final = 300  # characters of all that a wish is read from; browsers send fewer
_MOST_WISHES: Final = 500
_LANGUAGES: Final = ("", "lang=zh", "lang=en")
_SIZES: Final = ("", f"{TYPE}={LARGE}")
_COMMON: Final = frozenset(
    {
        *(f"format={form}" for form in ("html", "json")),
        *("&".join(filter(None, each)) for each in product(_LANGUAGES, _SIZES)),
    }
)
"""Queries that our own pages write; their meaning is remembered."""

Wish = tuple[str, Reading]
"""Form, and language with size."""


class Express:
    """A WSGI application in front of another."""

    def __init__(self, app: WSGIApplication, desk: VerifyDesk) -> None:
        self._app = app
        self._desk = desk
        self._wishes: dict[tuple[str, str, str], Wish] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let the application answer."""
        found = _CODE.match(environ["PATH_INFO"])
        wish = self._wish(environ) if found and _is_plain(environ) else None
        if found and wish and wish[0] in _TOLD:
            form, reading = wish
            try:
                answer = self._desk.judge_code(found[1])
                body = self._desk.tell(answer, form, reading)
            except Exception:  # noqa: BLE001  the application meets it again, and says so
                return self._app(environ, start_response)
            environ[ROUTE] = RULE
            headers = self._desk.headers(answer, form, reading.language)
            headers.append(("Content-Length", str(len(body))))
            start_response(_STATUS[answer.status], headers)
            return [body]
        return self._app(environ, start_response)

    def _wish(self, environ: WSGIEnvironment) -> Wish | None:
        """Form and reading that are wanted; the headers of common browsers are remembered.

        None where a place is asked about as well: nobody else's answer serves.
        """
        asked = (
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        )
        known = self._wishes.get(asked)
        if known is None:
            request = Request(environ)
            if request.args.get("to"):
                return None
            known = (wanted_form(request, *FORMS), self._desk.reading_of(request))
            if asked[0] in _COMMON and sum(map(len, asked)) <= _LONGEST:
                if len(self._wishes) >= _MOST_WISHES:
                    self._wishes.clear()
                self._wishes[asked] = known
        return known


def _is_plain(environ: WSGIEnvironment) -> bool:
    """A GET without a body."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("CONTENT_LENGTH", "") in ("", "0")
        and "HTTP_TRANSFER_ENCODING" not in environ
    )
