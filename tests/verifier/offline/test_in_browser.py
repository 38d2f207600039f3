"""The offline page in a real browser, from a file, with the network cut.

A page is one file in an empty folder; whatever it would ask for is counted, and nothing may be.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from PIL import Image
from werkzeug.serving import make_server

import verifier.web
from issuer.web.offline import OfflinePages
from tests.verifier.offline.browser import (
    DESKTOP,
    PHONE,
    chromium,
    film_of,
    photo_of,
    picture_of,
    visit,
)
from tests.verifier.world import HOST, MARINE, MINTED, NOW, RULES, World
from verifier import wire
from verifier.acts import Cause
from verifier.offline import offline_page

pytestmark = pytest.mark.drill
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOTS = Path(__file__).parents[3] / ".cache/offline"


@pytest.fixture(scope="module")
def world():
    chromium()
    return World()


@pytest.fixture(scope="module")
def saved(world, tmp_path_factory):
    """A page that somebody saved."""
    return save(world, tmp_path_factory.mktemp("saved"))


def save(world: World, folder: Path) -> Path:
    page = folder / "offline.html"
    page.write_bytes(offline_page(world.bundle_bytes(), world.anchor, at=NOW, rules=RULES).data)
    return page


@pytest.fixture
def qr(world, tmp_path):
    return picture_of(world.copy.offline, tmp_path / "qr.png")


def edited(world: World) -> str:
    """Somebody else's name in its place, in other digits."""
    data = world.copy.cwt.replace("欧阳文博".encode(), "欧阳文海".encode())
    assert data != world.copy.cwt
    return wire.offline_link(HOST, world.copy.code, data)


def quiet(page, saved: Path) -> None:
    """It asked for itself alone, and complained of nothing."""
    assert page.asked == [saved.as_uri()]
    assert page.complaints == []


def test_a_genuine_code_is_green_without_a_network(saved, qr, tmp_path):
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        assert page.scan(qr) == "VALID"
        assert page.colour() == "ok"
        assert "有效" in page.told
        assert "离线核验，名单时间 2024-07-01 10:00:00" in page.told
        assert "欧阳文博" in page.told
        assert page.scan(photo_of(qr, tmp_path / "photo.jpg")) == "VALID"
        quiet(page, saved)


def test_no_edited_code_is_green(saved, world, tmp_path):
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        picture = picture_of(edited(world), tmp_path / "edited.png")
        assert page.scan(picture) == "FORGED"
        assert page.colour() == "bad"
        assert "欧阳" not in page.told
        quiet(page, saved)


def test_what_was_taken_back_is_red_with_its_decision(tmp_path):
    world = World()
    world.take_back(world.copy, Cause.IMPROPER_MEANS)
    saved = save(world, tmp_path)
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        assert page.paste(world.copy.offline) == "REVOKED"
        assert page.colour() == "bad"
        assert "威人社撤〔2024〕3号" in page.told
        quiet(page, saved)


@pytest.mark.parametrize(
    ("age", "colour", "heading"),
    [
        (DAY, "ok", "有效"),
        (2 * DAY, "grey", "不能确认当前状态"),
        (7 * DAY - HOUR, "grey", "不能确认当前状态"),
        (8 * DAY, "grey", "不作结论"),
    ],
)
def test_old_lists_are_told_in_large_words_and_never_green(saved, qr, age, colour, heading):
    with visit(saved.as_uri(), at=NOW + age) as page:
        box = page.page.inner_text("#age")
        assert "2024-07-01 10:00" in box
        assert ("可以核验" in box) == (colour == "ok")
        page.scan(qr)
        assert page.colour() == colour
        assert page.page.inner_text("#verdict") == heading
        quiet(page, saved)


@pytest.mark.parametrize("age", [-2 * HOUR, 100 * DAY])
def test_where_the_lists_cannot_be_believed_there_is_no_verdict(saved, qr, age):
    """A clock that is wrong, and lists that have expired."""
    with visit(saved.as_uri(), at=NOW + age) as page:
        assert "不作结论" in page.page.inner_text("#age")
        assert page.scan(qr) == ""
        assert "不作结论" in page.told
        quiet(page, saved)


def test_a_code_that_leads_elsewhere_is_named_and_not_opened(saved, world, tmp_path):
    foreign = wire.offline_link("zc-weihai.example", world.copy.code, world.copy.cwt)
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        for number, text in enumerate((foreign, "https://pay.example/?to=1", "http://a.example/")):
            picture = picture_of(text, tmp_path / f"{number}.png")
            assert page.scan(picture) == "NOT_OFFICIAL_QR"
            assert text.split("/")[2] in page.told
            assert HOST in page.told
            assert page.page.query_selector("#result a") is None
        quiet(page, saved)


def test_the_code_of_the_face_leads_to_the_other_one(saved, world):
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        assert page.paste(world.copy.link) == "CANNOT_TELL"
        assert "第 2 页" in page.told
        assert page.colour() == "grey"


def test_a_committee_that_lost_its_right_is_told_beside_the_green(tmp_path):
    world = World()
    world.withdraw(MARINE, at=MINTED + DAY)
    with visit(save(world, tmp_path).as_uri(), at=NOW + HOUR) as page:
        assert page.paste(world.copy.offline) == "VALID_AUTH_WITHDRAWN"
        assert page.colour() == "ok"
        assert page.page.inner_text("#result .strip")


