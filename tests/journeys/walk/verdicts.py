"""How a visitor comes to each verdict, and what the page must then say and look like.

The words are written down here again, as they were decided: a change of the catalogue that nobody
meant to make is a red test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from keys.roles import Role
from keys.signer import MemorySigner
from tests.journeys.walk.town import Town, Weather
from tests.journeys.walk.visitor import Visitor
from verifier import wire
from verifier.china_time import china_day
from verifier.verdict import VerdictCode

_V = VerdictCode
SHAOXING: Final = "3306"
QINGDAO: Final = "3702"
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
    _V.OUT_OF_SCOPE: Told(
        "真实，但不适用于您选择的地区或单位",
        "Genuine, but not for the place you chose",
        "warn",
        "diamond",
    ),
    _V.SCOPE_EXPIRED: Told(
        "真实，但适用期已过", "Genuine, but its period of use has ended", "warn", "diamond"
    ),
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
    "diamond": "M24 15 33 24 24 33 15 24z",
    "turn": "M31 25a7 7 0 1 1-2-6l2 2m0-6v6h-6",
    "clock": "M24 13v12l8 5",
    "question": "M24 35.500v.1",
    "bang": "M24 13v14",
}
"""Shape -> the stroke that only it has."""
OF_TWO: Final = frozenset({_V.RECOGNISED_PEER, _V.PEER_UNCONFIRMED})
"""Verdicts that take a second authority."""
WITH_A_NAME: Final = frozenset(
    {
        _V.VALID, _V.VALID_AUTH_WITHDRAWN, _V.SUPERSEDED, _V.SUSPENDED, _V.REVOKED, _V.CANCELLED,
        _V.NO_AUTHORITY, _V.STALE_OFFLINE, _V.OUT_OF_SCOPE, _V.SCOPE_EXPIRED,
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


def chosen(fate: str, region: str) -> Way:
    """On the page of a certificate, somebody asks about a region of his own."""

    def go(town: Town, who: Visitor) -> None:
        who.go(f"/v/{town.fates[fate].code}")
        who.page.locator("#where [name=to]").select_option(region)
        who.page.locator("#where form button").click()

    return Way(go)


def typed(fate: str, *, check_code: str | None = None) -> Way:
    """Somebody reads three things off the face into the form."""

    def go(town: Town, who: Visitor) -> None:
        title = town.fates[fate]
        type_in(who, title.number, title.row.name, check_code or title.check_code)

    return Way(go)


def type_in(who: Visitor, number: str, name: str, check_code: str) -> None:
    """The form for number, name and check code, filled in and sent."""
    who.go("/")
    who.page.click("label[for=way-number]")
    for field, text in (("number", number), ("name", name), ("check_code", check_code)):
        who.page.fill(f"#{field}", text)
    who.page.click("form:has(#number) button")


def pasted(text: Callable[[Town], str]) -> Way:
    """Somebody pastes what another program read out of a code, or the text of a certificate."""
    return Way(lambda town, who: paste(who, text(town)))


def paste(who: Visitor, text: str) -> None:
    """The form for the text of a code, filled in and sent."""
    who.go("/")
    who.page.click("details:has(#qr) summary")
    who.page.fill("#qr", text)
    who.page.click("form:has(#qr) button")


def _edited(town: Town) -> str:
    """A word of the certificate changed by hand; the signature stays."""
    genuine = town.fates["valid"].credential
    return genuine[:-9] + ("A" if genuine[-9] != "A" else "B") + genuine[-8:]


def _of_a_stranger(town: Town) -> str:
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    return town.signed(by=stranger, issuer="https://zc.weihai-rsj.example")


def _past_its_last_day(town: Town) -> str:
    """Of a committee whose filing limits how long its results may be used: until yesterday."""
    yesterday = china_day(town.province.at) - timedelta(days=1)
    scope = replace(town.certificate.scope, until=yesterday)
    return town.signed(scope=scope, evidence=town.unheard_of)


WAYS: Final = {
    _V.VALID: scanned("valid"),
    _V.VALID_AUTH_WITHDRAWN: scanned("withdrawn"),
    _V.OUT_OF_SCOPE: chosen("valid", SHAOXING),
    _V.SCOPE_EXPIRED: pasted(_past_its_last_day),
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
