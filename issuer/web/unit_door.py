"""The door in front of every page of a unit: our own origin, and a session that stands.

It goes by the route table, so that a page cannot forget it: every POST of the unit's surface must
come from our own pages, and every row of `Who.UNIT` has a session or is not answered. Whoever has
none is sent to sign in; a script is told so in a problem.

The cookie is called `__Host-...`, which browsers take over TLS only, for this host only and with
`Path=/`; a narrower path is not to be had with that name. So a browser sends it along to public
pages as well, and **they neither set nor read it**: no code but this module knows its name, and
what anyone gets there is the same with and without. On `http://localhost`, to try things out,
Chromium counts the origin as trustworthy and takes `Secure` and `__Host-` alike (seen with 156);
a browser that does not cannot sign in there.

Follows RFC 6265bis 4.1.3.2 (cookie names), W3C Fetch Metadata, OWASP ASVS 5.0.0, 3.3.1 to 3.3.4,
3.5.1, 3.5.3 and 7.2.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, g, request

from issuer.unit_access.ceremonies import ANSWERED_WITHIN, Ceremonies
from issuer.unit_access.sessions import UnitSession
from issuer.web.problems import Trouble
from issuer.web.route import UNIT, Who
from issuer.web.routes import BY_ENDPOINT
from keys.errors import Untrusted

SESSION: Final = "__Host-zc_unit"
ATTEMPT: Final = "__Host-zc_unit_try"
SIGN_IN: Final = "/unit/sign-in"
_TOKEN: Final = 43  # characters of a token
_FOUND: Final = "unit_session"


@dataclass(frozen=True, slots=True)
class UnitDoor:
    """The door.

    Attributes:
        ceremonies: None on a process without units.
        link: An address of this site as the visitor reads: language and size go along.
    """

    ceremonies: Ceremonies | None
    clock: Callable[[], datetime]
    link: Callable[[str], str]

    def install(self, app: Flask) -> None:
        """Stand in front of every view of `app`."""
        app.before_request(self._hold)

    def open(self) -> Ceremonies:
        """The ceremonies of this process; Trouble("web.unavailable") where it has none."""
        if self.ceremonies is None:
            raise Trouble(
                "web.unavailable", HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "300"}
            )
        return self.ceremonies

    def now(self) -> datetime:
        """The moment, in whole seconds."""
        return self.clock().replace(microsecond=0)

    def signed_in(self) -> UnitSession:
        """Who sent the running request.

        Raises:
            Untrusted: "unit.signed-out": nobody who may. A row of `Who.UNIT` never comes so far.
        """
        found = g.get(_FOUND) or self._find()
        if found is None:
            raise Untrusted("unit.signed-out")
        setattr(g, _FOUND, found)
        return found

    def token(self, name: str) -> str | None:
        """What a cookie of ours holds, where that can be a token."""
        said = request.cookies.get(name, "")
        return said if len(said) == _TOKEN and said.isascii() else None

    def give(self, answer: Response, name: str, token: str) -> Response:
        """Have the browser keep a token; that of an attempt for some minutes."""
        minutes = int(ANSWERED_WITHIN.total_seconds()) if name == ATTEMPT else None
        answer.set_cookie(
            name, token, max_age=minutes, secure=True, httponly=True, samesite="Strict", path="/"
        )
        return answer

    def take_back(self, answer: Response, *names: str) -> Response:
        """Have the browser forget."""
        for name in names:
            answer.delete_cookie(name, secure=True, httponly=True, samesite="Strict", path="/")
        return answer

    def _find(self) -> UnitSession | None:
        token = self.token(SESSION)
        return self.open().sessions.find(token, at=self.now()) if token else None

    def _hold(self) -> Response | None:
        route = BY_ENDPOINT.get(request.endpoint or "")
        if route is None or route.surfaces != UNIT:
            return None
        if request.method == "POST" and not self._is_from_here():
            raise Untrusted("unit.origin", origin=self.open().party.origin)
        if route.who is not Who.UNIT:
            return None
        try:
            self.signed_in()
        except Untrusted:
            if (
                request.accept_mimetypes.best_match(["application/json", "text/html"])
                != "text/html"
            ):
                raise
            why = f"{SIGN_IN}?why=over" if SESSION in request.cookies else SIGN_IN
            return self.send_to(why)
        return None

    def send_to(self, address: str) -> Response:
        """Go there, and ask by GET."""
        return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": self.link(address)})

    def _is_from_here(self) -> bool:
        """Whether a browser says that a page of ours sent this.

        A form says `Origin: null` where its page sends no referrer, as ours do; then the browser's
        own word about the site counts. A browser that has not that word names the origin.
        """
        origin = request.headers.get("Origin", "null")
        if origin not in ("null", self.open().party.origin):
            return False
        return request.headers.get("Sec-Fetch-Site", "" if origin == "null" else "same-origin") == (
            "same-origin"
        )