def test_what_is_no_certificate_says_how_to_go_on(saved, world, tmp_path):
    blank, text = tmp_path / "blank.png", tmp_path / "text.png"
    Image.new("L", (400, 400), 255).save(blank)
    text.write_text("no picture")
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        assert page.scan(blank) == ""
        assert "没有找到二维码" in page.told
        assert page.scan(text) == ""
        assert "不是能打开的图片" in page.told
        assert page.paste("hello") == ""
        assert page.paste(world.copy.credential) == ""
        assert "zc-verify" in page.told
        quiet(page, saved)


def test_the_camera_reads_it(saved, qr, tmp_path):
    film = film_of(qr, tmp_path / "camera.y4m")
    flags = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    with visit(saved.as_uri(), at=NOW + HOUR, flags=flags) as page:
        page.page.click("#camera")
        assert page.verdict() == "VALID"
        assert not page.page.is_visible("#finder")
        assert page.page.evaluate("document.querySelector('video').srcObject") is None
        quiet(page, saved)


def test_without_a_camera_the_other_ways_stay(saved):
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        page.page.click("#camera")
        assert page.verdict() == ""
        assert "拍照或选图片" in page.told
        assert page.page.is_enabled("#picture")


def test_all_of_it_is_used_by_keyboard_and_told_to_who_cannot_see(saved, world):
    with visit(saved.as_uri(), at=NOW + HOUR) as page:
        keys = page.page.keyboard
        reached = []
        for _ in range(6):
            keys.press("Tab")
            reached.append(page.page.evaluate("document.activeElement.id"))
        assert [each for each in reached if each] == ["language", "camera", "picture"]
        page.page.focus("details summary")
        keys.press("Enter")
        keys.press("Tab")
        assert page.page.evaluate("document.activeElement.id") == "text"
        keys.insert_text(world.copy.offline)
        keys.press("Tab")
        keys.press("Enter")
        assert page.verdict() == "VALID"
        assert page.page.evaluate("document.activeElement.id") == "verdict"
        assert page.page.get_attribute("#result", "role") == "status"
        for field in page.page.query_selector_all("input,textarea"):
            assert field.evaluate("each => each.labels.length") == 1
        for button in page.page.query_selector_all("button:visible, .btn, summary"):
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 44


SCREENS = {"zh-phone": PHONE, "en-phone": PHONE, "zh-desktop": DESKTOP, "en-desktop": DESKTOP}


@pytest.mark.parametrize("name", SCREENS)
def test_the_page_speaks_both_languages_and_fits(saved, world, qr, tmp_path, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    language, size = name.partition("-")[0], SCREENS[name]
    with visit(f"{saved.as_uri()}?lang={language}", at=NOW + HOUR, size=size) as page:
        page.page.screenshot(path=SHOTS / f"{name}-start.png", full_page=True)
        said = page.page.inner_text("main") + page.page.inner_text("footer")
        assert ("核验" in said) == (language == "zh")
        shown = [qr, picture_of(edited(world), tmp_path / "edited.png")]
        for picture, verdict in zip(shown, ("VALID", "FORGED"), strict=True):
            assert page.scan(picture) == verdict
            page.page.screenshot(path=SHOTS / f"{name}-{verdict.lower()}.png")
            wide = page.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0]
    with visit(f"{saved.as_uri()}?lang={language}", at=NOW + 8 * DAY, size=size) as page:
        page.scan(qr)
        page.page.screenshot(path=SHOTS / f"{name}-old.png", full_page=True)


def test_verdict_person_title_and_issuer_stand_on_one_phone_screen(saved, qr):
    for language in ("zh", "en"):
        with visit(f"{saved.as_uri()}?lang={language}", at=NOW + HOUR) as page:
            page.scan(qr)
            for selector in ("#verdict", "#result .name", "#result .what", "#result .facts"):
                box = page.page.query_selector(selector).bounding_box()
                assert box["y"] >= 0
                assert box["y"] + box["height"] <= PHONE[1], (language, selector)


@pytest.fixture
def served(world, tmp_path):
    """The same page from an office, over loopback."""
    (tmp_path / "bundle.json").write_bytes(world.bundle_bytes())
    (tmp_path / "anchor.json").write_bytes(world.anchor.to_bytes())
    pages = OfflinePages(
        tmp_path / "bundle.json", tmp_path / "anchor.json", rules=RULES, clock=lambda: NOW
    )
    app = Flask("pages", static_folder=None)
    app.add_url_rule("/offline", "page", pages.page)
    app.add_url_rule("/offline/worker.js", "worker", pages.worker)
    verifier.web.harden(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/offline"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_installed_page_opens_when_the_network_is_gone(served, world):
    with visit(served, at=NOW + HOUR, network=True) as page:
        page.page.evaluate("navigator.serviceWorker.ready")
        assert page.page.get_attribute("link[rel=manifest]", "href").startswith("data:")
        page.page.context.set_offline(True)
        page.page.reload()
        page.page.wait_for_selector("html[data-ready]")
        assert page.paste(world.copy.offline) == "VALID"
        assert {each.partition("?")[0] for each in page.asked} <= {served, f"{served}/worker.js"}
