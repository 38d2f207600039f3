"""The units' surface over a door, and what the browser of somebody at a unit does there."""

from __future__ import annotations

from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from issuer.web.unit_door import SESSION
from tests.issuer.unit_access.door import ORIGIN
from tests.issuer.web.conftest import IDENTITY

PERSON = {"Accept": "text/html"}
FORM = "application/x-www-form-urlencoded"
HERE = {"Origin": "null", "Sec-Fetch-Site": "same-origin", "Content-Type": FORM}
"""As a browser sends a form of a page that sends no referrer."""


def units_app(door, folder, **parts):
    """The surface of units alone."""
    config = Config.from_env({"ZC_INSTANCE": str(folder), "ZC_SURFACE": "unit"})
    return build_app(config, Parts(IDENTITY, units=door.ceremonies, clock=lambda: door.at, **parts))


class Browser:
    """What a browser of a unit does, with a passkey in it."""

    def __init__(self, app, door):
        self.app = app
        self.client = app.test_client()
        self.door = door
        self.device = door.device()

    def get(self, path, **given):
        return self.client.get(path, base_url=ORIGIN, headers=PERSON, **given)

    def post(self, path, data=None, *, headers=HERE, accept="text/html"):
        said = {**headers, "Accept": accept}
        return self.client.post(path, data=data or {}, base_url=ORIGIN, headers=said)

    def options(self, path, **data):
        return self.post(path, data, accept="application/json")

    def join(self, person="李明"):
        begun = self.options("/unit/join/options", code=self.door.invite(person))
        return self.post("/unit/join", {"answer": self.device.create(begun.json)})

    def sign_in(self, **false):
        begun = self.options("/unit/sign-in/options")
        return self.post("/unit/sign-in", {"answer": self.device.get(begun.json, **false)})

    def token(self, name=SESSION):
        found = self.client.get_cookie(name, domain=ORIGIN.removeprefix("https://"))
        return found.value if found else None


def cookies(answer):
    return {each.partition("=")[0]: each for each in answer.headers.getlist("Set-Cookie")}
