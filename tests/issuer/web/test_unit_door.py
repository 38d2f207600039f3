"""The door before the pages of units: nobody without a session, nothing for another site."""

from __future__ import annotations

import re

import pytest

from issuer.web.route import UNIT, Who
from issuer.web.routes import ROUTES
from issuer.web.unit_door import SESSION
from issuer.web.units import POLICY, SCRIPT
from tests.house.tree import PACKAGES, ROOT, files, named
from tests.issuer.unit_access.door import ORIGIN, opened
from tests.issuer.unit_access.door import UNIT as REGISTERED
from tests.issuer.web.unit_browser import FORM, HERE, Browser, units_app
from verifier.web.headers import HEADERS

ONCE = re.compile(rb'name="once" value="[^"]+"')  # a form to claim has something of its own
OF_UNITS = [route for route in ROUTES if route.surfaces == UNIT and "<" not in route.rule]
BEHIND = [route for route in OF_UNITS if route.who is Who.UNIT]
POSTED = [route for route in OF_UNITS if route.method == "POST"]
OWN = [route for route in OF_UNITS if route.endpoint.startswith("units.")]


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


@pytest.mark.parametrize("route", BEHIND, ids=lambda route: route.endpoint)
def test_nobody_passes_without_a_session(browser, route):
    for token in (None, "", "x", "x" * 43):
        if token is not None:
            browser.client.set_cookie(SESSION, token, domain="zc.weihai.example", secure=True)
        if route.method == "GET":
            person, script = browser.get(route.rule), browser.client.get(route.rule)
        else:
            kind = next(iter(route.takes))
            headers = {**HERE, "Content-Type": f"{kind}; boundary=x"}
            person = browser.post(route.rule, b"x", headers=headers)
            script = browser.post(route.rule, b"x", headers=headers, accept="application/json")
        where = "/unit/sign-in" if token is None else "/unit/sign-in?why=over"
        assert (person.status_code, person.headers["Location"]) == (303, where)
        assert (script.status_code, script.json["type"]) == (403, "/problems/unit.signed-out")


FROM_ELSEWHERE = {
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "another site, as it says": {"Origin": "https://evil.example"},
    "a host beside ours": {"Origin": "https://a.zc.weihai.example", "Sec-Fetch-Site": "same-site"},
    "no origin, another site": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "an old browser, no origin": {"Origin": "null"},
    "nothing said": {},
    "typed in": {"Sec-Fetch-Site": "none"},
    "without TLS": {"Origin": "http://zc.weihai.example", "Sec-Fetch-Site": "same-origin"},
}


@pytest.mark.parametrize("elsewhere", FROM_ELSEWHERE)
def test_nothing_is_done_for_another_site(inside, elsewhere):
    token, passkeys = inside.token(), inside.door.sessions.passkeys(REGISTERED.id)
    for route in POSTED:
        headers = {**FROM_ELSEWHERE[elsewhere], "Content-Type": next(iter(route.takes))}
        if "multipart" in headers["Content-Type"]:
            headers["Content-Type"] += "; boundary=x"
        answer = inside.post(route.rule, b"x", headers=headers, accept="application/json")
        assert (answer.status_code, answer.json["type"]) == (403, "/problems/unit.origin")
        assert ORIGIN in answer.json["title"]
        assert "Set-Cookie" not in answer.headers
    assert inside.door.here(token)
    assert inside.door.sessions.passkeys(REGISTERED.id) == passkeys


@pytest.mark.parametrize(
    "said",
    [{"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}, {"Origin": ORIGIN},
     {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "same-origin"}],
    ids=["fetch", "old fetch", "form", "form without origin"],
)  # fmt: skip
def test_what_our_own_page_sends_is_taken(inside, said):
    headers = {**said, "Content-Type": FORM}
    assert inside.post("/unit/sign-out", headers=headers).status_code == 303


def test_reading_changes_nothing(inside):
    token = inside.token()
    for route in OWN:
        answer = inside.get(route.rule)
        assert answer.status_code in (200, 405)
        assert "Set-Cookie" not in answer.headers
    assert inside.door.here(token)


def test_pages_are_kept_nowhere_and_load_nothing_of_others(inside):
    for path in ("/unit", "/unit/join", "/unit/sign-in"):
        page = inside.get(path)
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert set(HEADERS) <= set(page.headers.keys())
        assert f"<script>{SCRIPT}</script>" in page.text


def test_a_page_says_what_to_do_without_script(browser):
    for path in ("/unit/join", "/unit/sign-in"):
        text = browser.get(path).text
        assert "<noscript>" in text
        assert "这一步需要 JavaScript" in text
        assert '<button class="go" hidden>' in text
    assert "逐张核验" in browser.get("/unit/sign-in").text


class Untouched:
    """Ceremonies that nobody may so much as look at."""

    def __getattr__(self, name):
        raise AssertionError(name)


def test_public_pages_neither_set_nor_read_the_cookie(app_of, monkeypatch):
    """It comes along to every page of the host; nothing there depends on it."""
    monkeypatch.setattr("issuer.web.unit_door.UnitDoor.open", lambda _: Untouched())
    client = app_of().test_client()
    others = [route for route in ROUTES if route.surfaces != UNIT and route.method == "GET"]
    plain = [route.rule for route in others if "<" not in route.rule]
    assert len(plain) > 15
    for path in plain:
        without = client.get(path, base_url=ORIGIN, buffered=True)
        client.set_cookie(SESSION, "x" * 43, domain="zc.weihai.example", secure=True)
        with_it = client.get(path, base_url=ORIGIN, buffered=True)
        client.delete_cookie(SESSION, domain="zc.weihai.example")
        told = (without.status_code, ONCE.sub(b"", without.data), str(without.headers))
        assert (with_it.status_code, ONCE.sub(b"", with_it.data), str(with_it.headers)) == told, (
            path
        )
        assert "Set-Cookie" not in without.headers
        assert "Cookie" not in without.headers.get("Vary", "")


def test_no_module_but_the_door_knows_the_name_of_the_cookie():
    knowing = {
        named(path) for path in files(".py", ".html", ".js")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and SESSION.removeprefix("__Host-") in path.read_text("utf-8")
    }  # fmt: skip
    assert knowing == {"issuer/web/unit_door.py"}
