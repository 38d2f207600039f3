"""A browser whose network is cut, and pictures of QR codes to hold before it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Page, sync_playwright

PHONE: Final = (360, 640)
DESKTOP: Final = (1280, 800)
_WAIT: Final = 20_000  # milliseconds; a first decoding starts the reader


@dataclass
class Visit:
    """An open page, and what it asked for and complained of since."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def scan(self, picture: Path) -> str:
        """Choose a picture; the verdict that is shown then ("" where nothing was verified)."""
        self.page.set_input_files("#picture", picture)
        return self.verdict()

    def paste(self, text: str) -> str:
        """Type a text into the form; the verdict that is shown then."""
        self.page.evaluate("document.querySelector('#text').closest('details').open = true")
        self.page.fill("#text", text)
        self.page.click("#pasted button")
        return self.verdict()

    def verdict(self) -> str:
        """The verdict that is shown; waits for one, and takes it away for the next."""
        shown = self.page.wait_for_selector(
            "#result [data-verdict]:not([data-read])", timeout=_WAIT
        )
        assert shown is not None
        shown.evaluate("element => { element.dataset.read = '' }")
        return shown.get_attribute("data-verdict") or ""

    @property
    def told(self) -> str:
        """What the result says."""
        return self.page.inner_text("#result")

    def colour(self) -> str:
        """The colour class of the verdict."""
        return (self.page.get_attribute("#result .verdict", "class") or "").removeprefix("verdict ")


def chromium() -> str:
    """Debian's browser; skips where there is none."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("not installed: chromium")
    return found


@contextmanager
def visit(
    address: str,
    *,
    at: datetime,
    size: tuple[int, int] = PHONE,
    network: bool = False,
    flags: tuple[str, ...] = (),
) -> Iterator[Visit]:
    """Open an address at a moment, with the network cut unless it is asked for."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox", *flags])
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height})
        context.set_offline(not network)
        page = context.new_page()
        found = Visit(page)
        context.on("request", lambda each: found.asked.append(each.url))
        page.on("console", lambda each: found.complaints.append(each.text))
        page.on("pageerror", lambda each: found.complaints.append(str(each)))
        page.clock.set_fixed_time(at)
        page.goto(address)
        page.wait_for_selector("html[data-ready]", timeout=_WAIT)
        try:
            yield found
        finally:
            browser.close()


def picture_of(text: str, to: Path) -> Path:
    """A picture of a QR code as an office prints it: level M, numbers in the numeric mode."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=6, border=4)
    code.add_data(text, optimize=20)
    code.make()
    code.make_image().get_image().convert("L").save(to)
    return to


def photo_of(picture: Path, to: Path) -> Path:
    """The same as a phone sees it: askew, on a grey table, and not quite sharp."""
    with Image.open(picture) as code:
        table = Image.new("L", (1200, 900), 110)
        turned = code.convert("L").resize((640, 640)).rotate(9, expand=True, fillcolor=110)
        table.paste(turned, (270, 90))
    table.resize((960, 720), Image.Resampling.BILINEAR).save(to, quality=55)
    return to


def film_of(picture: Path, to: Path) -> Path:
    """A film of one frame that a browser takes for its camera (YUV4MPEG2)."""
    width, height = 1280, 720
    with Image.open(picture) as code:
        frame = Image.new("L", (width, height), 200)
        frame.paste(code.convert("L").resize((640, 640)), (320, 40))
    grey = bytes([128]) * (width * height // 2)
    head = f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420jpeg\n".encode()
    to.write_bytes(head + b"FRAME\n" + frame.tobytes() + grey)
    return to
