"""Every verdict that one authority can give, on a phone and on a desk, in Chinese and in English.

Each is reached as a visitor reaches it. Whatever the language and the screen: one word, one shape
and one colour say the same, and nothing moves sideways.
"""

from __future__ import annotations

import pytest

from tests.journeys.walk.verdicts import OF_TWO, STROKES, TOLD, WAYS, WITH_A_NAME
from tests.journeys.walk.visitor import SIZES, TAGS
from tests.verifier.offline.browser import PHONE
from verifier.verdict import VerdictCode

pytestmark = pytest.mark.drill
LAST_TIME = ".facts:not(.all) dd.num >> nth=-1"
VERDICTS = pytest.mark.parametrize("code", list(WAYS), ids=str)


def test_every_verdict_is_walked():
    assert set(WAYS) == set(TOLD) == set(VerdictCode) - OF_TWO


@VERDICTS
def test_it_says_the_same_in_word_shape_and_colour(town, visitors, album, code):
    way, told = WAYS[code], TOLD[code]
    with town.in_weather(way.weather):
        for language in TAGS:
            for size in SIZES:
                who = visitors.come(language, size)
                way.go(town, who)
                who.picture(album / f"{code}-{language}-{size}.png")
                assert says(who) == (getattr(told, language), told.colour, told.shape)
                assert who.page.title().startswith(getattr(told, language))
                assert who.page.get_attribute("html", "lang") == TAGS[language]
                who.at_ease()
                if way.by_link:
                    # The whole page at once: style, shapes and the icon of the tab are in it.
                    assert who.asked == [who.page.url]
                if size == "phone":
                    assert below_the_fold(who, code) == {}


@VERDICTS
def test_it_says_the_same_without_a_script(town, visitors, code):
    way, told = WAYS[code], TOLD[code]
    who = visitors.come(script=False)
    with town.in_weather(way.weather):
        way.go(town, who)
    assert says(who) == (told.zh, told.colour, told.shape)
    assert who.page.locator("#print").is_hidden()
    who.at_ease()


def test_what_is_printed_is_everything_that_the_certificate_says(town, visitors, album):
    who = visitors.come()
    WAYS[VerdictCode.VALID].go(town, who)
    # The browser's own printing opens what stands closed on the screen.
    (album / "VALID-zh.pdf").write_bytes(who.page.pdf())
    who.dress(media="print")
    printed = who.page.inner_text("main")
    title = town.fates["valid"]
    assert f"证书编号 {title.number}" in printed
    assert title.row.employer in printed
    assert "在您那里是否适用" not in printed
    assert title.code not in printed


def says(who):
    """Heading, colour class and shape of the one status of the page."""
    (box,) = who.page.query_selector_all("[role=status]")
    drawn = box.query_selector("svg").inner_html()
    (shape,) = [name for name, stroke in STROKES.items() if stroke in drawn]
    (colour,) = {"ok", "warn", "bad", "grey"} & set(box.get_attribute("class").split())
    return box.query_selector("h1").inner_text(), colour, shape


def below_the_fold(who, code):
    """What one must scroll for, of the three things: the verdict; whose and what; who and when.

    Gives where each ends that does not stand on the first screen.
    """
    whose = (".name", ".what") if code in WITH_A_NAME else ()
    ends = {each: who.bottom_of(each) for each in ("[role=status]", *whose, LAST_TIME)}
    return {each: end for each, end in ends.items() if end > PHONE[1]}
