"""A unit hands a roster in, watches it and fetches it in a browser, with script and without."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from issuer.roster.worker import RosterWorker
from issuer.web.unit_door import SESSION
from tests.issuer.roster.world import DOOR, PURPOSE, Units, book, cells_of, door
from tests.issuer.web.units_at_work import UnitSite
from tests.verifier.offline.browser import PHONE, chromium

pytestmark = pytest.mark.drill

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SlowWorker(RosterWorker):
    """Judges a line at a time, each when it is told to."""

    def __init__(self, office, clock):
        super().__init__(office, clock, chunk=1)
        self.go = Event()

    def _settle(self, *part):
        self.go.wait()
        self.go.clear()
        return super()._settle(*part)


@pytest.fixture
def site(province, tmp_path):
    return UnitSite(Units.of(province), tmp_path)


@pytest.fixture
def hall(site):
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def browsing(site, hall, *, script):
    """A page of a browser that has signed in, and what it complained of."""
    client, complaints = site.signed_in(site.units.unit), []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN",
            java_script_enabled=script,
        )  # fmt: skip
        cookie = {
            "name": SESSION,
            "value": client.get_cookie(SESSION).value,
            "url": "https://localhost",
        }
        context.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Strict"}])
        page = context.new_page()
        page.on("console", lambda each: complaints.append(each.text))
        page.on("pageerror", lambda each: complaints.append(str(each)))
        yield page
        assert complaints == []
        browser.close()


@pytest.mark.parametrize("script", [True, False], ids=["js", "plain"])
def test_a_roster_is_handed_in_watched_and_fetched(site, hall, script):
    titles = list(site.province.titles.values())
    roster = book(DOOR, *[door(title) for title in titles])
    worker = SlowWorker(site.province.office, lambda: site.province.at)
    with browsing(site, hall, script=script) as page:
        page.goto(f"{hall}/unit/rosters")
        sent = {"name": "名册.xlsx", "mimeType": XLSX, "buffer": roster}
        page.get_by_label("名册文件").set_input_files(sent)
        page.get_by_label("核验用途").fill(PURPOSE)
        page.get_by_role("button", name="提交名册").click()
        expect(page.locator("#says")).to_contain_text("排在第 1 位")
        judging = Thread(target=worker.work)
        judging.start()
        worker.go.set()
        # The page tells by itself, whichever way it asks again.
        expect(page.locator("#says")).to_contain_text("已判定 1 行，共 3 行", timeout=20_000)
        for _ in titles[1:]:
            while worker.go.is_set():
                page.wait_for_timeout(50)
            worker.go.set()
        expect(page.get_by_role("heading", level=1)).to_have_text("名册核验完毕", timeout=20_000)
        judging.join()
        with page.expect_download() as waits:
            page.get_by_role("link", name="下载结果").click()
        result = waits.value.path().read_bytes()
        assert [line[3] for line in cells_of(result)[1:]] == ["有效"] * 3
        assert page.locator("progress").count() == 0
        page.get_by_role("button", name="删除文件").click()
        expect(page.get_by_text("结果和回执已经删除")).to_be_visible()
