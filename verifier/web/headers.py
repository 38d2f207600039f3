"""What every answer carries, and in which language and form it is given.

Follows W3C CSP Level 3 (style and script stand in the page and are allowed by their digest
alone), RFC 6797, and RFC 9110 section 12 for the choice of form and language.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Flask, Request, Response

TEMPLATES: Final = Path(__file__).parent.parent / "templates"

STYLE: Final = (TEMPLATES / "verifier/page.css").read_text("utf-8").strip()
SCRIPT: Final = (
    'var b=document.getElementById("print");if(b){b.hidden=false;b.onclick=function(){print()}}'
)
"""Shows the print button where there is script; the page says all it says without."""
HTML: Final = "text/html"
JSON: Final = "application/json"
SD_JWT: Final = "application/dc+sd-jwt"
TEXT: Final = "text/plain"
_FORMATS: Final = {
    "html": HTML,
    "json": JSON,
    "sd-jwt": SD_JWT,
    "text": TEXT,
    "jwt": "application/zc-revocations+jwt",
}
NO_STORE: Final = "no-store"
_LANGUAGES: Final = {"zh": "zh_CN", "zh-CN": "zh_CN", "zh_CN": "zh_CN", "en": "en"}


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_digest(STYLE)}; script-src {_digest(SCRIPT)}; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
"""Sent with every answer, pages and files alike."""


def harden(app: Flask) -> None:
    """Give every answer of `app` the headers of this module; a page is never stored unasked."""

    def add(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", NO_STORE)
        return answer

    app.after_request(add)


def wanted_language(asked: Request, *, default: str = "zh_CN") -> str:
    """The language of an answer: `?lang=`, else what the browser prefers, else the default."""
    by_address = _LANGUAGES.get(asked.args.get("lang", ""))
    if by_address:
        return by_address
    best = asked.accept_languages.best_match(["zh-CN", "zh", "en"])
    return _LANGUAGES[best] if best else default


def wanted_form(asked: Request, *offered: str) -> str:
    """The media type of an answer: `?format=`, else the best that `Accept` allows, else HTML."""
    named = _FORMATS.get(asked.args.get("format", ""))
    if named in offered:
        return str(named)
    return asked.accept_mimetypes.best_match(offered, default=offered[0]) or offered[0]
