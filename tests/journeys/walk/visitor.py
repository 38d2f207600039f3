"""Somebody in front of a screen: a language, a size, with or without scripts.

Whatever the browser asked for and complained of since the last page is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from issuer.web.unit_door import SESSION
from tests.cast import HOST
from tests.interop.peers import node_room
from tests.journeys.walk.town import BASE
from tests.verifier.offline.browser import DESKTOP, PHONE

SIZES = {"phone": PHONE, "desktop": DESKTOP}
NARROW = (320, 640)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
WAIT = 10_000  # milliseconds, for what should be there at once
TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass
class Visitor:
    """One browser window.

    Attributes:
        large: Whether every page is asked for in large type.
        session: Whether somebody of a unit has signed in here.
        unusual: Whether the page is seen in another dress than the visitor's own.
        asked: Addresses asked for since the last `go`.
        complaints: What the console said since then, but for statuses that the page tells.
    """

    page: Page
    language: str
    size: str
    large: bool = False
    session: bool = False
    unusual: bool = False
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
        """Open a page of the office, on the screen that this visitor has."""
        self._as_usual()
        self.asked.clear()
        self.complaints.clear()
        page, mark, place = path.partition("#")
        asked = ("&" if "?" in page else "?") + "type=large" if self.large else ""
        self.page.goto(f"{BASE}{page}{asked}{mark}{place}")

    @contextmanager
    def signed_in(self, token: str) -> Iterator[None]:
        """With the session of a person of a unit."""
        cookie = {"name": SESSION, "value": token, "url": BASE, "secure": True, "httpOnly": True}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.session = True
        yield
        self.session = False
        self.page.context.clear_cookies()

    def dress(self, **media: str) -> None:
        """See the page in other colours or as it is printed; waits until it is drawn so."""
        self.unusual = True
        self.page.emulate_media(**media)  # type: ignore[arg-type]
        self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def narrow(self) -> None:
        """See the page on the narrowest of screens."""
        self.unusual = True
        self.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})

    def _as_usual(self) -> None:
        if self.unusual:
            width, height = SIZES[self.size]
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.emulate_media(media="screen", color_scheme="light")
            self.unusual = False

    def at_ease(self) -> None:
        """No page was too wide, called a stranger, left a cookie or made the browser complain."""
        page = self.page
        width = page.evaluate("document.documentElement.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert self.complaints == [], page.url
        assert {urlsplit(each).hostname for each in self.asked} == {HOST}
        assert {each["name"] for each in page.context.cookies()} <= (
            {SESSION} if self.session else set()
        )

    def bottom_of(self, selector: str) -> float:
        """Where the first such thing ends, in CSS pixels from the top of the page."""
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None, selector
        scrolled: float = self.page.evaluate("scrollY")
        return scrolled + box["y"] + box["height"]

    def faults(self, *rules: str) -> list[tuple[str, str]]:
        """What axe-core would mend on the page as it is shown now: rule and place.

        Args:
            rules: Only these; else all that axe-core has.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_core())
        only = {"runOnly": list(rules)} if rules else {}
        asked = {"resultTypes": ["violations"], **only}
        found: dict[str, Any] = self.page.evaluate("asked => axe.run(asked)", asked)
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
    here: dict[tuple[str, str, bool, bool, bool], Visitor] = field(default_factory=dict)

    def come(
        self,
        language: str = "zh",
        size: str = "phone",
        *,
        script: bool = True,
        tools: bool = False,
        large: bool = False,
    ) -> Visitor:
        """The visitor with this language and screen.

        Args:
            tools: Who looks with axe-core: a page allows no script but its own, the tool is not
                the page.
        """
        who = (language, size, script, tools, large)
        if who not in self.here:
            width, height = SIZES[size]
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                locale=LOCALES[language],
                java_script_enabled=script,
                bypass_csp=tools,
            )
            context.set_default_timeout(WAIT)
            self.here[who] = Visitor(context.new_page(), language, size, large)
        return self.here[who]


@cache
def axe_core() -> str:
    """The program text of axe-core, as the lock names it."""
    return (node_room() / "node_modules/axe-core/axe.min.js").read_text("utf-8")
