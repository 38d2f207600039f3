"""What an answer carries beside its words: cookies, addresses of others, leave to be kept.

A public page keeps nothing in a browser, sends nobody anywhere and tells no other site where its
reader came from; what is about one person is never stored on the way.
"""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from issuer.config import Surface
from issuer.web.routes import BY_ENDPOINT
from tests.cast import ENTITY
from tests.journeys.leaks.visits import Visit

Breach = tuple[str, str]
"""(where, what)."""

ELSEWHERE = re.compile(
    rb"(?:href|src|srcset|action|formaction|poster|data)\s*=\s*[\"']?\s*((?:[a-z][a-z0-9+.-]*:)?//[^\"'\s>]*)"
    rb"|(?:@import|url\(|fetch\(|WebSocket\(|import\()\s*[\"']?((?:[a-z]+:)?//[^\"')\s]*)",
    re.IGNORECASE,
)
_NO_STORE = "no-store"


def breaches_of(visit: Visit, answer: TestResponse) -> set[Breach]:
    """What this answer should not carry."""
    where = f"{visit.method} {visit.route} {answer.status_code}"
    return {(where, what) for what, found in _found(visit, answer).items() if found}


def _found(visit: Visit, answer: TestResponse) -> dict[str, bool]:
    route = BY_ENDPOINT[visit.route]
    headers = answer.headers
    about_somebody = bool(visit.shows) or visit.method == "POST" or visit.route == "verify.page"
    may_be_kept = _NO_STORE not in headers.get("Cache-Control", "")
    is_page = answer.mimetype == "text/html"
    return {
        "cookie": "Set-Cookie" in headers and Surface.UNIT not in route.surfaces,
        "may be kept": may_be_kept and (about_somebody or answer.status_code >= 400),
        "tells where one comes from": headers.get("Referrer-Policy") != "no-referrer",
        "may be framed": is_page
        and "frame-ancestors 'none'" not in headers.get("Content-Security-Policy", ""),
        "may load from elsewhere": "//" in headers.get("Content-Security-Policy", ""),
        "may be listed": headers.get("X-Robots-Tag") != "noindex",
        "sends elsewhere": not _ours(headers.get("Location", "/").encode()),
        "third party": is_page
        and any(not _ours(next(filter(None, each))) for each in ELSEWHERE.findall(answer.data)),
    }


def _ours(address: bytes) -> bool:
    """Whether it is an address of this host."""
    own = ENTITY.encode()
    if address == own or address.startswith(own + b"/"):
        return True
    return address.startswith(b"/") and not address.startswith(b"//")
