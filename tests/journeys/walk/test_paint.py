"""How soon a verdict stands on the screen of a slow phone: measured and printed, never asserted.

The network and the processor are slowed down by the browser itself (CDP). It slows each request
and not the opening of a connection, so the two round trips of TCP and TLS 1.3 are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import pytest

from tests.journeys.walk.town import BASE

pytestmark = pytest.mark.drill
TIMES = 5
SLOWER = 4  # times, the processor
PAINTED = (
    "performance.getEntriesByName('first-contentful-paint').map(each => each.startTime)[0] ?? null"
)


@dataclass(frozen=True)
class Line:
    """A network: Mbit/s, milliseconds of one round trip, and the seconds that were promised."""

    speed: float
    trip: int
    goal: float


LINES = (Line(9, 100, 1.0), Line(1.6, 300, 2.5))


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.speed}-mbps")
def test_time_to_verdict(town, visitors, figures, line):
    address = f"{BASE}/v/{town.fates['valid'].code}"
    measured = [painted(visitors.browser, address, line) for _ in range(TIMES)]
    assert all(measured)
    shown = median(measured) / 1000
    whole = shown + 2 * line.trip / 1000
    figures(
        f"verdict painted at {line.speed:g} Mbit/s, {line.trip} ms, {SLOWER}x slower processor:"
        f" {shown:.2f} s, with a new connection {whole:.2f} s (goal {line.goal:g} s)"
    )


def painted(browser, address, line):
    """Milliseconds from the request to the first contentful paint, in a new window."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="zh-CN")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    rate = line.speed * 1_000_000 / 8
    tools.send("Network.enable")
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.trip,
            "downloadThroughput": rate,
            "uploadThroughput": rate,
        },
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.wait_for_function(f"{PAINTED} !== null")
    found = page.evaluate(PAINTED)
    context.close()
    return found
