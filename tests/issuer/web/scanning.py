"""A house before which a browser stands: its start page served, and visits to it.

The browser's camera is a film of one QR code; headless Chromium on Linux has no BarcodeDetector.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.cast import Title
from tests.issuer.web.test_hot_answers import public_app
from tests.province import Province
from tests.verifier.offline.browser import PHONE, chromium, film_of, picture_of

WAIT = 20_000  # milliseconds; a first decoding starts the reader


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


@contextmanager
def town_of(province: Province, folder: Path) -> Iterator[Town]:
    """The town of a province, for as long as the block lasts."""
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
