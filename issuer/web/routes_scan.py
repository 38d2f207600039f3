"""Rows of the route table: the QR reader that the start page fetches when somebody scans."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from issuer.web.route import PUBLIC, Route, Who

_UNCHANGED: Final = "Unchanged since the ETag that was sent."

SCAN: Final[tuple[Route, ...]] = tuple(
    Route(
        endpoint,
        rule,
        "GET",
        Who.ANYONE,
        PUBLIC,
        what,
        gives={
            HTTPStatus.OK: ({media_type: None}, what),
            HTTPStatus.NOT_MODIFIED: ({}, _UNCHANGED),
        },
    )
    for endpoint, rule, media_type, what in (
        ("scan.script", "/scan/reader.js", "text/javascript", "QR reader of the start page"),
        ("scan.core", "/scan/reader.wasm", "application/wasm", "Core of the QR reader"),
    )
)
