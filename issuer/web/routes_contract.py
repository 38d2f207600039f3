"""Rows of the route table for the pages about the interface itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from issuer.web.route import EVERY, LANG, Route, Who, page

CONTRACT_ROUTES: Final[tuple[Route, ...]] = (
    Route("contract.index", "/api", "GET", Who.ANYONE, EVERY, "The interface, to read",
          gives=page("Every operation, by what it is for."), query=LANG),
    Route("contract.operation", "/api/<operation>", "GET", Who.ANYONE, EVERY,
          "One operation of the interface, to read",
          gives=page("Its parameters, shapes and answers, with an example."),
          fails=(HTTPStatus.NOT_FOUND,), query=LANG),
)  # fmt: skip
