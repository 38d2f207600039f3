"""The ways in on the start page, in a real browser: camera and photo, with script and without.

One house and one browser serve all. Headless Chromium on Linux has no BarcodeDetector, so what
stands here for it is given by the test.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from issuer.web import files
from tests.cast import HOST
from tests.interop.peers import node_room
from tests.issuer.web.scanning import WAIT, town_of, visit
from tests.verifier.files import picturing
from tests.verifier.files.picturing import code_drawn
from tests.verifier.offline.browser import PHONE

pytestmark = pytest.mark.drill

ELSEWHERE = "zc.we1hai.example"
NONE_FOUND = "照片里没有找到二维码。请靠近些、避开反光，让二维码占画面三分之一以上。"
TWO_FOUND = "照片里有 2 个二维码，请只拍证书右下角的一个。"


@pytest.fixture(scope="module")
def town(ordinary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    province = ordinary.copy(folder / "office")
    with town_of(province, folder) as found:
        yield found
    province.close()


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
