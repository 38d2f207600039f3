"""The pages of registered units: joining, signing in, who else can."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from issuer.unit_access.sessions import PROVEN
from issuer.web import units
from issuer.web.devices import UNKNOWN, device_of
from issuer.web.unit_door import ATTEMPT, SESSION
from tests.issuer.unit_access.door import ORIGIN, opened
from tests.issuer.unit_access.door import UNIT as REGISTERED
from tests.issuer.web.unit_browser import HERE, Browser, cookies, units_app


@pytest.fixture
def door(tmp_path):
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def browser(door, tmp_path, ticking):
    return Browser(units_app(door, tmp_path, monotonic=ticking), door)


@pytest.fixture
def inside(browser):
    assert browser.join().status_code == 303
    return browser


# -- the way in -----------------------------------------------------------------------------------


def test_who_is_invited_joins_and_is_at_work(browser):
    joined = browser.join("李明")
    assert (joined.status_code, joined.headers["Location"]) == (303, "/unit")
    page = browser.get("/unit")
    assert page.status_code == 200
    assert all(said in page.text for said in (REGISTERED.name, "李明", "您已登录 1 处"))


def test_who_signed_out_signs_in_again_in_either_language(inside):
    out = inside.post("/unit/sign-out?lang=en")
    assert (out.status_code, out.headers["Location"]) == (303, "/unit/sign-in?lang=en")
    assert inside.get("/unit").status_code == 303
    assert inside.sign_in().status_code == 303
    assert "Passkeys of your unit" in inside.get("/unit?lang=en").text


def test_the_cookie_is_for_this_host_over_tls_and_for_no_script(browser):
    begun = browser.options("/unit/join/options", code=browser.door.invite())
    answer = browser.device.create(begun.json)
    joined = browser.post("/unit/join", {"answer": answer})
    for given, name in ((begun, ATTEMPT), (joined, SESSION)):
        said = cookies(given)[name]
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(said.split("; "))
        assert "Domain" not in said
    assert "Max-Age" not in cookies(joined)[SESSION]
    assert "Max-Age=0" in cookies(joined)[ATTEMPT]


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(inside):
    before = inside.token()
    inside.sign_in()
    assert inside.token() not in (None, before)
    assert inside.door.here(before) is None


def test_signing_out_ends_the_session_and_takes_the_cookie_back(inside):
    token = inside.token()
    assert "Max-Age=0" in cookies(inside.post("/unit/sign-out"))[SESSION]
    assert inside.door.here(token) is None


@pytest.mark.parametrize("code", ["", "x", "0000-0000-0000-0000-0000", "0" * 400])
def test_every_code_that_opens_nothing_gets_one_answer(browser, code):
    answer = browser.options("/unit/join/options", code=code)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/unit.invitation")
    assert "Set-Cookie" not in answer.headers


def test_a_passkey_that_is_refused_is_told_so_on_the_page(inside):
    inside.post("/unit/sign-out")
    page = inside.sign_in(origin="https://zc-weihai.example")
    assert page.status_code == 403
    assert "通行密钥没有通过验证" in page.text
    assert SESSION not in cookies(page)
    late = inside.post("/unit/sign-in", {"answer": "{}"})
    assert late.status_code == 422
    assert "这次操作已经失效" in late.text


def test_a_flood_of_beginnings_waits_and_others_do_not(door, tmp_path, ticking, monkeypatch):
    monkeypatch.setattr(units, "NETWORK", (3, 600))
    browser = Browser(units_app(door, tmp_path, monotonic=ticking), door)
    for _ in range(3):
        assert browser.options("/unit/sign-in/options").status_code == 200
    held = browser.options("/unit/sign-in/options")
    assert (held.status_code, held.json["type"]) == (429, "/problems/unit.too-many")
    assert held.headers["Retry-After"] == "600"
    other = browser.client.post(
        "/unit/sign-in/options", base_url=ORIGIN, headers=HERE,
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )  # fmt: skip
    assert other.status_code == 200
    ticking.now += 600
    assert browser.options("/unit/sign-in/options").status_code == 200


# -- a session and its unit -----------------------------------------------------------------------


@pytest.mark.parametrize("end", ["idle", "unit", "passkey"])
def test_a_session_that_ended_is_sent_to_sign_in(inside, end):
    door = inside.door
    if end == "idle":
        door.later(minutes=15)
    elif end == "unit":
        door.withdraw()
    else:
        colleague = Browser(inside.app, door)
        colleague.join("王芳")
        gone = door.here(inside.token()).passkey
        assert colleague.post("/unit/passkeys/remove", {"passkey": gone}).status_code == 303
    page = inside.get("/unit")
    assert (page.status_code, page.headers["Location"]) == (303, "/unit/sign-in?why=over")
    assert "登录已结束" in inside.get(page.headers["Location"]).text


def test_a_further_passkey_is_added_and_removed(inside):
    further = inside.door.device()
    begun = inside.options("/unit/passkeys/options")
    added = inside.post("/unit/passkeys", {"answer": further.create(begun.json)})
    assert added.headers["Location"] == "/unit?done=added"
    page = inside.get(added.headers["Location"]).text
    assert "通行密钥已添加" in page
    assert page.count('name="passkey"') == 2
    new = inside.door.sessions.passkeys(REGISTERED.id)[-1]
    gone = inside.post("/unit/passkeys/remove", {"passkey": new.id})
    assert gone.headers["Location"] == "/unit?done=removed"
    assert len(inside.door.sessions.passkeys(REGISTERED.id)) == 1


def test_a_change_of_who_can_sign_in_asks_for_the_passkey_again(inside):
    Browser(inside.app, inside.door).join("王芳")
    inside.door.at += PROVEN
    page = inside.get("/unit").text
    assert "请再确认一次是您本人" in page
    assert 'name="passkey"' not in page
    options = inside.options("/unit/passkeys/options")
    assert (options.status_code, options.json["type"]) == (422, "/problems/unit.prove-again")
    first = inside.door.sessions.passkeys(REGISTERED.id)[0]
    refused = inside.post("/unit/passkeys/remove", {"passkey": first.id})
    assert refused.status_code == 422
    assert "登录已超过 5 分钟" in unescape(refused.text)
    assert len(inside.door.sessions.passkeys(REGISTERED.id)) == 2


def test_the_other_places_are_signed_out(inside, door):
    other = Browser(inside.app, door)
    other.device = inside.device
    other.sign_in()
    assert "您已登录 2 处" in inside.get("/unit").text
    assert inside.post("/unit/sign-out-others").headers["Location"] == "/unit?done=others"
    assert other.get("/unit").status_code == 303
    assert "您已登录 1 处" in inside.get("/unit").text


NEW = '<b class="informs">'


def test_a_passkey_is_called_new_for_a_week(inside):
    assert NEW in inside.get("/unit").text
    inside.door.at += timedelta(days=7)
    inside.sign_in()
    assert NEW not in inside.get("/unit").text


def test_an_unknown_word_in_an_address_says_nothing(inside):
    assert "已完成" not in inside.get("/unit?done=everything").text
    assert "登录已结束" not in inside.get("/unit/sign-in?why=x").text


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130 Safari/537", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 Safari", "Chrome · HarmonyOS"),
        ("curl/8", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_device_is_told_in_two_words(agent, told):
    assert device_of(agent) == told
    assert len(device_of(agent)) <= 40
