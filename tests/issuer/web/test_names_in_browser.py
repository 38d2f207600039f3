"""The verify page shows a rare name as the certificate prints it, in a real browser.

Whatever fonts the machine has: the browser itself is asked which font drew the name, and a
character that no machine has is compared with the box that it would be.
"""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, sync_playwright

from issuer.lettering import lettering_of
from issuer.render import glyph_pictures
from issuer.render.glyphs import Glyphs
from tests.issuer.render.glyph_picture import SVG
from tests.verifier.offline.browser import PHONE, chromium
from tests.verifier.sample import CERTIFICATE, HOST
from tests.verifier.verdicts import CODE, NOW, TEXT, verdict_of
from verifier.rules import load_rules
from verifier.verdict import VerdictCode
from verifier.web import Site, VerifyDesk, desk, harden
from verifier.web.lettering import no_lettering

pytestmark = pytest.mark.drill

SITE = Site(HOST, "威海市人力资源和社会保障局（示例）")

OF_NOBODY = "\U000323b0"
"""Extension J, of 2025: no machine draws it, so only a picture does."""


@contextmanager
def shown(monkeypatch, name, lettering):
    """The verify page of a person in a browser on a phone; gives the page and its bytes."""
    verdict = replace(verdict_of(VerdictCode.VALID), claimed=replace(CERTIFICATE, name=name))
    monkeypatch.setattr(desk, "verify", lambda *_: verdict)
    app = Flask(__name__)
    verify_desk = VerifyDesk(
        {CODE: TEXT}.get, bundle=object, clock=lambda: NOW, site=SITE, rules=load_rules(),
        lettering=lettering,
    )  # fmt: skip
    harden(app)
    app.register_blueprint(verify_desk.blueprint())
    answer = app.test_client().get(f"/v/{CODE}")
    complaints: list[str] = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, device_scale_factor=2
        )
        page = context.new_page()
        page.on("console", lambda each: complaints.append(each.text))
        page.route(
            "**/*",
            lambda route: (
                route.fulfill(status=200, headers=dict(answer.headers), body=answer.data)
                if "/v/" in route.request.url
                else route.fulfill(status=204)
            ),
        )
        page.goto(f"https://{SITE.host}/v/{CODE}")
        page.evaluate("document.fonts.ready")
        try:
            yield page, answer.data
        finally:
            browser.close()
    assert complaints == []  # above all, no policy stood in the way


def drawn_by(page: Page) -> dict[str, int]:
    """Family -> characters of the name that it drew; those of the page itself as "own"."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": "h2.name"}
    node = session.send("DOM.querySelector", asked)["nodeId"]
    found = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {
        "own" if each["isCustomFont"] else each["familyName"]: int(each["glyphCount"])
        for each in found
    }


@pytest.fixture
def office(tmp_path):
    glyph_pictures.add(tmp_path, OF_NOBODY, SVG.encode())
    return lettering_of(Glyphs.read(tmp_path))


def test_a_rare_name_is_drawn_by_the_font_of_the_page(monkeypatch, office):
    with shown(monkeypatch, "李𠅤䶮", office) as (page, body):
        assert drawn_by(page)["own"] == 2
        assert page.evaluate("[...document.fonts].map(each => each.status)") == ["loaded"]
        assert page.inner_text("h2.name") == "李𠅤䶮"
        assert len(gzip.compress(body)) <= 14 * 1024


def test_a_common_name_is_drawn_by_the_machine_alone(monkeypatch, office):
    with shown(monkeypatch, "李明", office) as (page, body):
        assert "own" not in drawn_by(page)
        assert b"@font-face" not in body


def test_a_character_of_no_font_is_shown_by_its_picture_and_not_as_a_box(monkeypatch, office):
    name = f"李{OF_NOBODY}"
    with shown(monkeypatch, name, office) as (page, _):
        assert drawn_by(page)["own"] == 1
        pictured = page.locator("h2.name").screenshot()
    with shown(monkeypatch, name, no_lettering) as (page, _):
        assert "own" not in drawn_by(page)
        boxed = page.locator("h2.name").screenshot()
    assert pictured != boxed


def test_a_page_full_of_rare_characters_stays_within_its_budget(monkeypatch, office):
    name = "".join(map(chr, range(0x3400, 0x3414)))
    with shown(monkeypatch, name, office) as (page, body):
        assert drawn_by(page)["own"] == 12
        assert len(gzip.compress(body)) <= 14 * 1024
