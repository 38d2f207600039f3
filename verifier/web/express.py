"""An answer that was told before leaves before the framework is woken.

Most of what a framework does for a request (contexts, routing, sessions, parsing) takes longer
than saying again what is kept. So the one route that everybody scans has a door of its own, in
front of the application: it serves a plain GET of a code whose answer is on the shelf, with the
same bytes and headers as the application would, and lets everything else pass. It judges
nothing: whether an answer may still be said is asked of the desk, each time.

Follows PEP 3333.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Request

from keys.errors import CredentialError, Malformed
from verifier import wire
from verifier.profile import LINK_PATH
from verifier.web.desk import FORMS, VerifyDesk
from verifier.web.headers import HTML, JSON, wanted_form
from verifier.web.telling import headers_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE: Final = "zhicheng.route"
"""Under this name a request's environment holds the rule of the route that it took."""
RULE: Final = f"{LINK_PATH}<code>"
_OK: Final = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"
_TOLD: Final = (HTML, JSON)
_LONGEST: Final = 300  # characters of all that a wish is read from; browsers send fewer
_MOST_WISHES: Final = 500
_FORM_AND_LANGUAGE: Final = frozenset(
    {"", *(f"format={form}" for form in ("html", "json")), *(f"lang={tag}" for tag in ("zh", "en"))}
)

Wish = tuple[str, str]
"""Form and language."""


class Express:
    """A WSGI application in front of another."""

    def __init__(self, app: WSGIApplication, desk: VerifyDesk) -> None:
        self._app = app
        self._desk = desk
        self._wishes: dict[tuple[str, str, str], Wish] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let the application answer."""
        path: str = environ["PATH_INFO"]
        if path.startswith(LINK_PATH) and _is_plain(environ):
            form, language = self._wish(environ)
            body = self._at_once(path[len(LINK_PATH) :], form, language)
            if body is not None:
                environ[ROUTE] = RULE
                start_response(_OK, headers_of(form, language, length=len(body)))
                return [body]
        return self._app(environ, start_response)

    def _at_once(self, code: str, form: str, language: str) -> bytes | None:
        if form not in _TOLD:
            return None
        try:
            kept = self._desk.kept(wire.normalise_code(code), self._desk.clock())
        except (Malformed, CredentialError, OSError):
            return None  # the application says what is wrong
        return None if kept is None else self._desk.told_before(kept, form, language)

    def _wish(self, environ: WSGIEnvironment) -> Wish:
        """Form and language that are wanted; the headers of common browsers are remembered."""
        asked = (
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        )
        known = self._wishes.get(asked)
        if known is None:
            request = Request(environ)
            known = (wanted_form(request, *FORMS), self._desk.language_of(request))
            if asked[0] in _FORM_AND_LANGUAGE and sum(map(len, asked)) <= _LONGEST:
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
