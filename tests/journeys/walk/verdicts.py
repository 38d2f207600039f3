"""How a visitor comes to each verdict, and what the page must then say and look like.

The words are written down here again, as they were decided: a change of the catalogue that nobody
meant to make is a red test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from keys.roles import Role
from keys.signer import MemorySigner
from tests.journeys.walk.town import Town, Weather
from tests.journeys.walk.visitor import Visitor
from verifier import wire
from verifier.verdict import VerdictCode

_V = VerdictCode
Go = Callable[[Town, Visitor], None]


@dataclass(frozen=True)
class Told:
    """A verdict as it must be told: heading by language, colour class, shape of `shapes.html`."""

    zh: str
    en: str
    colour: str
    shape: str


TOLD: Final = {
    _V.VALID: Told("有效", "Valid", "ok", "check"),
    _V.VALID_AUTH_WITHDRAWN: Told("有效", "Valid", "ok", "check"),
    _V.SUPERSEDED: Told("已换发新证", "Replaced", "warn", "turn"),
    _V.SUSPENDED: Told("暂停使用", "Suspended", "warn", "pause"),
    _V.REVOKED: Told(
        "已撤销，请勿采信", "Revoked. Do not rely on this certificate", "bad", "cross"
    ),
    _V.CANCELLED: Told("已注销，不再有效", "Cancelled. No longer valid", "bad", "cross"),
    _V.FORGED: Told(
        "不真实：内容被改动或签名不符",
        "Not genuine: altered, or the signature does not match",
        "bad",
        "cross",
    ),
    _V.WRONG_ISSUER: Told(
        "不真实：签发机构不在信任名单中",
        "Not genuine: the issuer is not on the trust list",
        "bad",
        "cross",
    ),
    _V.NO_AUTHORITY: Told(
        "无效：签发时没有评审权", "Not valid: issued without authority", "bad", "cross"
    ),
    _V.NOT_OFFICIAL_QR: Told("这不是官方二维码", "This is not an official QR code", "bad", "cross"),
    _V.NOT_FOUND: Told("未查到", "No match", "grey", "question"),
    _V.STALE_OFFLINE: Told(
        "不能确认当前状态", "Current status cannot be confirmed", "grey", "clock"
    ),
    _V.SERVICE_PROBLEM: Told("暂时无法核验", "We cannot check right now", "grey", "bang"),
    _V.CANNOT_TELL: Told("不能确认", "Cannot tell", "grey", "question"),
}
STROKES: Final = {
    "check": "m14 25 7 7 14-15",
    "cross": "m16.5 16.5 15 15m0-15-15 15",
    "pause": "M20 18v12m8-12v12",
    "turn": "M31 25a7 7 0 1 1-2-6l2 2m0-6v6h-6",
    "clock": "M24 13v12l8 5",
    "question": "M24 35.500v.1",
    "bang": "M24 13v14",
}
"""Shape -> the stroke that only it has."""
OF_TWO: Final = {each for each in _V if each.value in ("RECOGNISED_PEER", "PEER_UNCONFIRMED")}
"""Verdicts that take a second authority."""
WITH_A_NAME: Final = frozenset(
    {
        _V.VALID, _V.VALID_AUTH_WITHDRAWN, _V.SUPERSEDED, _V.SUSPENDED, _V.REVOKED, _V.CANCELLED,
        _V.NO_AUTHORITY, _V.STALE_OFFLINE,
    }
)  # fmt: skip
"""Verdicts that show whose certificate it is, because its signature held."""


@dataclass(frozen=True)
class Way:
    """A visitor's way to a verdict, and what he meets on it."""

    go: Go
    weather: Weather = Weather.FAIR
    by_link: bool = False


def scanned(fate: str, weather: Weather = Weather.FAIR) -> Way:
    """The camera of a phone opens what the code on the face says."""
    return Way(lambda town, who: who.go(f"/v/{town.fates[fate].code}"), weather, by_link=True)


def typed(fate: str, *, check_code: str | None = None) -> Way:
    """Somebody reads three things off the face into the form."""

    def go(town: Town, who: Visitor) -> None:
        title = town.fates[fate]
        who.go("/")
        fill(who, "number", title.number)
        fill(who, "name", title.row.name)
        fill(who, "check_code", check_code or title.check_code)
        submit(who, "check_code")

    return Way(go)


def pasted(text: Callable[[Town], str]) -> Way:
    """Somebody pastes what another program read out of a code, or the text of a certificate."""

    def go(town: Town, who: Visitor) -> None:
        who.go("/")
        fill(who, "qr", text(town))
        submit(who, "qr")

    return Way(go)


def fill(who: Visitor, name: str, text: str) -> None:
    who.page.locator(f"[name={name}]").first.fill(text)


def submit(who: Visitor, name: str) -> None:
    """Press the button of the form with this field."""
    who.page.locator(f"form:has([name={name}]) button").first.click()


def _edited(town: Town) -> str:
    """A word of the certificate changed by hand; the signature stays."""
    genuine = town.fates["valid"].credential
    return genuine[:-9] + ("A" if genuine[-9] != "A" else "B") + genuine[-8:]


def _of_a_stranger(town: Town) -> str:
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    return town.signed(by=stranger, issuer="https://zc.weihai-rsj.example")


WAYS: Final = {
    _V.VALID: scanned("valid"),
    _V.VALID_AUTH_WITHDRAWN: scanned("withdrawn"),
    _V.SUPERSEDED: scanned("superseded"),
    _V.SUSPENDED: typed("suspended"),
    _V.REVOKED: scanned("revoked"),
    _V.CANCELLED: typed("cancelled"),
    _V.FORGED: pasted(_edited),
    _V.WRONG_ISSUER: pasted(_of_a_stranger),
    _V.NO_AUTHORITY: scanned("unauthorised"),
    _V.NOT_OFFICIAL_QR: pasted(
        lambda town: wire.qr_link("zc.weihai.example.invalid", town.fates["valid"].code)
    ),
    _V.NOT_FOUND: typed("valid", check_code="000000"),
    _V.STALE_OFFLINE: scanned("valid", Weather.OLD_LISTS),
    _V.SERVICE_PROBLEM: scanned("valid", Weather.NO_DATABASE),
    _V.CANNOT_TELL: pasted(
        # Of a series that the rule book of this office does not know yet.
        lambda town: town.signed(series="QUANTUM", evidence=town.unheard_of)
    ),
}
