"""The routes on which a signed-in unit has rosters verified; part of `issuer.web.routes`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from issuer.roster.reading import MAX_FILE_BYTES
from issuer.web import models_rosters
from issuer.web.route import (
    FORM,
    HTML,
    JSON,
    KIB,
    LANG,
    MULTIPART,
    NOT_TAKEN,
    UNIT,
    Body,
    Route,
    Who,
)
from keys.roles import Typ

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
RECEIPT: Final = f"application/{Typ.ROSTER_RECEIPT}"
_S: Final = HTTPStatus
_ONE: Final = "/unit/rosters/<string(length=16):roster>"
_SIGN_IN: Final[Mapping[HTTPStatus, tuple[Mapping[str, Body], str]]] = {
    _S.SEE_OTHER: ({}, "Go there; to sign in, where nobody is.")
}
_AWAY: Final = (_S.FORBIDDEN, _S.SERVICE_UNAVAILABLE)
_GONE: Final = (_S.NOT_FOUND, _S.GONE)
_AGAIN: Final = {**LANG, "again": "a roster of this unit, whose purpose is filled in"}
_FORMS: Final = {**LANG, "format": "html or json; else Accept decides"}


def _shown(
    endpoint: str, rule: str, what: str, media: Mapping[str, Body], *fails: HTTPStatus,
    query: Mapping[str, str] = LANG,
) -> Route:  # fmt: skip
    gives = {_S.OK: (media, what), **_SIGN_IN}
    return Route(endpoint, rule, "GET", Who.UNIT, UNIT, what, gives=gives,
                 fails=(*_AWAY, *fails), query=query)  # fmt: skip


ROSTER_ROUTES: Final[tuple[Route, ...]] = (
    _shown("rosters.page", "/unit/rosters", "A unit's rosters", {HTML: None}, query=_AGAIN),
    Route("rosters.hand_in", "/unit/rosters", "POST", Who.UNIT, UNIT, "Have a roster verified",
          takes={MULTIPART: models_rosters.RosterForm}, limit=MAX_FILE_BYTES + 64 * KIB,
          oversize="roster.too-large", gives=_SIGN_IN,
          fails=(*NOT_TAKEN, *_AWAY, _S.UNPROCESSABLE_ENTITY), query=LANG),
    _shown("rosters.one", _ONE, "How far a roster is",
           {HTML: None, JSON: models_rosters.RosterState}, _S.NOT_FOUND, query=_FORMS),
    _shown("rosters.result", f"{_ONE}/result", "The roster with its answers",
           {XLSX: None, CSV: None}, *_GONE),
    _shown("rosters.receipt", f"{_ONE}/receipt", "The signed receipt", {RECEIPT: None}, *_GONE),
    Route("rosters.remove", "/unit/rosters/remove", "POST", Who.UNIT, UNIT,
          "Remove result and receipt", takes={FORM: models_rosters.RosterNumberForm},
          limit=KIB, gives=_SIGN_IN, fails=(*NOT_TAKEN, *_AWAY, _S.NOT_FOUND), query=LANG),
)  # fmt: skip
