"""An invited person joins, signs in and looks after passkeys, in a real browser.

The browser has an authenticator in software (Chrome DevTools Protocol, WebAuthn), so that what is
tested is its own ceremony with our pages: their script, their policy, their cookies. Over plain
HTTP at `localhost`, which browsers trust. Pictures are kept under `.cache/unit` for people to
look at.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from issuer.claim_codes import grouped
from issuer.web.unit_door import ATTEMPT, SESSION
from tests.interop.peers import node_room
from tests.issuer.unit_access.door import UNIT, opened
from tests.issuer.web.unit_browser import units_app
from tests.verifier.offline.browser import DESKTOP, PHONE, chromium

pytestmark = pytest.mark.drill

SHOTS = Path(__file__).parents[2] / ".cache/unit"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """The units' surface, served at its own origin."""
    folder = tmp_path_factory.mktemp("units")
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    with opened(folder, origin=f"http://localhost:{server.server_port}") as made:
        server.app = units_app(made, folder)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def person(browser, *, size=PHONE, language="zh", script=True, dark=False, key=KEY):
    """A page of somebody with a passkey's device, and what it complained of."""
    complaints = []
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=LOCALES[language],
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.on("console", lambda each: complaints.append(each.text))
    page.on("pageerror", lambda each: complaints.append(str(each)))
    page.set_default_timeout(15_000)
    if key:
        plug(page, key)
    yield page
    assert [each for each in complaints if "status of 4" not in each] == []
    context.close()


def plug(page, key=KEY):
    """Give the browser of a page a device; gives its name."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    added = wire.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    return wire, added["authenticatorId"]


def touch(wire, device, *, touched):
    """Whether somebody has a finger on a device whenever it asks."""
    name = "WebAuthn.setAutomaticPresenceSimulation"
    wire.send(name, {"authenticatorId": device, "enabled": touched})


def look(page, name):
    """Keep a picture; nothing may be wider than the screen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    widest = page.evaluate("document.documentElement.scrollWidth")
    assert widest <= page.viewport_size["width"], name


def at_home(url):
    return url.partition("?")[0].endswith("/unit")


def join(page, door, name="李明"):
    """Join by a new invitation, and land on the unit's page."""
    page.goto(f"{door.ceremonies.party.origin}/unit/join#{door.invite(name)}")
    page.click("button.go")
    page.wait_for_url(at_home)


def faults(page):
    """What axe finds; a page allows no script but its own, and the debugger is not the page."""
    axe = (node_room() / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [(PHONE, "zh", False), (DESKTOP, "en", True)],
    ids=["phone-zh", "desktop-en-dark"],
)
def test_a_person_joins_adds_removes_and_signs_in_again(browser, door, size, language, dark):
    where = f"{language}-{size[0]}"
    with person(browser, size=size, language=language, dark=dark, key=None) as page:
        here, first = plug(page)
        code = door.invite("李明")
        page.goto(f"{door.ceremonies.party.origin}/unit/join#{code}")
        assert page.input_value("#code") == grouped(code)
        assert faults(page) == []
        look(page, f"join-{where}")
        page.fill("#code", grouped(code).lower().replace("-", " "))
        page.click("button.go")
        page.wait_for_url(at_home)
        assert UNIT.name in page.inner_text("h1")
        assert code not in page.content()
        assert faults(page) == []
        look(page, f"home-{where}")

        page.click("form[data-begin] button")
        page.wait_for_selector("#said:not([hidden])")
        assert page.evaluate("document.activeElement.id") == "said"
        look(page, f"already-{where}")

        door.later(minutes=1)  # the newest stands last
        # The browser asks both devices, and the first one would answer again that it is known.
        touch(here, first, touched=False)
        wire, second = plug(page, {**KEY, "transport": "usb"})
        page.click("form[data-begin] button")
        page.wait_for_url("**/unit?*done=added*")
        assert page.locator("[role=status]").count() == 1
        assert faults(page) == []
        look(page, f"added-{where}")
        assert len(wire.send("WebAuthn.getCredentials", {"authenticatorId": second})) == 1
        page.locator("form[action*=remove] button").last.click()
        page.wait_for_url("**/unit?*done=removed*")

        page.click("form[action*='sign-out'] button")
        page.wait_for_url("**/unit/sign-in*")
        assert faults(page) == []
        look(page, f"sign-in-{where}")
        wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": second})
        touch(here, first, touched=True)
        page.click("button.go")
        page.wait_for_url(at_home)


