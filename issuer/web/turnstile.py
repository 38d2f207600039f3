"""Scanning: as fast as people can, and no faster, for everybody at once.

Whoever holds a code may look, so scanning has no bound on failures, only one on floods: 1,200
requests a minute from one network (200 people who scan three certificates a minute are half of
that), and 10 looks a second at one code.

**Nobody shuts the door on somebody else.** A network past its bound is refused only what leads
nowhere: a genuine code is shown also to the office whose address a flooder shares. A code past its
bound is refused to those who have had their look within the second, and shown to all others; else
whoever has once seen a certificate could hide it from the world.

It stands in front of the express door and of the framework. In memory it holds a moment for each
keyed digest of a network or a code, for no longer than the bound looks back. What it refuses is
told in the words of the application, and the page of a refusal is kept, so that a flood costs
less than what it asks for. Follows PEP 3333; the pace is a generic cell rate (ITU-T I.371, annex
A).
"""

from __future__ import annotations

import hashlib
import math
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

from flask import Flask, request

from issuer.web.problems import Trouble
from issuer.web.whence import Networks, client_of, place_of
from keys.errors import CredentialError, Malformed
from verifier import wire
from verifier.web import ROUTE

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NETWORK_REQUESTS: Final = 1200
NETWORK_SECONDS: Final = 60
CODE_LOOKS: Final = 10
CODE_SECONDS: Final = 1
WAIT: Final = "zhicheng.wait"
"""Under this name a request's environment holds the seconds for which it is refused."""
_CODE: Final = re.compile(r"/v/([^/]+)(/[a-z]+)?\Z")
_POSTED: Final = frozenset(["/verify", "/api/v1/verifications"])
_LONGEST_CODE: Final = 200
_MOST_KEPT: Final = 100_000  # moments of one pace; the oldest go first, about 15 MB at most
_MOST_PAGES: Final = 200
_LONGEST_WISH: Final = 300  # characters of what a page is kept for
_WISH: Final = ("QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")
_PLAIN_QUERY: Final = re.compile(r"(?:(?:lang|type|format)=[a-z-]{1,6}&?)*\Z")


class Pace:
    """So many requests within so many seconds for each key: at once if need be, and evenly after.

    Keeps one moment for each key: when what it has had will be used up.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._each = seconds / most
        self._ahead = seconds - self._each
        self._used_up: OrderedDict[bytes, float] = OrderedDict()

    def take(self, key: bytes, now: float) -> float:
        """Count one request; seconds to wait instead where that is too many."""
        until = max(self._used_up.get(key, now), now)
        wait = until - now - self._ahead
        if wait > _ROUNDING:
            return wait
        self._used_up[key] = until + self._each
        self._used_up.move_to_end(key)
        self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        """Let go of what is over, two for each that comes."""
        for _ in range(2):
            key = next(iter(self._used_up))
            if self._used_up[key] > now and len(self._used_up) <= _MOST_KEPT:
                break
            del self._used_up[key]
            if not self._used_up:
                break


_ROUNDING: Final = 1e-9


class ScanLimits:
    """The paces of scanning, behind one lock."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._lock = Lock()
        self._key = secrets.token_bytes(32)
        self._crowd = Pace(NETWORK_REQUESTS, NETWORK_SECONDS)
        self._code = Pace(CODE_LOOKS, CODE_SECONDS)
        self._own = Pace(CODE_LOOKS, CODE_SECONDS)
        self._pressed = Pace(1, CODE_SECONDS)

    def ask(self, network: str) -> int:
        """Seconds to wait before this network may ask anything; 0 when it may."""
        now = self._now()
        with self._lock:
            return math.ceil(self._crowd.take(self._digest(network), now))

    def scan(self, network: str, code: str, *, leads_somewhere: Callable[[], bool]) -> int:
        """Seconds to wait before this network may look at this code; 0 when it may."""
        now, of_network, of_code = self._now(), self._digest(network), self._digest(code)
        both = of_network + of_code
        with self._lock:
            crowded = self._crowd.take(of_network, now)
            wait = self._own.take(both, now)
            if self._code.take(of_code, now) > 0:
                wait = max(wait, self._pressed.take(both, now))
        if wait == 0 and crowded > 0 and not leads_somewhere():
            wait = crowded
        return math.ceil(wait)

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), digest_size=16, key=self._key).digest()


