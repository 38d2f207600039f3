"""A holder claims a certificate in a real browser: phone and desktop, with script and without.

The pages are looked at by axe in every state, and kept as pictures under `.cache/claim` for people
to look at.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

import pikepdf
import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from issuer.claim_codes import grouped, new_code
from tests.interop.peers import node_room
from tests.issuer.claiming import hand_out
from tests.issuer.web.holders import holders_app
from tests.verifier.offline.browser import DESKTOP, PHONE, chromium
from verifier.verdict import VerdictCode
from verifier.verify import verify

pytestmark = pytest.mark.drill

SHOTS = Path(__file__).parents[2] / ".cache/claim"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 MicroMessenger/8.0.50"
FILES = {"pdf": "职称证书.pdf", "png": "职称证书.png", "credential": "职称证书-签名凭证.txt"}
WAYS = [
    pytest.param(size, language, script, id=f"{name}-{language}-{'js' if script else 'plain'}")
    for name, size in (("phone", PHONE), ("desktop", DESKTOP))
    for language in ("zh", "en")
    for script in (True, False)
]


@pytest.fixture
def hall(province, tmp_path):
    """The holder's surface, served; gives its address."""
    server = make_server("127.0.0.1", 0, holders_app(province, tmp_path), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def first(province):
    codes = hand_out(province)
    number = min(codes)
    return number, codes[number], province.titles[number].row.name


@contextmanager
def browsing(size=PHONE, *, language="zh", script=True, agent=None):
    """A page of a fresh browser, and what it complained of."""
    complaints = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            java_script_enabled=script,
            user_agent=agent,
            device_scale_factor=2 if size == PHONE else 1,
        )
        page = context.new_page()
        page.on("console", lambda each: complaints.append(each.text))
        page.on("pageerror", lambda each: complaints.append(str(each)))
        try:
            yield page
            assert context.cookies() == []
            # A browser notes each answer that says that something was wrong.
            assert [each for each in complaints if "status of 4" not in each] == []
        finally:
            browser.close()


def claim(page, code, name):
    page.fill("#code", code)
    page.fill("#name", name)
    page.click("form button.go")


def look(page, name):
    """Keep a picture; nothing may be wider than the screen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    room = page.viewport_size["width"]
    widest = page.evaluate("document.documentElement.scrollWidth")
    assert widest <= room, name


def saved(page, kind):
    with page.expect_download() as waiting:
        page.click(f"button[value={kind}]")
    download = waiting.value
    return download.suggested_filename, Path(download.path()).read_bytes()


@pytest.mark.parametrize(("size", "language", "script"), WAYS)
def test_a_holder_claims_and_what_arrives_verifies(
    province, hall, first, *, size, language, script, request
):
    number, code, name = first
    where = request.node.callspec.id
    with browsing(size, language=language, script=script) as page:
        page.goto(f"{hall}/claim#{code}")
        assert page.input_value("#code") == (grouped(code) if script else "")
        look(page, f"form-{where}")
        claim(page, grouped(code).lower(), name)
        assert page.inner_text("h2.name") == name
        assert number in page.inner_text("main")
        assert code not in page.url
        look(page, f"claimed-{where}")
        files = {kind: saved(page, kind) for kind in FILES}
        assert {kind: each[0] for kind, each in files.items()} == FILES
    with pikepdf.open(BytesIO(files["pdf"][1])) as pdf:
        inside = {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}
    text = b"\n\n".join(inside[f"credential.{each}"].strip() for each in ("sd-jwt", "tlog-proof"))
    for arrived in (text.decode() + "\n", files["credential"][1].decode()):
        verdict = verify(arrived, province.bundle(), province.at)
        assert (verdict.code, verdict.claimed.name) == (VerdictCode.VALID, name)
    assert files["png"][1].startswith(b"\x89PNG")


STATES = {
    "wrong": "领取码或姓名不对",
    "short": "20 位字母和数字",
    "used": "领取码已使用（2025-06-27 10:00）",
    "expired": "领取码已过期",
    "withdrawn": "领取码已作废",
    "revoked": "这项职称已撤销",
    "suspended": "这项职称已暂停使用",
}


def bring(province, page, first, state):
    """Make it so; gives what is typed."""
    number, code, name = first
    if state == "wrong":
        return new_code(), name
    if state == "short":
        return code[:-2], name
    if state == "used":
        claim(page, code, name)
        page.goto(page.url)
    elif state == "withdrawn":
        hand_out(province, [number], again=True)
    elif state == "expired":
        province.at += timedelta(days=31)
    else:
        getattr(province, {"revoked": "revoke", "suspended": "suspend"}[state])(number)
    return code, name


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("state", STATES)
def test_every_other_end_is_told_in_words(province, hall, first, state, size):
    with browsing(size) as page:
        page.goto(f"{hall}/claim")
        typed = bring(province, page, first, state)
        claim(page, *typed)
        assert STATES[state] in page.inner_text("main")
        assert page.query_selector("button[value=pdf]") is None
        look(page, f"{state}-{size[0]}")


def test_a_page_sent_twice_is_one_claim(hall, first):
    """A phone that loads its page again sends the form again."""
    _, code, name = first
    with browsing() as page:
        page.goto(f"{hall}/claim")
        claim(page, code, name)
        page.reload()
        assert page.query_selector("button[value=pdf]") is not None


def test_wechat_is_sent_to_a_browser_and_the_code_is_kept(hall, first):
    _, code, name = first
    with browsing(agent=WECHAT) as page:
        page.goto(f"{hall}/claim#{code}")
        assert "在浏览器打开" in page.inner_text("main")
        look(page, "wechat")
        page.fill("#name", name)
        page.click("form button.go")
        assert "没有使用您的领取码" in page.inner_text("main")
        look(page, "wechat-after")
    with browsing() as page:
        page.goto(f"{hall}/claim#{code}")
        page.fill("#name", name)
        page.click("form button.go")
        assert page.inner_text("h2.name") == name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_to_mend(province, hall, first, language, dark):
    """In the form, after a mistake, after a claim, and after a code was used."""
    axe = (node_room() / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    _, code, name = first
    with browsing(language=language) as page:
        page.emulate_media(color_scheme="dark" if dark else "light")

        def faults():
            # A page allows no script but its own; the debugger is not the page.
            page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
            page.evaluate(axe)
            found = page.evaluate("axe.run()")
            return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]

        page.goto(f"{hall}/claim")
        assert faults() == []
        claim(page, new_code(), name)
        assert faults() == []
        claim(page, code, name)
        assert faults() == []
        look(page, f"claimed-{language}-{'dark' if dark else 'light'}")
        page.goto(f"{hall}/claim")
        claim(page, code, name)
        assert faults() == []
