"""What a browser of a registered unit sends: an invitation, and answers that no passkey gave."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from issuer.passkeys import RelyingParty
from issuer.unit_access.ceremonies import Ceremonies
from issuer.unit_access.inviting import invite
from issuer.web.unit_door import SESSION
from keys.encoding import Json
from tests.cast import HOST
from tests.issuer.unit_access.authenticator import Authenticator
from tests.province import Province
from verifier.china_time import day_begins
from verifier.decision import RegisterUnit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
UNIT = "00c0ffee"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def ceremonies_of(province: Province) -> Ceremonies:
    """The door of units over a province."""
    party = RelyingParty(f"https://{HOST}", "威海市人力资源和社会保障局（示例）")
    return Ceremonies(province.office.engine, province.office.pepper, party)


def units(province: Province) -> dict[str, dict[str, list[Json]]]:
    """Endpoint -> documents: a code that opens, one that does not, answers of no passkey."""
    province.decide(RegisterUnit(UNIT, "示例单位", "91371000MA3EXB010U", "人事部", "示例文号"))
    code = _invited(province)
    answers: list[Json] = [{"answer": "{}"}, {"answer": "x"}]
    return {
        "units.begin_join": {FORM: [{"code": code}, {"code": "0" * 20}]},
        "units.join": {FORM: answers},
        "units.begin_sign_in": {FORM: [{}]},
        "units.sign_in": {FORM: answers},
        "units.begin_add": {FORM: [{}]},
        "units.add": {FORM: answers},
        "units.remove": {FORM: [{"passkey": "0123456789abcdef"}]},
        "units.sign_out": {FORM: [{}]},
        "units.sign_out_others": {FORM: [{}]},
    }


def _invited(province: Province) -> str:
    return invite(
        province.office.engine, province.office.pepper, unit=UNIT, person="李明",
        until=day_begins(province.at).replace(year=2099), at=province.at,
    )  # fmt: skip


class AtWork:
    """An application whose visitors at a unit's pages are signed in, two of three times."""

    def __init__(self, app: WSGIApplication, token: str) -> None:
        self._app, self._token = app, token
        self._turns = itertools.cycle((True, True, False))

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/unit") and path != "/unit/sign-out" and next(self._turns):
            environ["HTTP_COOKIE"] = f"{SESSION}={self._token}"
        return self._app(environ, start)


def signed_in(province: Province) -> str:
    """The token of a session of somebody at the unit."""
    ceremonies = ceremonies_of(province)
    begun = ceremonies.begin_join(_invited(province), at=province.at)
    assert begun is not None
    device = Authenticator(ceremonies.party.origin, ceremonies.party.host)
    answer = device.create(begun.options)
    return ceremonies.join(begun.token, answer, device="—", at=province.at)
