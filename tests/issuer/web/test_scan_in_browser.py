"""The ways in on the start page, in a real browser: camera and photo, with script and without.

One house and one browser serve all; the browser's camera is a film of one QR code. Headless
Chromium on Linux has no BarcodeDetector, so what stands here for it is given by the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from issuer.web import files
from tests.cast import HOST, Title
from tests.interop.peers import node_room
from tests.issuer.web.test_hot_answers import public_app
from tests.verifier.files import picturing
from tests.verifier.files.picturing import code_drawn
from tests.verifier.offline.browser import PHONE, chromium, film_of, picture_of

pytestmark = pytest.mark.drill

ELSEWHERE = "zc.we1hai.example"
WAIT = 20_000
NONE_FOUND = "照片里没有找到二维码。请靠近些、避开反光，让二维码占画面三分之一以上。"
TWO_FOUND = "照片里有 2 个二维码，请只拍证书右下角的一个。"


@dataclass
class Town:
    """The public surface of a province, served, and a browser before it."""

    address: str
    browser: Browser
    first: Title
    second: Title
    folder: Path

    def picture(self, text: str, name: str = "code.png") -> Path:
        return picture_of(text, self.folder / name)

    def file(self, data: bytes, name: str) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@dataclass
class Visit:
    """An open page, and what it asked for."""

    page: Page
    asked: list[tuple[str, str]] = field(default_factory=list)

    def paths(self, address: str) -> list[str]:
        return [f"{how} {where.removeprefix(address)}" for how, where in self.asked]

    def verdict(self) -> str:
        self.page.wait_for_selector(".verdict", timeout=WAIT)
        return self.page.inner_text(".verdict h1")

    def says(self, words: str) -> None:
        shown = f"#scan-says:has-text('{words}')"
        self.page.wait_for_selector(shown, timeout=WAIT)


@pytest.fixture(scope="module")
def town(ordinary, tmp_path_factory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    province = ordinary.copy(folder / "office")
    first, second, *_ = province.titles.values()
    server = make_server("127.0.0.1", 0, public_app(province, lambda: province.at), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    film = film_of(picture_of(first.link, folder / "film.png"), folder / "film.y4m")
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            ],
        )
        yield Town(f"http://127.0.0.1:{server.server_port}", browser, first, second, folder)
        browser.close()
    server.shutdown()
    thread.join()
    server.server_close()
    province.close()


@contextmanager
def visit(
    town: Town, path: str = "/", *, script: bool = True, camera: bool = False, before: str = ""
) -> Iterator[Visit]:
    """A fresh visitor at the start page; nothing of another site may be asked for."""
    context = town.browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        locale="zh-CN",
        java_script_enabled=script,
        permissions=["camera"] if camera else [],
    )
    page, complaints = context.new_page(), []
    found = Visit(page)
    context.on("request", lambda each: found.asked.append((each.method, each.url)))
    page.on("console", lambda each: complaints.append(each.text))
    page.on("pageerror", lambda each: complaints.append(str(each)))
    if before:
        page.add_init_script(before)
    page.goto(town.address + path)
    try:
        yield found
        assert context.cookies() == []
        assert [where for _, where in found.asked if not where.startswith(town.address)] == []
        # A browser notes each answer that says that something was wrong.
        assert [each for each in complaints if "status of 4" not in each] == []
    finally:
        context.close()


def test_a_photo_of_the_code_opens_the_verdict_and_is_not_sent(town):
    photo = picturing.photographed(town.picture(town.first.link).read_bytes())
    with visit(town) as found:
        assert [each for each in found.asked if "/scan/" in each[1]] == []  # nothing before a tap
        found.page.set_input_files("#shot", town.file(photo, "photo.jpg"))
        assert found.verdict() == "有效"
        assert found.page.url == f"{town.address}/v/{town.first.code}"
        assert "POST" not in {how for how, _ in found.asked}
        assert sum("/scan/reader.wasm" in where for _, where in found.asked) == 1


def test_an_offline_code_is_asked_about_in_a_body_and_never_in_an_address(town):
    with visit(town, "/?lang=en") as found:
        found.page.set_input_files("#photo", town.picture(town.first.offline))
        assert found.verdict() == "Valid"
        digits = town.first.offline.partition("#")[2]
        assert found.page.url == f"{town.address}/verify?lang=en"
        assert not any(digits[:20] in where for _, where in found.asked)


@pytest.mark.parametrize(
    "text",
    [
        f"https://{ELSEWHERE}/v/3Q7ZK8M2W5XG9TBVN4RCJ6HPD0",
        f"http://{ELSEWHERE}/check?id=1",
        f"https://{HOST}@{ELSEWHERE}/v/3Q7ZK8M2W5XG9TBVN4RCJ6HPD0",
        f"https://{ELSEWHERE}\\@{HOST}/v/3Q7ZK8M2W5XG9TBVN4RCJ6HPD0",
    ],
)
def test_a_code_that_leads_elsewhere_is_named_and_not_opened(town, text):
    with visit(town) as found:
        found.page.set_input_files("#photo", town.picture(text))
        found.page.wait_for_selector(".verdict, .wrong", timeout=WAIT)
        assert found.page.url == f"{town.address}/verify"
        if "\\" in text:  # two readings of one address: it is no link of ours, and not opened
            assert found.page.query_selector(".wrong") is not None
            return
        assert found.verdict() == "这不是官方二维码"
        assert ELSEWHERE in found.page.inner_text(".verdict")
        assert found.page.query_selector(f"[href*='{ELSEWHERE}']") is None


def test_two_certificates_in_a_picture_are_a_question_and_two_codes_of_one_are_not(town):
    pair = [code_drawn(each.link, 500) for each in (town.first, town.second)]
    both = picturing.side_by_side(*map(picturing.png, pair))
    with visit(town) as found:
        found.page.set_input_files("#photo", town.file(both, "both.png"))
        found.says(TWO_FOUND)
        one = picturing.side_by_side(
            picturing.png(pair[0].resize((600, 600))),
            picturing.png(Image.open(town.picture(town.first.offline)).convert("RGB")),
        )
        found.page.set_input_files("#photo", town.file(one, "one.png"))
        assert found.verdict() == "有效"
        assert found.page.url.endswith(town.first.code)


@pytest.mark.parametrize(("way", "chosen"), [("scan", "#shot"), ("file", "#pick")])
def test_a_large_photo_without_a_code_is_sent_small_and_the_server_says_what_to_do(
    town, monkeypatch, way, chosen
):
    sent, open_file = [], files.open_file
    monkeypatch.setattr(files, "open_file", lambda data: sent.append(data) or open_file(data))
    huge = BytesIO()
    Image.new("RGB", (3000, 2000), "navy").save(huge, "JPEG")
    with visit(town, f"/?way={way}") as found:
        found.page.set_input_files(chosen, town.file(huge.getvalue(), "photo.jpg"))
        if way == "file":
            found.page.click("#file button.go")
        found.page.wait_for_selector(".verdict", timeout=WAIT)
        assert NONE_FOUND in found.page.inner_text("main")
    with Image.open(BytesIO(sent[0])) as picture:
        assert (picture.size, picture.format) == ((1600, 1067), "JPEG")


def test_the_reader_of_the_browser_goes_before_ours(town):
    stands_for = f"""window.BarcodeDetector = class {{
        static async getSupportedFormats() {{ return ["qr_code"]; }}
        async detect() {{ return [{{ rawValue: "{town.first.link}" }}]; }}
    }}"""
    with visit(town, before=stands_for) as found:
        found.page.set_input_files("#photo", town.file(picturing.words_only(), "words.png"))
        assert found.verdict() == "有效"
        assert not any("/scan/" in where for _, where in found.asked)


def test_the_camera_opens_the_verdict_of_what_it_sees(town):
    with visit(town, camera=True) as found:
        found.page.click("#live")
        assert found.verdict() == "有效"
        assert found.page.url.endswith(f"/v/{town.first.code}")


def test_a_camera_that_is_refused_or_missing_is_told_with_the_way_around(town):
    with visit(town) as found:
        found.page.click("#live")
        found.says("没有得到使用相机的允许。可以用下面的“拍照”，不需要允许")
        for error, words in (
            ("NotReadableError", "正被别的程序使用"),
            ("NotFoundError", "打不开相机"),
        ):
            found.page.evaluate(
                "name => { navigator.mediaDevices.getUserMedia = async () => {"
                " throw new DOMException('', name) } }",
                error,
            )
            found.page.click("#live")
            found.says(words)
    without = "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"
    with visit(town, before=without) as found:
        assert found.page.is_hidden("#live")
        assert found.page.is_visible("label[for=shot]")


def test_a_reader_that_does_not_come_leaves_the_photo_to_the_server(town):
    with visit(town) as found:
        found.page.route("**/scan/**", lambda each: each.fulfill(status=404))
        found.page.set_input_files("#photo", town.picture(town.first.link))
        assert found.verdict() == "有效"
        assert "POST /verify/file" in found.paths(town.address)


def test_without_script_a_photo_gets_the_same_words(town):
    both = [picturing.png(code_drawn(each.link, 500)) for each in (town.first, town.second)]
    foreign = f"https://{ELSEWHERE}/v/3Q7ZK8M2W5XG9TBVN4RCJ6HPD0"
    told = {
        town.picture(town.first.link): "有效",
        town.picture(foreign, "foreign.png"): ELSEWHERE,
        town.file(picturing.words_only(), "words.png"): NONE_FOUND,
        town.file(picturing.side_by_side(*both), "both.png"): TWO_FOUND,
        town.file(
            b"%PDF-" + bytes(10 * 2**20), "large.pdf"
        ): "文件超过 10 MB，请截取含二维码的一页。",
    }
    with visit(town, script=False) as found:
        for path, words in told.items():
            found.page.goto(town.address)
            assert found.page.is_hidden("#live")
            found.page.set_input_files("#photo", path)
            found.page.click("#scan > form button")
            assert words in found.page.inner_text("main"), words
            assert found.page.query_selector(f"a[href*='{ELSEWHERE}']") is None


def test_without_script_the_ways_are_tabs_and_the_number_leads_to_the_verdict(town):
    with visit(town, script=False) as found:
        page = found.page
        shown = ["#scan", "#by-number", "#file"]
        for way, wanted in zip(("scan", "number", "file"), shown, strict=True):
            page.click(f"label[for=way-{way}]")
            assert [each for each in shown if page.is_visible(each)] == [wanted]
        page.focus("#way-file")
        page.keyboard.press("ArrowLeft")
        page.fill("#number", f" {town.first.number.lower()} ")
        page.fill("#name", town.first.row.name)
        page.fill("#check_code", town.first.check_code.lower())
        page.click("#by-number button.go")
        assert found.verdict() == "有效"
        assert page.url == f"{town.address}/verify"


def test_axe_finds_nothing_to_mend(town):
    axe = (node_room() / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    with visit(town) as found:
        page = found.page

        def faults() -> list[tuple[str, str]]:
            # A page allows no script but its own; the debugger is not the page.
            page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
            page.evaluate(axe)
            found = page.evaluate("axe.run()")
            return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]

        for look in ("/?way=number", "/?way=file&type=large", "/?way=number&lang=en"):
            page.goto(town.address + look)
            assert faults() == [], look
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        page.emulate_media(color_scheme="dark")
        for name in ("number", "name", "check_code"):
            page.fill(f"#{name}", "x")
        page.click("#by-number button.go")
        assert page.query_selector(".wrong") is not None
        assert faults() == []
