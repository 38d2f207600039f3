"""Where it is to count, over HTTP: chosen in an address or a form, answered on the page."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.verifier.test_placing import AGREED, DAY
from tests.verifier.world import HOST, NOW, RULES, World
from verifier.titles import Scope, ScopeKind
from verifier.verify import verify
from verifier.web import Express, Site, VerifyDesk, harden
from verifier.web.where import Wanted, placed

CONTACT = "0631-0000000"


@pytest.fixture(scope="module")
def world():
    return World()


def browser(world, *, at=NOW, rules=RULES, host=HOST, region="371000", express=False):
    """A host of an authority; another host and region than the world's make the world a peer."""
    bundle, text = world.bundle(at=at), world.full(world.copy)
    desk = VerifyDesk(
        lambda code: text if code == world.copy.code and host == HOST else None,
        bundle=lambda: bundle, clock=lambda: at, rules=rules,
        site=Site(host, "示例机关", CONTACT, region, lookup=True),
        holds=lambda code: code == world.copy.code,
    )  # fmt: skip
    app = Flask(__name__)
    app.register_blueprint(desk.blueprint())

    @app.post("/verify")
    def pasted():
        from flask import request

        return desk.show(desk.judge_text(request.form["qr"].replace("\r\n", "\n")))

    if express:
        app.wsgi_app = Express(app.wsgi_app, desk)
    harden(app)
    return app.test_client()


def test_a_place_is_chosen_on_the_page_and_answered_there(world):
    client = browser(world)
    first = client.get(f"/v/{world.copy.code}").text
    assert f'action="/v/{world.copy.code}"' in first
    assert re.search(r'<select id="where-to" name="to" required>.*value="3702">　青岛市', first)
    there = client.get(f"/v/{world.copy.code}?to=3702&employer=PRIVATE").text
    assert "<title>有效 · " in there
    assert "青岛市 · 民营企业：认可" in there
    assert '<option value="3702" selected>' in there
    assert '<option value="PRIVATE" selected>' in there
    elsewhere = client.get(f"/v/{world.copy.code}?to=3306").text
    assert "<title>真实，但不适用于您选择的地区或单位 · " in elsewhere
    for said in ("适用范围：山东省", "绍兴市人力资源社会保障部门", "ZC-R1 R10", 'href="/rules/'):
        assert said in elsewhere


def test_the_office_of_this_region_is_named_with_its_telephone(world):
    client = browser(world)
    assert CONTACT in client.get(f"/v/{world.copy.code}?to=3710").text.partition("<footer")[0]
    assert CONTACT not in client.get(f"/v/{world.copy.code}?to=3306").text.partition("<footer")[0]


def test_another_language_is_asked_about_the_same_place(world):
    page = browser(world).get(f"/v/{world.copy.code}?to=3306&employer=STATE").text
    assert 'href="?to=3306&amp;employer=STATE&amp;lang=en"' in page
    english = browser(world).get(f"/v/{world.copy.code}?to=3306&lang=en").text
    assert "Valid in Shandong. Ask the authority of Shaoxing" in english
    assert '<input type="hidden" name="lang" value="en">' in english


def test_the_answer_about_a_place_is_nobody_elses(world):
    """The page that is kept for everybody and the door in front never answer for a place."""
    client = browser(world, express=True)
    plain = client.get(f"/v/{world.copy.code}")
    there = client.get(f"/v/{world.copy.code}?to=3306&format=json").json
    assert there["verdict"] == "OUT_OF_SCOPE"
    assert client.get(f"/v/{world.copy.code}").data == plain.data
    assert client.get(f"/v/{world.copy.code}?format=json").json["place"] is None


def test_page_and_document_say_the_same(world):
    client = browser(world)
    for to in ("3702", "3306", "99", "x"):
        told = client.get(f"/v/{world.copy.code}?to={to}&format=json").json
        assert told["heading"] in client.get(f"/v/{world.copy.code}?to={to}").text
        assert told["place"]["rule"]["rule"].startswith(("recognition.", "scope."))
    assert told["verdict"] == "CANNOT_TELL"


def test_what_was_pasted_is_asked_again_without_typing(world):
    client = browser(world)
    text = world.full(world.copy)
    first = client.post("/verify", data={"qr": text}).text
    (kept,) = re.findall(r'<input type="hidden" name="qr" value="([^"]*)">', first)
    assert kept == text
    again = client.post("/verify", data={"qr": kept, "to": "3306"}).text
    assert "不适用于您选择的地区或单位" in again
    by_link = client.post("/verify", data={"qr": world.copy.link, "to": "3306"}).text
    assert "不适用于您选择的地区或单位" in by_link
    assert f'action="/v/{world.copy.code}"' in by_link


def test_no_place_is_asked_for_where_nothing_counts(world):
    missing = browser(world).get("/v/0000000000000000000000000A?to=3306").text
    assert "未查到" in missing
    assert "where-to" not in missing


@pytest.mark.parametrize("query", ["", "?to=3306&employer=PRIVATE", "?to=3306&lang=en"])
def test_the_page_keeps_its_budget_with_the_choice_of_regions(world, query):
    page = browser(world).get(f"/v/{world.copy.code}{query}")
    assert len(gzip.compress(page.data)) <= 14 * 1024


@pytest.mark.parametrize(
    ("said", "code"), [("", "CANNOT_TELL"), ("yes", "VALID"), ("no", "OUT_OF_SCOPE")]
)
def test_a_title_for_one_unit_asks_whether_it_is_that_unit(world, said, code):
    verdict = verify(world.full(world.copy), world.bundle(), NOW)
    of_unit = Scope(ScopeKind.UNIT, "3710", "示例智造有限公司")
    shown = replace(verdict, claimed=replace(verdict.claimed, scope=of_unit))
    wanted = Wanted("371000", same_unit=said)
    found = placed(shown, wanted, bundle=world.bundle(), rules=RULES, home=None)
    assert found.verdict.code == code


# -- certificates of another province --------------------------------------------------------------

PEER = {"host": "zc.shaoxing.example", "region": "330600"}


def test_what_another_province_issued_is_held_to_this_place_unasked(world):
    client, text = browser(world, **PEER), world.full(world.copy)
    told = client.post("/verify", data={"qr": text}).text
    assert "真实，但不适用于您选择的地区或单位" in told
    recognised = browser(world, rules=AGREED, **PEER).post("/verify", data={"qr": text}).text
    assert "<title>有效（山东省签发，本地认可） · " in recognised
    assert "按 示人社发〔2023〕9号 一 认可。" in recognised
    assert '<span class="origin">发证地 山东省</span>' in recognised
    # Whose page it is and who issued it are two.
    assert f"<dd>{world.profile.name}</dd>" in recognised
    assert "<dd>示例机关</dd>" not in recognised


def test_another_province_that_was_not_heard_lately_is_amber(world):
    late = browser(world, at=NOW + 2 * DAY, rules=AGREED, **PEER)
    told = late.post("/verify", data={"qr": world.full(world.copy)}).text
    assert "<title>外省证书，暂未得到发证地确认 · " in told
    assert 'class="verdict warn"' in told
    assert world.profile.host in told


def test_a_link_to_the_records_of_another_authority_is_named_and_not_opened(world):
    told = browser(world, **PEER).post("/verify", data={"qr": world.copy.link}).text
    assert "外省证书，暂未得到发证地确认" in told
    assert f"到 {HOST} 核验" in told
    assert world.copy.certificate.name not in told
