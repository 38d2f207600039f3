"""The units' surface over a province, with people of two units signed in."""

from __future__ import annotations

import io
import secrets

from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from issuer.passkeys import RelyingParty
from issuer.roster.tray import Tray
from issuer.roster.worker import RosterWorker
from issuer.unit_access.ceremonies import Ceremonies
from issuer.unit_access.inviting import invite
from issuer.web.unit_door import SESSION
from tests.cast import IDENTITY
from tests.issuer.roster.world import PURPOSE
from tests.issuer.unit_access.authenticator import Authenticator
from tests.issuer.web.conftest import Ticking
from verifier.decision import RegisterUnit

ORIGIN = f"https://{IDENTITY.host}"
FROM_HERE = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
SECOND = "91371000MA3EXB011Y"


class UnitSite:
    """An application of the units' surface, which holds a pepper and no other key."""

    def __init__(self, units, folder):
        self.units, self.province = units, units.province
        office = self.province.office
        self.ceremonies = Ceremonies(
            office.engine, office.pepper, RelyingParty(ORIGIN, IDENTITY.name)
        )
        self.tray = Tray(office.engine, office.pepper)
        config = Config.from_env({"ZC_INSTANCE": str(folder), "ZC_SURFACE": "unit"})
        parts = Parts(
            IDENTITY,
            units=self.ceremonies,
            tray=self.tray,
            clock=lambda: self.province.at,
            monotonic=Ticking(),
        )
        self.app = build_app(config, parts)

    def second_unit(self):
        unit = secrets.token_hex(8)
        act = RegisterUnit(unit, "另一示例单位", SECOND, "0631-1", "威人社函〔2025〕9号（示例）")
        self.province.decide(act)
        return unit

    def signed_in(self, unit):
        """A client with a session for a unit."""
        office, at = self.province.office, self.province.at
        code = invite(
            office.engine,
            office.pepper,
            unit=unit,
            person="李明",
            until=at.replace(year=2030),
            at=at,
        )
        begun = self.ceremonies.begin_join(code, at=at)
        answer = Authenticator(ORIGIN, IDENTITY.host).create(begun.options)
        token = self.ceremonies.join(begun.token, answer, device="Chrome", at=at)
        client = self.app.test_client()
        client.set_cookie(SESSION, token)
        return client

    def judge(self):
        return RosterWorker(self.province.office, lambda: self.province.at).work()


def hand_in(client, data, *, purpose=PURPOSE, name="名册.xlsx", **more):
    sent = {"roster": (io.BytesIO(data), name), "purpose": purpose}
    given = {"headers": FROM_HERE, "content_type": "multipart/form-data", **more}
    return client.post("/unit/rosters", data=sent, **given)


def number_of(answer):
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0].rpartition("/")[2]
