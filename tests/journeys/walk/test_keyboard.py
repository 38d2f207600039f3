"""A visitor without a mouse: the skip link, the way to every control, and a focus that shows."""

from __future__ import annotations

import pytest

from tests.journeys.walk.stops import ALL

pytestmark = pytest.mark.drill
NAMES = (
    *("start", "start-number-missing", "VALID", "NOT_FOUND", "SERVICE_PROBLEM", "file-picture"),
    *("claim", "claimed", "report", "rules", "rule", "committees", "committee", "genuine"),
    *("revocations", "openness", "equivalence", "no-such-page"),
)
MOST = 120  # presses of Tab on one page
FOCUSABLE = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']"
REACHABLE = f"""() => {{
  const found = [...document.querySelectorAll("{FOCUSABLE}")];
  const shown = found.filter(each => each.checkVisibility({{checkVisibilityCSS: true}}));
  shown.forEach((each, number) => {{ each.dataset.stop = number }});
  // Of a group of radio buttons the keyboard reaches the one that is chosen.
  const wanted = shown.filter(each => each.type != "radio" || each.checked);
  return wanted.map(each => each.dataset.stop);
}}"""
FOCUSED = """() => {
  const on = document.activeElement, style = getComputedStyle(on), box = on.getBoundingClientRect();
  const ring = on.matches(".pick,.tab,[type=radio]")
    ? getComputedStyle(on.labels?.[0] ?? on) : style;
  const outlined = each => each.outlineStyle != "none" && parseFloat(each.outlineWidth) >= 2;
  return {
    stop: on.dataset.stop ?? "", html: on.outerHTML.slice(0, 120),
    ring: outlined(style) || outlined(ring),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def tabbed(who):
    who.page.keyboard.press("Tab")
    return who.page.evaluate(FOCUSED)


@pytest.mark.parametrize("stop", [each for each in ALL if each.name in NAMES], ids=str)
def test_every_control_is_reached_and_seen(town, visitors, stop):
    who = visitors.come(size="desktop")
    with stop.visited(town, who):
        who.page.evaluate(
            "getSelection().removeAllRanges(); document.activeElement.blur(); scrollTo(0, 0)"
        )
        wanted = set(who.page.evaluate(REACHABLE))
        assert len(wanted) < MOST
        seen = [tabbed(who)]
        # A page may begin at what is wrong in it; past its end the keys come to its head.
        while len(seen) < MOST and (each := tabbed(who))["stop"] != seen[0]["stop"]:
            seen.append(each)
        seen = [each for each in seen if each["stop"]]
        assert wanted - {each["stop"] for each in seen} == set()
        assert [each["html"] for each in seen if not (each["ring"] and each["inside"])] == []


@pytest.mark.parametrize("name", ["start", "VALID", "claim"])
def test_the_first_key_leads_past_the_head_of_the_page(town, visitors, name):
    (stop,) = [each for each in ALL if each.name == name]
    who = visitors.come()
    stop.go(town, who)
    first = tabbed(who)
    assert 'class="skip"' in first["html"]
    assert first["inside"]
    who.page.keyboard.press("Enter")
    assert who.page.evaluate("document.activeElement.id") == "main"
    tabbed(who)
    assert who.page.evaluate("document.activeElement.closest('main') != null")


def test_a_certificate_is_checked_without_a_mouse(town, visitors):
    """Number, name and check code are typed one after the other, and Enter sends them."""
    title = town.fates["valid"]
    who = visitors.come()
    who.go("/")
    page = who.page
    page.focus("[name=way]:checked")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    for text in (title.number, title.row.name, title.check_code):
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
    page.focus("#check_code")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text("[role=status] h1") == "有效"
