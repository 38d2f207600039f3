"""The door in front of the framework says what the framework would have said."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from tests.verifier.world import HOST, NOW, RULES, World
from verifier.verdict import VerdictCode
from verifier.web import Express, Site, VerifyDesk, harden
from verifier.web.express import ROUTE

BROWSERS = (
    {},
    {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "zh-CN,zh"},
    {"Accept": "application/json", "Accept-Language": "en-GB,en;q=0.7"},
    {"Accept": "application/dc+sd-jwt"},
    {"Accept": "image/png"},
    {"Accept-Language": "fr"},
)
QUERIES = ("", "?format=json", "?format=html&lang=en", "?lang=en", "?lang=xx", "?format=text",
           "?format=sd-jwt", "?format=json&lang=zh&more=1")  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World()


class Door:
    """An application with its express door; `inside` counts what passed it."""

    def __init__(self, world):
        self.inside, bundle, text = 0, world.bundle(), world.full(world.copy)
        self.desk = VerifyDesk(
            lambda code: text if code == world.copy.code else None,
            bundle=lambda: bundle, clock=lambda: NOW,
            site=Site(HOST, world.profile.name), rules=RULES,
            holds=lambda code: code == world.copy.code,
        )  # fmt: skip
        app = Flask(__name__)
        app.register_blueprint(self.desk.blueprint())
        app.before_request(self._count)
        harden(app)
        self.inner = Client(app.wsgi_app)
        app.wsgi_app = Express(app.wsgi_app, self.desk)
        harden(app)
        app.testing = True
        self.client, self.express = app.test_client(), app.wsgi_app._app

    def _count(self):
        self.inside += 1


@pytest.fixture
def door(world):
    return Door(world)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("headers", BROWSERS)
def test_bytes_and_headers_are_those_of_the_application(world, door, query, headers):
    for code in (world.copy.code, world.copy.code.lower(), world.recognised.code, "nothing", "证"):
        path = f"/v/{code}{query}"
        by_door, again = (door.client.get(path, headers=headers) for _ in range(2))
        inside = door.inner.get(path, headers=headers)
        assert by_door.data == again.data == inside.data
        assert sorted(by_door.headers) == sorted(again.headers) == sorted(inside.headers)
        assert by_door.status == inside.status


def test_nothing_that_can_be_judged_wakes_the_framework(world, door):
    for form in ("html", "json"):
        answers = [door.client.get(f"/v/{world.copy.code}?format={form}") for _ in range(2)]
        assert {answer.status_code for answer in answers} == {200}
    assert door.inside == 0


def test_lists_that_cannot_be_read_are_told_alike(world, door, monkeypatch):
    def gone():
        raise OSError("no such file")

    monkeypatch.setattr(door.desk, "_bundle", gone)
    by_door = door.client.get(f"/v/{world.copy.code}")
    assert by_door.status_code == 503
    inside = door.inner.get(f"/v/{world.copy.code}")
    assert (by_door.data, by_door.status) == (inside.data, inside.status)
    assert sorted(by_door.headers) == sorted(inside.headers)


def test_a_bug_is_met_again_inside_where_it_is_told(world, door, monkeypatch):
    monkeypatch.setattr(door.desk, "_find", None)
    with pytest.raises(TypeError):
        door.client.get(f"/v/{world.copy.code}")
    assert door.inside == 1


def test_the_route_is_noted_for_the_log_and_not_the_path(world, door):
    path = f"/v/{world.copy.code}"
    door.client.get(path)
    environ = EnvironBuilder(path=path).get_environ()
    door.client.application.wsgi_app(environ, lambda *_: None)
    assert environ[ROUTE] == "/v/<code>"
    assert door.inside == 0


@pytest.mark.parametrize(
    "sent",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"data": b"body"},
        {"headers": {"Transfer-Encoding": "chunked"}},
    ],
)
def test_whatever_is_no_plain_get_goes_in(world, door, sent):
    door.client.open(f"/v/{world.copy.code}", **sent)
    assert door.inside == 1


def test_a_code_as_people_write_it_is_the_same_code(world, door):
    code = world.copy.code
    printed = door.client.get(f"/v/{code}").text
    assert door.client.get(f"/v/{code.lower()}").text == printed
    assert door.inside == 0


@pytest.mark.parametrize("path", ["/v/", "/v", "/v/3Q7ZK8M2W5XG9TBVN4RCJ6HPD0/", "/", "/vv/x"])
def test_what_is_no_address_of_a_code_goes_in(door, path):
    door.client.get(path)
    assert door.inside == 1


def test_languages_and_forms_that_are_remembered_are_bounded(world, door):
    door.client.get(f"/v/{world.copy.code}")
    express = door.express
    for n in range(1200):
        door.client.get(f"/v/{world.copy.code}", headers={"Accept-Language": f"x-{n}"})
    door.client.get(f"/v/{world.copy.code}", headers={"Accept-Language": "x" * 5000})
    door.client.get(f"/v/{world.copy.code}?name=someone")
    assert len(express._wishes) <= 500
    assert not any("someone" in query or len(header) > 300 for query, _, header in express._wishes)


def test_a_verdict_of_before_is_never_said_about_another_code(world, door):
    door.client.get(f"/v/{world.copy.code}?format=json")
    answer = door.client.get(f"/v/{world.recognised.code}?format=json")
    assert answer.get_json()["verdict"] == VerdictCode.NOT_FOUND
