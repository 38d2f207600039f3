"""What a browser of a registered unit sends: an invitation, and answers that no passkey gave."""

from __future__ import annotations

from issuer.passkeys import RelyingParty
from issuer.unit_access.ceremonies import Ceremonies
from issuer.unit_access.inviting import invite
from keys.encoding import Json
from tests.cast import HOST
from tests.province import Province
from verifier.china_time import day_begins
from verifier.decision import RegisterUnit

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
UNIT = "00c0ffee"
ROSTER = "0123456789abcdef"
ROSTERS: dict[str, list[Json]] = {
    f"rosters.{each}": [ROSTER] for each in ("one", "result", "receipt")
}
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def ceremonies_of(province: Province) -> Ceremonies:
    """The door of units over a province."""
    party = RelyingParty(f"https://{HOST}", "威海市人力资源和社会保障局（示例）")
    return Ceremonies(province.office.engine, province.office.pepper, party)


def units(province: Province) -> dict[str, dict[str, list[Json]]]:
    """Endpoint -> documents: a code that opens, one that does not, answers of no passkey."""
    province.decide(RegisterUnit(UNIT, "示例单位", "91371000MA3EXB010U", "人事部", "示例文号"))
    code = invite(
        province.office.engine, province.office.pepper, unit=UNIT, person="李明",
        until=day_begins(province.at).replace(year=2099), at=province.at,
    )  # fmt: skip
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
        "rosters.hand_in": {MULTIPART: [{"roster": "QR\nx", "purpose": "聘用（示例）"}]},
        "rosters.remove": {FORM: [{"roster": ROSTER}]},
    }
