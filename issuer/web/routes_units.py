"""The routes of registered units: joining, signing in, and what is behind the door.

Part of the route table (`issuer.web.routes`). Every POST here is held against our own origin
before anything else, and every row of `Who.UNIT` needs a session; see `issuer.web.unit_door`.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel

from issuer.web import models_units
from issuer.web.route import FORM, HTML, JSON, KIB, LANG, NOT_TAKEN, UNIT, Body, Route, Who

_S: Final = HTTPStatus
_LIMIT: Final = 20 * KIB
_SENT_ON: Final[Mapping[HTTPStatus, tuple[Mapping[str, Body], str]]] = {
    _S.SEE_OTHER: ({}, "Go there.")
}
_REFUSED: Final = (*NOT_TAKEN, _S.FORBIDDEN, _S.UNPROCESSABLE_ENTITY, _S.SERVICE_UNAVAILABLE)
_DONE: Final = {**LANG, "done": "what was just done: added, removed or others"}
_WHY: Final = {**LANG, "why": "over: the session has ended"}


def _posted(
    endpoint: str,
    rule: str,
    who: Who,
    form: type[BaseModel],
    what: str,
    *,
    gives: Mapping[HTTPStatus, tuple[Mapping[str, Body], str]] = _SENT_ON,
    fails: tuple[HTTPStatus, ...] = _REFUSED,
) -> Route:
    return Route(endpoint, rule, "POST", who, UNIT, what, takes={FORM: form}, limit=_LIMIT,
                 gives=gives, fails=fails, query=LANG)  # fmt: skip


def _begins(
    endpoint: str,
    rule: str,
    who: Who,
    form: type[BaseModel],
    what: str,
    *,
    options: type[BaseModel] = models_units.CreationOptions,
) -> Route:
    gives = {_S.OK: ({JSON: options}, "For the script.")}
    extra = {_S.SEE_OTHER: _SENT_ON[_S.SEE_OTHER]} if who is Who.UNIT else {}
    return _posted(endpoint, rule, who, form, what, gives={**gives, **extra},
                   fails=(*_REFUSED, _S.TOO_MANY_REQUESTS))  # fmt: skip


def _page(endpoint: str, rule: str, who: Who, what: str, query: Mapping[str, str]) -> Route:
    gives = {_S.OK: ({HTML: None}, what)}
    fails: tuple[HTTPStatus, ...] = ()
    if who is Who.UNIT:
        gives[_S.SEE_OTHER] = ({}, "To sign in.")
        fails = (_S.FORBIDDEN, _S.SERVICE_UNAVAILABLE)
    return Route(endpoint, rule, "GET", who, UNIT, what, gives=gives, fails=fails, query=query)


UNIT_ROUTES: Final[tuple[Route, ...]] = (
    _page("units.join_page", "/unit/join", Who.ANYONE, "Where an invited person begins", LANG),
    _begins("units.begin_join", "/unit/join/options", Who.INVITED, models_units.JoinForm,
            "A challenge for an invited person"),
    _posted("units.join", "/unit/join", Who.INVITED, models_units.AnswerForm,
            "Keep an invited person's passkey"),
    _page("units.sign_in_page", "/unit/sign-in", Who.ANYONE, "Where units sign in", _WHY),
    _begins("units.begin_sign_in", "/unit/sign-in/options", Who.HOLDER_OF_PASSKEY,
            models_units.NothingForm, "A challenge for a passkey",
            options=models_units.RequestOptions),
    _posted("units.sign_in", "/unit/sign-in", Who.HOLDER_OF_PASSKEY, models_units.AnswerForm,
            "Sign in by passkey"),
    _page("units.home", "/unit", Who.UNIT, "A unit at work", _DONE),
    _begins("units.begin_add", "/unit/passkeys/options", Who.UNIT, models_units.NothingForm,
            "A challenge for a further passkey"),
    _posted("units.add", "/unit/passkeys", Who.UNIT, models_units.AnswerForm,
            "Keep a further passkey"),
    _posted("units.remove", "/unit/passkeys/remove", Who.UNIT, models_units.PasskeyForm,
            "Remove a passkey and end what it began"),
    _posted("units.sign_out", "/unit/sign-out", Who.UNIT, models_units.NothingForm, "Sign out"),
    _posted("units.sign_out_others", "/unit/sign-out-others", Who.UNIT, models_units.NothingForm,
            "Sign out everywhere else"),
)  # fmt: skip