@dataclass(frozen=True, slots=True)
class _Page:
    """A refusal as it was told."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    route: str


class Turnstile:
    """A WSGI application in front of another.

    Attributes:
        holds: Whether a code leads to a certificate; may raise CredentialError.
    """

    def __init__(
        self,
        app: WSGIApplication,
        limits: ScanLimits,
        *,
        refused: WSGIApplication,
        holds: Callable[[str], bool],
        proxies: Networks,
    ) -> None:
        """Stand in front of `app`.

        Args:
            refused: Tells a refusal: the same application, behind its express door.
        """
        self._app = app
        self._limits = limits
        self._refused = refused
        self._holds = holds
        self._proxies = proxies
        self._pages: dict[tuple[str, ...], _Page] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let in, or tell how long to wait."""
        wait = self._wait(environ)
        if not wait:
            return self._app(environ, start_response)
        page = self._page(environ, wait)
        environ[ROUTE] = page.route
        start_response(page.status, list(page.headers))
        return [page.body]

    def _wait(self, environ: WSGIEnvironment) -> int:
        path: str = environ["PATH_INFO"]
        found = _CODE.match(path)
        if found is None and path not in _POSTED:
            return 0
        network = place_of(client_of(environ, self._proxies))
        if found is None:
            return self._limits.ask(network)
        code = _normal(found[1])
        if code is None:
            return self._limits.ask(network)
        return self._limits.scan(network, code, leads_somewhere=lambda: self._leads(code))

    def _leads(self, code: str) -> bool:
        try:
            return self._holds(code)
        except CredentialError:
            return True  # it cannot be looked up now: the application says whose fault that is

    def _page(self, environ: WSGIEnvironment, wait: int) -> _Page:
        """The refusal in words; those of common browsers are kept."""
        asked = {name: str(environ.get(name, "")) for name in _WISH}
        if not _PLAIN_QUERY.match(asked["QUERY_STRING"]):
            asked["QUERY_STRING"] = ""  # it may say anything, and nothing of it is kept
        place = _CODE.sub(r"/v/\2", environ["PATH_INFO"])
        wish = (environ["REQUEST_METHOD"], place, *asked.values(), str(wait))
        page = self._pages.get(wish)
        if page is None:
            page = _told(self._refused, {**environ, **asked, WAIT: wait})
            if sum(map(len, wish)) <= _LONGEST_WISH:
                if len(self._pages) >= _MOST_PAGES:
                    self._pages.clear()
                self._pages[wish] = page
        return page


def install(app: Flask) -> None:
    """Tell what the turnstile refused, before anything else of the request is looked at."""

    def refuse() -> None:
        wait = request.environ.get(WAIT)
        if wait:
            raise Trouble(
                "web.too-fast",
                HTTPStatus.TOO_MANY_REQUESTS,
                more={"retry_after": wait, "seconds": wait},
                headers={"Retry-After": str(wait)},
            )

    app.before_request(refuse)


def _normal(code: str) -> str | None:
    try:
        return wire.normalise_code(code[:_LONGEST_CODE])
    except Malformed:
        return None


def _told(app: WSGIApplication, environ: WSGIEnvironment) -> _Page:
    said: dict[str, str] = {}
    headers: list[tuple[str, str]] = []

    def start(
        status: str, told: list[tuple[str, str]], fault: OptExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        del fault
        said["status"] = status
        headers[:] = told
        return lambda _: None

    answer = app(environ, start)
    body = b"".join(answer)
    close = getattr(answer, "close", None)
    if close is not None:
        close()
    return _Page(said["status"], tuple(headers), body, str(environ.get(ROUTE, "")))
