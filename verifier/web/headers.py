"""What every answer carries, and in which language and form it is given.

Follows W3C CSP Level 3 (style and script stand in the page and are allowed by their digest
alone), RFC 6797, and RFC 9110 section 12 for the choice of form and language.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, Request
from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from verifier.web.reading import LARGE, TYPE, Reading

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TEMPLATES: Final = Path(__file__).parent.parent / "templates"

STYLE: Final = re.sub(
    r"/\*.*?\*/|\n", "", (TEMPLATES / "verifier/page.css").read_text("utf-8"), flags=re.DOTALL
)
"""The sheet without its comments and line ends."""
SCRIPT: Final = (
    'var b=document.getElementById("print"),d=document.querySelector(".card>details");if(b){'
    "b.hidden=false;b.onclick=function(){print()};onbeforeprint=function(){if(d)d.open=true}}"
)
"""Shows the print button where there is script, and prints all that a certificate says; the page
says all it says without."""
HTML: Final = "text/html"
JSON: Final = "application/json"
SD_JWT: Final = "application/dc+sd-jwt"
TEXT: Final = "text/plain"
_FORMATS: Final = {
    "html": HTML,
    "json": JSON,
    "sd-jwt": SD_JWT,
    "text": TEXT,
    "csv": "text/csv",
    "jwt": "application/zc-revocations+jwt",
}
NO_STORE: Final = "no-store"
TAGS: Final[Mapping[str, str]] = {"zh_CN": "zh-CN", "en": "en"}
"""Language -> what Content-Language calls it."""
_REMEMBERED: Final = 200  # characters of a header whose meaning is remembered; browsers send fewer
_LANGUAGES: Final = {"zh": "zh_CN", "zh-CN": "zh_CN", "zh_CN": "zh_CN", "en": "en"}


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def content_policy(script: str, *, lettering: str = "") -> str:
    """What a page may load, when this one script stands in it: our style, our pictures, no more.

    Args:
        lettering: A second style with the fonts that the page itself brings, if it does.
    """
    styles = " ".join(_digest(each) for each in (STYLE, lettering) if each)
    fonts = "font-src data:; " if lettering else ""
    return (
        f"default-src 'none'; style-src {styles}; script-src {_digest(script)}; {fonts}"
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": content_policy(SCRIPT),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
"""Sent with every answer, pages and files alike."""


class _Hardened:
    """A WSGI application whose every answer has the headers of this module.

    Outside of the framework's own hooks, where a header costs ten times as much; whatever writes
    an answer inside, also a fault, passes here.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], fault: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            have = {name.lower() for name, _ in headers}
            added = [each for name, each in _ADDED if name not in have]
            return start_response(status, headers + added, fault)

        return self._app(environ, start)


_ADDED: Final = tuple(
    (name.lower(), (name, value)) for name, value in {**HEADERS, "Cache-Control": NO_STORE}.items()
)


def harden(app: Flask) -> None:
    """Give every answer of `app` the headers of this module; a page is never stored unasked."""
    app.wsgi_app = _Hardened(app.wsgi_app)  # type: ignore[method-assign]


def wanted_language(asked: Request, *, default: str = "zh_CN") -> str:
    """The language of an answer: `?lang=`, else what the browser prefers, else the default."""
    return wanted_reading(asked, default=default).language


def wanted_reading(asked: Request, *, default: str = "zh_CN") -> Reading:
    """Language and size of an answer, and whether the address named the language."""
    by_address = _LANGUAGES.get(_argument(asked, "lang"))
    language = by_address or _by_browser(asked) or default
    return Reading(language, _argument(asked, TYPE) == LARGE, by_address is not None)


def _by_browser(asked: Request) -> str | None:
    preferred = asked.headers.get("Accept-Language", "")
    if len(preferred) > _REMEMBERED:
        return _preferred_language.__wrapped__(preferred)
    return _preferred_language(preferred)


def wanted_form(asked: Request, *offered: str) -> str:
    """The media type of an answer: `?format=`, else the best that `Accept` allows, else HTML."""
    named = _FORMATS.get(_argument(asked, "format"))
    if named in offered:
        return str(named)
    accepted = asked.headers.get("Accept", "")
    if len(accepted) > _REMEMBERED:
        return _accepted_form.__wrapped__(accepted, offered)
    return _accepted_form(accepted, offered)


def _argument(asked: Request, name: str) -> str:
    return asked.args.get(name, "") if asked.query_string else ""


@lru_cache(maxsize=256)
def _preferred_language(header: str) -> str | None:
    best = parse_accept_header(header, LanguageAccept).best_match(["zh-CN", "zh", "en"])
    return _LANGUAGES[best] if best else None


@lru_cache(maxsize=256)
def _accepted_form(header: str, offered: tuple[str, ...]) -> str:
    accepted = parse_accept_header(header, MIMEAccept)
    return accepted.best_match(offered, default=offered[0]) or offered[0]