def test_the_browser_keeps_the_cookie_from_scripts_and_from_other_sites(browser, door):
    with person(browser) as page:
        join(page, door)
        kept = {each["name"]: each for each in page.context.cookies()}
        assert set(kept) == {SESSION}
        assert ATTEMPT not in kept
        cookie = kept[SESSION]
        told = [cookie[each] for each in ("secure", "httpOnly", "sameSite", "path", "expires")]
        assert told == [True, True, "Strict", "/", -1]
        assert page.evaluate("document.cookie") == ""
        # Another site's page sends a form here, as its visitor.
        to = f"{door.ceremonies.party.origin}/unit/sign-out"
        page.goto(f"data:text/html,<form method=post action={to}><button>x</button></form>")
        page.click("button")
        page.wait_for_url("**/unit/sign-out")
        assert "不是从本站的页面发出的" in page.inner_text("main")
        page.goto(f"{door.ceremonies.party.origin}/unit")
        assert at_home(page.url)


def test_whoever_is_not_verified_is_not_let_in(browser, door):
    with person(browser, key={**KEY, "isUserVerified": False}) as page:
        page.goto(f"{door.ceremonies.party.origin}/unit/join#{door.invite()}")
        page.click("button.go")
        page.wait_for_selector("#said:not([hidden])")
        assert "没有完成" in page.inner_text("#said")
        assert page.is_enabled("button.go")
        look(page, "not-verified")


def test_a_code_that_opens_nothing_and_a_device_without_a_passkey_are_told(browser, door):
    with person(browser) as page:
        page.goto(f"{door.ceremonies.party.origin}/unit/join")
        page.fill("#code", "0000-0000-0000-0000-0000")
        page.click("button.go")
        page.wait_for_selector("#said:not([hidden])")
        assert "邀请码打不开" in page.inner_text("#said")
        assert page.input_value("#code") == "0000-0000-0000-0000-0000"
        assert faults(page) == []
        look(page, "wrong-code")
        page.goto(f"{door.ceremonies.party.origin}/unit/sign-in")
        page.click("button.go")
        page.wait_for_selector("#said:not([hidden])")
        assert "没有完成" in page.inner_text("#said")


def test_a_session_that_ended_is_told_and_another_person_is_signed_out(browser, door):
    with person(browser) as page, person(browser) as other:
        join(page, door, "李明")
        join(other, door, "王芳")
        row = other.locator("form[action*=remove] button[aria-label*=李明]").last
        row.click()
        other.wait_for_url("**/unit?*done=removed*")
        page.reload()
        assert "登录已结束" in page.inner_text("main")
        assert faults(page) == []
        look(page, "over")
        page.click("button.go")
        page.wait_for_selector("main .wrong:not([hidden])")
        assert "通行密钥没有通过验证" in page.inner_text("main")
        look(page, "refused")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_script_and_at_another_address_a_page_says_how_to_go_on(browser, door, language):
    here = door.ceremonies.party.origin
    said = {
        "zh": ("这一步需要 JavaScript", "请换一个网址打开"),
        "en": ("This step needs JavaScript", "Please open another address"),
    }[language]
    with person(browser, language=language, script=False, key=None) as page:
        for path in ("/unit/join", "/unit/sign-in"):
            page.goto(here + path)
            assert said[0] in page.inner_text("main")
            assert not page.is_visible("button.go")
        look(page, f"plain-{language}")
    with person(browser, language=language, key=None) as page:
        page.goto(here.replace("localhost", "127.0.0.1") + "/unit/sign-in")
        assert said[1] in page.inner_text("main")
        assert not page.is_visible("button.go")
        page.click("#elsewhere a")
        page.wait_for_selector("button.go")
        assert page.url.startswith(f"{here}/unit/sign-in")
