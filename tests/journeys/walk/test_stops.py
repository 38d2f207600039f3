"""No public page without a walk: the table of stops is held against the route table."""

from __future__ import annotations

from issuer.web.route import HTML
from issuer.web.routes import ROUTES
from tests.house.tree import ROOT
from tests.journeys.walk.stops import ALL, ELSEWHERE


def shows_a_page(route):
    return any(HTML in media for media, _ in route.gives.values())


def test_every_route_that_shows_a_page_is_walked():
    walked = {stop.endpoint for stop in ALL} | set(ELSEWHERE)
    pages = {route.endpoint for route in ROUTES if shows_a_page(route)}
    assert pages - walked == set()
    assert walked - pages <= {""}


def test_what_is_walked_elsewhere_is_walked():
    assert [path for path in ELSEWHERE.values() if not (ROOT / path).is_file()] == []


def test_no_two_stops_have_one_name():
    assert len({stop.name for stop in ALL}) == len(ALL)
