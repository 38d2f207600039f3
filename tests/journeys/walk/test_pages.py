"""Every public page and state: without a script, in both languages, on both screens, and by axe.

A page is looked at as it is, in the dark, in large type, on 320 px (which is also a desk at a zoom
of 400 %) and as it is printed. What depends on words and structure is judged once in each language;
what depends on the style is judged again in each of these dresses.
"""

from __future__ import annotations

import pytest

from tests.journeys.walk.stops import ALL
from tests.journeys.walk.visitor import TAGS

pytestmark = pytest.mark.drill
STOPS = pytest.mark.parametrize("stop", ALL, ids=str)
OF_STYLE = ("color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable")


def stands(who):
    """What every page has: its language, one heading of its own, one main part, a title."""
    page = who.page
    assert page.get_attribute("html", "lang") == TAGS[who.language]
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.title().strip()
    who.at_ease()


@STOPS
def test_it_works_without_a_script(town, visitors, stop):
    who = visitors.come(script=False)
    with stop.visited(town, who):
        stands(who)


@STOPS
def test_axe_finds_nothing_to_mend(town, visitors, album, stop):
    who = visitors.come(tools=True)
    with stop.visited(town, who):
        stands(who)
        assert who.faults() == []
        who.picture(album / f"{stop}-zh-phone.png")
        who.dress(color_scheme="dark")
        assert who.faults(*OF_STYLE) == []
        who.picture(album / f"{stop}-zh-dark.png")
        who.dress(color_scheme="light", media="print")
        assert who.faults("color-contrast") == []
        who.picture(album / f"{stop}-zh-print.png")
        who.dress(media="screen")
        who.narrow()
        assert who.faults(*OF_STYLE) == []
        who.at_ease()


@STOPS
def test_large_type_fits_and_axe_finds_nothing_to_mend(town, visitors, album, stop):
    who = visitors.come(tools=True, large=True)
    with stop.visited(town, who):
        stands(who)
        who.picture(album / f"{stop}-zh-large.png")
        assert who.faults(*OF_STYLE) == []
        who.narrow()
        who.at_ease()


@STOPS
def test_english_fits_and_axe_finds_nothing_to_mend(town, visitors, album, stop):
    who = visitors.come("en", "desktop", tools=True)
    with stop.visited(town, who):
        stands(who)
        assert who.faults() == []
        who.picture(album / f"{stop}-en-desktop.png")
        who.narrow()
        who.at_ease()
