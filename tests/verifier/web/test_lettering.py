"""A page whose name is rare brings its font, and is allowed that font and no other."""

from __future__ import annotations

import base64
import hashlib

import pytest
from flask import Flask
from werkzeug.test import Client

from tests.verifier.world import HOST, NOW, RULES, World
from verifier.web import Express, Site, VerifyDesk, harden
from verifier.web.headers import HEADERS
from verifier.web.lettering import FontFace, style_of

POLICY = "Content-Security-Policy"
FACE = FontFace(b"a font", "𠅤䶮")


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture
def site(world):
    """Gives a client, its inner one, and the words that were asked for."""

    def built(*faces):
        bundle, text, asked = world.bundle(), world.full(world.copy), []

        def lettering(words):
            asked.append(words)
            return faces

        desk = VerifyDesk(
            lambda code: text if code == world.copy.code else None,
            bundle=lambda: bundle,
            clock=lambda: NOW,
            site=Site(HOST, world.profile.name),
            rules=RULES,
            holds=lambda code: code == world.copy.code,
            lettering=lettering,
        )
        app = Flask(__name__)
        app.register_blueprint(desk.blueprint())
        harden(app)
        inner = Client(app.wsgi_app)
        app.wsgi_app = Express(app.wsgi_app, desk)
        harden(app)
        return app.test_client(), inner, asked

    return built


def digest(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def test_the_style_names_the_characters_that_it_is_for():
    assert style_of([FACE]) == (
        "@font-face{font-family:zc-name;src:url(data:font/sfnt;base64,YSBmb250);"
        "unicode-range:U+20164,U+4DAE}"
    )
    assert style_of([]) == ""


def test_a_page_brings_its_font_and_may_load_it(world, site):
    client, inner, _ = site(FACE)
    style = style_of([FACE])
    for browser in (client, client, inner):
        answer = browser.get(f"/v/{world.copy.code}")
        assert f"<style>{style}</style>" in answer.text
        policy = answer.headers.getlist(POLICY)
        assert len(policy) == 1
        assert digest(style) in policy[0]
        assert "font-src data:;" in policy[0]
        assert "unsafe" not in policy[0]


def test_a_page_without_rare_words_has_the_common_policy(world, site):
    client, inner, _ = site()
    for browser in (client, inner):
        answer = browser.get(f"/v/{world.copy.code}")
        assert answer.headers.getlist(POLICY) == [HEADERS[POLICY]]
        assert "font-src" not in HEADERS[POLICY]
        assert "@font-face" not in answer.text


@pytest.mark.parametrize("path", ["/v/{code}?format=json", "/v/nothing", "/v/{code}?format=text"])
def test_what_shows_no_name_needs_no_font(world, site, path):
    client, inner, _ = site(FACE)
    for browser in (client, inner):
        answer = browser.get(path.format(code=world.copy.code))
        assert answer.headers.getlist(POLICY) == [HEADERS[POLICY]]
        assert "@font-face" not in answer.text


def test_a_font_is_asked_for_with_the_words_of_the_certificate(world, site):
    client, _, asked = site(FACE)
    client.get(f"/v/{world.copy.code}")
    shown = world.copy.certificate
    assert asked
    assert all(shown.name in words for words in asked)


def test_a_kept_page_keeps_the_policy_for_the_font_that_it_brings(world, site):
    """A font that came since is not asked for: its digest would forbid what stands in the page."""
    client, _, asked = site(FACE)
    first = client.get(f"/v/{world.copy.code}?lang=zh")
    told = len(asked)
    for language in ("zh", "en"):
        again = client.get(f"/v/{world.copy.code}?lang={language}")
        assert style_of([FACE]) in again.text
        assert again.headers.getlist(POLICY) == first.headers.getlist(POLICY)
    assert len(asked) == told
