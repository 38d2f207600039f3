"""The published files over HTTP, as they lie in the public folder.

A web server or a CDN can serve the same folder instead; this module adds types, lifetimes and
nothing to the bytes. What may be fetched is a table of folders with the names that they can
hold: nothing else in the folder has an address.

Follows Token Status List draft-21 section 8 (media type, CORS), C2SP tlog-tiles (paths, types,
lifetimes) and OpenID Federation 1.0 section 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Response, request, send_file

from issuer.web.problems import Trouble

_FRESH: Final = "public, max-age=60"
_NOW: Final = "public, max-age=0, must-revalidate"
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Kind:
    """Names of one kind of file, their media type and how long they may be kept."""

    name: re.Pattern[str]
    media_type: str
    lifetime: str


def _kind(name: str, media_type: str, lifetime: str) -> Kind:
    return Kind(re.compile(name + r"\Z"), media_type, lifetime)


_BYTES: Final = "application/octet-stream"
KINDS: Final = (
    _kind(r"\.well-known/openid-federation", "application/entity-statement+jwt", _FRESH),
    _kind(r"bundle\.json", "application/json", _NOW),
    _kind(r"revocations", "application/zc-revocations+jwt", _NOW),
    _kind(r"status/[1-9][0-9]{0,8}", "application/statuslist+jwt", _NOW),
    _kind(r"trust/anchor\.json", "application/json", _FRESH),
    _kind(r"trust/[a-z0-9][a-z0-9._/-]{0,120}\.json", "application/json", _FRESH),
    _kind(r"trust/[a-z0-9][a-z0-9._/-]{0,120}", "application/zc-trust-list+jwt", _FRESH),
    _kind(r"log/checkpoint", "text/plain", _NOW),
    # A full tile never changes; a partial one is named by its width and never changes either.
    _kind(r"log/tile/[0-9a-z]{1,7}(?:/x?[0-9]{3})+(?:\.p/[0-9]{1,3})?", _BYTES, _FOR_EVER),
    _kind(r"rules/book/[A-Za-z0-9_-]{43}\.json", "application/json", _FOR_EVER),
    _kind(r"batches/[A-Za-z0-9_-]{43}\.json", "application/jose+json", _FOR_EVER),
)


class PublishedFiles:
    """The routes of the public folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {
            "published.federation": self.federation,
            "published.trust": self.trust,
            "published.status": self.status,
            "published.log": self.log,
            "published.bundle": self.bundle,
            "published.batch": self.batch,
            "published.book": self.book,
        }

    def federation(self) -> Response:
        """The authority's entity configuration."""
        return self.send(".well-known/openid-federation")

    def trust(self, name: str) -> Response:
        """Trust lists and the anchor."""
        return self.send(f"trust/{name}")

    def status(self, number: int) -> Response:
        """A status list."""
        return self.send(f"status/{number}")

    def log(self, name: str) -> Response:
        """Checkpoint and tiles."""
        return self.send(f"log/{name}")

    def bundle(self) -> Response:
        """Everything that offline verification needs."""
        return self.send("bundle.json")

    def batch(self, name: str) -> Response:
        """The signed header of a batch, without rows."""
        return self.send(f"batches/{name}")

    def book(self, name: str) -> Response:
        """A rule book that was ever in force, whole."""
        return self.send(f"rules/book/{name}")

    def send(self, name: str) -> Response:
        """One file by its name in the public folder."""
        kind = next((kind for kind in KINDS if kind.name.match(name)), None)
        path = self._folder / name
        # The table already refuses dots that climb; a link inside the folder could still leave it.
        if kind is None or not path.is_file() or not path.resolve().is_relative_to(self._folder):
            raise Trouble("web.not-found", HTTPStatus.NOT_FOUND)
        answer = send_file(path, mimetype=kind.media_type, conditional=True, etag=True)
        answer.headers["Cache-Control"] = kind.lifetime
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.headers["X-Robots-Tag"] = "noindex"
        if request.method == "HEAD":
            answer.direct_passthrough = False
        return answer
