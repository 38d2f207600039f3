"""The icon and the word to crawlers: source assets, served where the folder is at hand.

An installation without the folder answers 404 and loses nothing that a page needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Response, send_file

from issuer.web.problems import Trouble

_A_DAY = "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class Assets:
    """The routes; `folder` holds the files."""

    folder: Path

    def icon(self) -> Response:
        """The icon of every page."""
        return self._send("icon.svg", "image/svg+xml")

    def robots(self) -> Response:
        """What crawlers leave alone."""
        return self._send("robots.txt", "text/plain")

    def _send(self, name: str, media_type: str) -> Response:
        path = self.folder / name
        if not path.is_file():
            raise Trouble("web.not-found", HTTPStatus.NOT_FOUND)
        asset = send_file(path, mimetype=media_type, conditional=True)
        asset.headers["Cache-Control"] = _A_DAY
        return asset
