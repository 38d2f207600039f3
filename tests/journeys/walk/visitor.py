"""Somebody in front of a screen: a language, a size, with or without scripts.

Whatever the browser asked for and complained of since the last page is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.cast import HOST
from tests.interop.peers import node_room
from tests.journeys.walk.town import BASE
from tests.verifier.offline.browser import DESKTOP, PHONE

SIZES = {"phone": PHONE, "desktop": DESKTOP}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass
class Visitor:
    """One browser window.

    Attributes:
        large: Whether every page is asked for in large type.
        asked: Addresses asked for since the last `go`.
        complaints: What the console said since then, but for statuses that the page tells.
    """

    page: Page
    language: str
    size: str
    large: bool = False
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda each: self.asked.append(each.url))
        self.page.on("console", lambda each: self._note(each.text))
        self.page.on("pageerror", lambda each: self._note(str(each)))

    def _note(self, said: str) -> None:
        # A browser notes each answer that says that something was wrong.
        if "the server responded with a status of" not in said:
            self.complaints.append(said)

    def go(self, path: str) -> None:
        """Open a page of the office."""
        self.asked.clear()
        self.complaints.clear()
        page, mark, place = path.partition("#")
        asked = ("&" if "?" in page else "?") + "type=large" if self.large else ""
        self.page.goto(f"{BASE}{page}{asked}{mark}{place}")

    def at_ease(self) -> None:
        """No page was too wide, called a stranger, left a cookie or made the browser complain."""
        page = self.page
        width = page.evaluate("document.documentElement.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert self.complaints == [], page.url
        assert {urlsplit(each).hostname for each in self.asked} == {HOST}
        assert page.context.cookies() == []

    def bottom_of(self, selector: str) -> float:
        """Where the first such thing ends, in CSS pixels from the top of the page."""
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None, selector
        scrolled: float = self.page.evaluate("scrollY")
        return scrolled + box["y"] + box["height"]

    def faults(self) -> list[tuple[str, str]]:
        """What axe-core would mend on the page as it is shown now: rule and place."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_core())
        found: dict[str, Any] = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            (each["id"], node["html"][:200])
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def picture(self, to: Path) -> None:
        """Keep a picture of the whole page."""
        self.page.screenshot(path=to, full_page=True)


@dataclass
class Visitors:
    """Those who are here; each keeps a window open from one page to the next."""

    browser: Browser
    here: dict[tuple[str, str, bool, bool], Visitor] = field(default_factory=dict)

    def come(
        self,
        language: str = "zh",
        size: str = "phone",
        *,
        script: bool = True,
        tools: bool = False,
    ) -> Visitor:
        """The visitor with this language and screen.

        Args:
            tools: Who looks with axe-core: a page allows no script but its own, the tool is not
                the page.
        """
        who = (language, size, script, tools)
        if who not in self.here:
            width, height = SIZES[size]
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                locale=LOCALES[language],
                java_script_enabled=script,
                bypass_csp=tools,
            )
            self.here[who] = Visitor(context.new_page(), language, size)
        return self.here[who]


def axe_core() -> str:
    """The program text of axe-core, as the lock names it."""
    return (node_room() / "node_modules/axe-core/axe.min.js").read_text("utf-8")
