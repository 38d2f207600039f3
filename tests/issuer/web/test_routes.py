"""The route table is the only list of routes, and every route says who may call it."""

from __future__ import annotations

import io
import re

import pytest

from issuer.config import Surface
from issuer.web.route import OFFICE, PUBLIC, Who
from issuer.web.routes import BY_ENDPOINT, ROUTES, on_surface

SAMPLES = {
    **dict.fromkeys(("name", "document", "rule", "slug", "operation"), "x"),
    "code": "X",
    "number": 1,
    "digest": "x" * 43,
    "roster": "0" * 16,
}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"}


def opened(app):
    return {
        (rule.endpoint, rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD"}
    }


@pytest.mark.parametrize("surface", list(Surface))
def test_a_surface_opens_exactly_its_rows(app_of, surface):
    wanted = {(route.endpoint, route.rule, route.method) for route in on_surface(surface)}
    assert opened(app_of(surface.value)) == wanted


def test_every_route_says_who_may_call_it_and_no_endpoint_has_two_rows():
    assert len(BY_ENDPOINT) == len(ROUTES)
    assert all(isinstance(route.who, Who) for route in ROUTES)


def test_whoever_is_not_named_changes_nothing():
    """A route that changes something takes a sealed document; the rest reads."""
    changing = {
        route.endpoint
        for route in ROUTES
        if route.method != "GET" and route.who in (Who.COMMITTEE, Who.OPERATOR)
    }
    assert changing == {
        "office.batch", "office.notice", "office.decision", "office.order", "office.batch_status",
    }  # fmt: skip
    assert all(BY_ENDPOINT[name].surfaces == OFFICE for name in changing)


def test_only_verification_posts_on_the_public_surface():
    posting = {
        route.endpoint for route in ROUTES if route.method != "GET" and PUBLIC & route.surfaces
    }
    assert {name for name in posting if BY_ENDPOINT[name].surfaces == PUBLIC} == {
        "start.lookup", "verifications.verify", "correspondences.ask_by_body",
        "papers.check", "fake_reports.send", "files.check", "files.upload",
    }  # fmt: skip


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.endpoint)
def test_other_methods_are_refused(client, route):
    path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: str(SAMPLES[found[1]]), route.rule)
    taken = {each.method for each in ROUTES if each.rule == route.rule}
    allowed = taken | ({"HEAD"} if "GET" in taken else set())
    assert taken
    for method in METHODS - allowed:
        answer = client.open(path, method=method)
        assert answer.status_code == 405, method
        assert set(answer.headers["Allow"].split(", ")) == allowed
        if method != "HEAD":
            assert answer.mimetype == "application/problem+json"
            assert answer.json["type"] == "/problems/web.method"


@pytest.mark.parametrize("route", [r for r in ROUTES if r.takes], ids=lambda r: r.endpoint)
def test_a_body_past_its_limit_is_refused_before_it_is_read(client, registrar, route):
    body = b"x" * (route.limit + 1)
    answer = client.post(route.rule, data=body, content_type=next(iter(route.takes)))
    assert answer.status_code == 413
    assert answer.json["type"] == f"/problems/{route.oversize or 'web.too-large'}"
    assert registrar.asked == []


@pytest.mark.parametrize("route", [r for r in ROUTES if r.takes], ids=lambda r: r.endpoint)
def test_a_body_of_another_kind_is_refused(client, registrar, route):
    answer = client.post(route.rule, data=b"x", content_type="text/xml")
    assert answer.status_code == 415
    assert answer.headers["Accept-Post"] == ", ".join(route.takes)
    assert registrar.asked == []


def test_a_body_without_a_stated_length_is_refused(client, registrar):
    answer = client.open(
        "/api/v1/notices",
        method="POST",
        environ_overrides={"wsgi.input": io.BytesIO(b"x" * 10), "wsgi.input_terminated": True},
        headers={"Content-Type": "application/jose+json", "Transfer-Encoding": "chunked"},
    )
    assert (answer.status_code, answer.json["type"]) == (411, "/problems/web.length")
    assert registrar.asked == []
