"""The claim page: a code and a full name in, a certificate's files out.

Server-rendered, for a phone first, without a cookie and without a script that it needs: the one
there is fills in the code that a slip's QR has behind `#`, which no browser sends. Code, name and
ticket come in the body of a POST only, so that they stand in no address and no log. No route takes
the number of a certificate: what a ticket opens is decided by the ticket alone.

A wrong code and a wrong name get one page, the same bytes by the same work. Whoever has both is
told what became of the code.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from flask import Response, request
from markupsafe import Markup

from issuer.asked import by_day
from issuer.claim_codes import as_typed
from issuer.claims import ClaimDesk, Claimed, FileKind, Outcome, Title
from issuer.lifecycle import Standing
from issuer.web.limits import ClaimLimits
from issuer.web.problems import Trouble
from verifier.china_time import in_words
from verifier.page_words import LEVELS
from verifier.web import VerifyDesk
from verifier.web.headers import content_policy

FILL_IN: Final = (
    'var h=location.hash,f=document.getElementById("code"),l=document.querySelector(".lang");'
    "if(f&&!f.value&&/^#[0-9A-Za-z]{20}$/.test(h)){"
    'f.value=h.slice(1).match(/.{4}/g).join("-").toUpperCase();if(l)l.hash=h}'
)
"""Fills in the code behind `#`; whoever has no script types it."""
_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_MOST: Final = {"code": 60, "name": 60}
_WECHAT: Final = "MicroMessenger"
_KINDS: Final = {
    FileKind.PDF: ("application/pdf", "职称证书.pdf", "title-certificate.pdf"),
    FileKind.PNG: ("image/png", "职称证书.png", "title-certificate.png"),
    FileKind.CREDENTIAL: ("text/plain", "职称证书-签名凭证.txt", "title-credential.txt"),
}
"""Kind -> media type, and the name that the file is given; never a person's."""
_STANDINGS: Final = {
    Standing.REVOKED: ("这项职称已撤销", "bad", "cross"),
    Standing.CANCELLED: ("这项职称已注销", "bad", "cross"),
    Standing.SUSPENDED: ("这项职称已暂停使用", "warn", "pause"),
    Standing.SUPERSEDED: ("这份证书已被新的取代", "warn", "turn"),
}


@dataclass(frozen=True, slots=True)
class ClaimPages:
    """The routes.

    Attributes:
        claims: None on a process that hands out nothing.
        network: The network that the running request comes from.
    """

    desk: VerifyDesk
    claims: ClaimDesk | None
    limits: ClaimLimits
    network: Callable[[], str]
    clock: Callable[[], datetime]

    def views(self) -> dict[str, Callable[..., Response]]:
        """Endpoint -> view."""
        return {
            "claims.page": self.page,
            "claims.claim": self.claim,
            "claims.file": self.file,
        }

    def page(self) -> Response:
        """The form."""
        return self._form(secrets.token_urlsafe(32))

    def claim(self) -> Response:
        """What a code and a name come to."""
        once = request.form.get("once", "")
        if not _ONCE.fullmatch(once):
            once = secrets.token_urlsafe(32)
        typed = {name: request.form.get(name, "").strip() for name in _MOST}
        if not all(0 < len(typed[name]) <= most for name, most in _MOST.items()):
            return self._form(once, "fields")
        code = as_typed(typed["code"])
        if code is None:
            return self._form(once, "code")
        if _in_wechat():
            # It cannot keep a file: the code must not be spent there.
            return self._form(once, "wechat")
        network = self.network()
        self._wait(code=code, network=network)
        found = self._open().claim(code, typed["name"], once=once, at=self._now())
        if found is None:
            self.limits.failed(code=code, network=network)
            return self._form(once, "miss")
        return self._told(found)

    def file(self) -> Response:
        """A file of the certificate that a ticket opens."""
        ticket, network = request.form.get("ticket", ""), self.network()
        try:
            kind = FileKind(request.form.get("kind", ""))
        except ValueError:
            return self._form(secrets.token_urlsafe(32), "ticket")
        self._wait(code=ticket, network=network)
        desk = self._open()
        found = desk.show(ticket, at=self._now())
        if found is None:
            self.limits.failed(code=ticket, network=network)
            return self._form(secrets.token_urlsafe(32), "ticket")
        if found.title is None or found.outcome is not Outcome.CLAIMED:
            return self._told(found)
        return _attached(desk.file(found.title.number, kind), kind)

    def _now(self) -> datetime:
        return self.clock().replace(microsecond=0)

    def _open(self) -> ClaimDesk:
        if self.claims is None:
            raise Trouble(
                "web.unavailable", HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "300"}
            )
        return self.claims

    def _wait(self, *, code: str, network: str) -> None:
        wait = self.limits.wait(code=code, network=network)
        if wait:
            raise Trouble(
                "claims.too-many",
                HTTPStatus.TOO_MANY_REQUESTS,
                more={"retry_after": wait, "minutes": -(-wait // 60)},
                headers={"Retry-After": str(wait)},
            )

    def _form(self, once: str, wrong: str | None = None) -> Response:
        page = self.desk.render(
            "issuer/claim.html",
            wrong=wrong,
            once=once,
            wechat=_in_wechat(),
            script=Markup(FILL_IN),  # noqa: S704  our own, allowed by its digest
        )
        page.headers["Content-Security-Policy"] = content_policy(FILL_IN)
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return page

    def _told(self, found: Claimed) -> Response:
        say = self.desk.say(self.desk.language())
        standing = found.taken_back.standing if found.taken_back else None
        page = self.desk.render(
            "issuer/claimed.html",
            _words_of(found.title),
            found=found,
            when=in_words(found.at)[:16] if found.at else None,
            level=say(LEVELS[found.title.level]) if found.title else None,
            standing=_STANDINGS.get(standing) if standing else None,
            asked=by_day(found.asked),
        )
        if found.outcome is not Outcome.CLAIMED:
            page.status_code = HTTPStatus.CONFLICT
        return page


def _words_of(title: Title | None) -> str:
    """What the page shows of a certificate; its rare characters come with the page."""
    if title is None:
        return ""
    said = (title.name, title.specialty, title.title, title.committee, title.employer)
    return "".join(filter(None, said))


def _in_wechat() -> bool:
    """Whether the page is read inside WeChat, whose browser downloads nothing."""
    return _WECHAT in request.headers.get("User-Agent", "")


def _attached(data: bytes, kind: FileKind) -> Response:
    """A file to keep. Both spellings of its name follow RFC 6266, section 4.3."""
    media, name, plain = _KINDS[kind]
    answer = Response(data, mimetype=media)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    return answer
