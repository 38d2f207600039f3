"""The scanner of the start page: its script, its policy, and the QR reader that it fetches.

Without the script the page works all the same: a photo goes to the server. The reader is the one
that the offline page carries (`verifier.offline`), sent as it is, only to whoever taps, and kept
by the browser for good: its address names its digest. Nothing here reads a picture.

Follows W3C CSP Level 3 ('wasm-unsafe-eval'), W3C Permissions Policy, and RFC 9111 with RFC 8246
(immutable).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Response, request

from verifier.offline import reader_core, reader_script
from verifier.web.headers import content_policy

SCRIPT: Final = (
    (Path(__file__).parent.parent / "templates/issuer/scan.js").read_text("utf-8").strip()
)
"""Stands in the start page; the policy names its digest."""
POLICY: Final = (
    content_policy(SCRIPT).replace("script-src ", "script-src 'self' 'wasm-unsafe-eval' ")
    + "; connect-src 'self'"
)
"""Beside its own script, the page may fetch and run what lies on this very host."""
WITH_CAMERA: Final = "camera=(self), geolocation=(), microphone=(), payment=()"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_NOW: Final = "public, max-age=0, must-revalidate"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the reader.

    Attributes:
        digest: Of its bytes, in the address of whoever may keep it for good.
        packed: The same bytes, gzip.
    """

    rule: str
    media_type: str
    data: bytes
    packed: bytes
    digest: str

    @property
    def address(self) -> str:
        """Where a page fetches it."""
        return f"{self.rule}?{self.digest}"

    def send(self) -> Response:
        """The answer to the running request."""
        packed = bool(request.accept_encodings["gzip"])
        answer = Response(self.packed if packed else self.data, mimetype=self.media_type)
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
        answer.vary.add("Accept-Encoding")
        asked = request.query_string.decode("ascii", "replace")
        answer.headers["Cache-Control"] = _FOR_EVER if asked == self.digest else _NOW
        answer.set_etag(f"{self.digest}-gzip" if packed else self.digest)
        answer.make_conditional(request)
        return answer


@lru_cache(maxsize=1)
def parts() -> tuple[Part, Part]:
    """Script and core of the reader."""
    return (
        _part("/scan/reader.js", "text/javascript", reader_script()),
        _part("/scan/reader.wasm", "application/wasm", reader_core()),
    )


def views() -> dict[str, Callable[[], Response]]:
    """The routes by endpoint."""
    return {"scan.script": _send_script, "scan.core": _send_core}


def _send_script() -> Response:
    return parts()[0].send()


def _send_core() -> Response:
    return parts()[1].send()


def _part(rule: str, media_type: str, data: bytes) -> Part:
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Part(rule, media_type, data, gzip.compress(data, 9, mtime=0), digest)
