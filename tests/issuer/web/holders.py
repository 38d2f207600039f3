"""The holder's surface over a province, and what a holder does at it."""

from __future__ import annotations

import re

from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from tests.cast import IDENTITY
from tests.issuer.claiming import ONCE, desk_of
from tests.issuer.web.conftest import Ticking

TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def holders_app(province, folder):
    """The holder's surface alone; it believes a proxy on this machine."""
    config = Config.from_env(
        {
            "ZC_INSTANCE": str(folder),
            "ZC_SURFACE": "holder",
            "ZC_TRUSTED_PROXIES": "127.0.0.1/32",
        }
    )
    parts = Parts(
        IDENTITY,
        press=province.press,
        claims=desk_of(province),
        clock=lambda: province.at,
        monotonic=Ticking(),
    )
    return build_app(config, parts)


def post(client, code, name, *, once=ONCE, **given):
    return client.post("/claim", data={"code": code, "name": name, "once": once}, **given)


def ticket_of(answer):
    return TICKET.search(answer.text)[1]


def fetch(client, ticket, kind="pdf"):
    return client.post("/claim/file", data={"ticket": ticket, "kind": kind})
