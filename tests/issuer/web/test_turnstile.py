"""Scanning: a flood is slowed, and nobody shuts the door on somebody else."""

from __future__ import annotations

import io
import json
import logging

import pytest

from issuer.web import access_log, turnstile
from issuer.web.turnstile import (
    CODE_LOOKS,
    NETWORK_SECONDS,
    Pace,
    ScanLimits,
)
from keys.errors import CredentialError
from tests.verifier.verdicts import CODE, NOW

NOBODY = "0" * 26
OFFICE, STRANGER = "203.0.113.7", "198.51.100.9"
BROWSER = {"Accept": "text/html"}
FEW = 20


@pytest.fixture
def narrow(app_of, monkeypatch):
    """An office whose network may ask twenty times a minute."""
    monkeypatch.setattr(turnstile, "NETWORK_REQUESTS", FEW)
    return app_of().test_client()


def look(client, code=CODE, *, network=OFFICE, **given):
    return client.get(f"/v/{code}", environ_overrides={"REMOTE_ADDR": network}, **given)


def flood(client, network=OFFICE, requests=FEW):
    """Codes that lead nowhere, each another one."""
    return {look(client, f"{n:026}", network=network).status_code for n in range(requests)}


# -- a pace ----------------------------------------------------------------------------------------


def test_a_pace_lets_so_many_in_at_once_and_then_evenly():
    pace = Pace(10, 1)
    assert [pace.take(b"k", 5.0) for _ in range(11)] == [0] * 10 + [pytest.approx(0.1)]
    assert pace.take(b"other", 5.0) == 0
    assert pace.take(b"k", 5.1) == 0
    assert pace.take(b"k", 5.1) > 0
    assert [pace.take(b"k", 6.2) for _ in range(10)] == [0] * 10


def test_what_is_refused_is_not_counted():
    pace = Pace(1, 1)
    pace.take(b"k", 0.0)
    assert all(pace.take(b"k", 0.5) == pytest.approx(0.5) for _ in range(1000))
    assert pace.take(b"k", 1.0) == 0


def test_a_pace_forgets_what_is_over(monkeypatch):
    pace = Pace(10, 1)
    for n in range(1000):
        pace.take(b"%d" % n, float(n))
    assert len(pace._used_up) <= 2
    monkeypatch.setattr(turnstile, "_MOST_KEPT", 50)
    for n in range(1000):
        pace.take(b"now %d" % n, 2000.0)
    assert len(pace._used_up) <= 50


def test_neither_a_code_nor_an_address_is_kept(ticking):
    limits = ScanLimits(ticking)
    limits.scan(OFFICE, CODE, leads_somewhere=lambda: True)
    for pace in (limits._crowd, limits._code, limits._own):
        assert all(len(key) in (16, 32) and OFFICE.encode() not in key for key in pace._used_up)


# -- one code --------------------------------------------------------------------------------------


def test_a_code_is_shown_so_often_a_second_and_then_the_page_says_how_long(client, ticking):
    assert {look(client).status_code for _ in range(CODE_LOOKS)} == {200}
    refused = look(client, headers=BROWSER)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert all(each in refused.text for each in ("请等 1 秒", "这不代表证书有问题"))
    assert refused.headers["Cache-Control"] == "no-store"
    assert "says nothing about" in look(client, headers=BROWSER, query_string="lang=en").text
    by_machine = look(client, headers={"Accept": "application/json"})
    assert by_machine.get_json()["type"] == "/problems/web.too-fast"
    ticking.now += 1
    assert look(client).status_code == 200


def test_who_floods_a_code_does_not_hide_it_from_others(client, ticking):
    for place in range(CODE_LOOKS):
        look(client, network=f"10.1.{place}.1")
    looks = [look(client, network=STRANGER).status_code for _ in range(3)]
    assert looks == [200, 429, 429]
    assert look(client, network=OFFICE).status_code == 200
    ticking.now += 1
    assert look(client, network=STRANGER).status_code == 200


def test_a_code_in_small_letters_is_the_same_code(client):
    for place in range(CODE_LOOKS):
        assert look(client, CODE.lower() if place % 2 else CODE).status_code == 200
    assert look(client, CODE.lower()).status_code == 429


def test_the_bounds_are_those_that_were_decided():
    """An office of 200 who scan three certificates a minute each needs half of it."""
    assert (turnstile.NETWORK_REQUESTS, NETWORK_SECONDS) == (1200, 60)
    assert (CODE_LOOKS, turnstile.CODE_SECONDS) == (10, 1)


# -- one network -----------------------------------------------------------------------------------


def test_an_office_scans_on_beside_a_flood_from_its_own_address(narrow, ticking):
    assert flood(narrow) == {200}
    assert look(narrow, NOBODY).status_code == 429
    assert look(narrow, "no code at all").status_code == 429
    assert look(narrow).status_code == 200
    assert look(narrow, NOBODY, network=STRANGER).status_code == 200
    ticking.now += NETWORK_SECONDS / FEW
    assert look(narrow, NOBODY).status_code == 200
    assert look(narrow, NOBODY).status_code == 429


def test_what_is_posted_is_a_request_like_another(narrow):
    flood(narrow)
    here = {"environ_overrides": {"REMOTE_ADDR": OFFICE}}
    assert narrow.post("/verify", data={"qr": "x"}, **here).status_code == 429
    assert narrow.post("/api/v1/verifications", json={"qr": "x"}, **here).status_code == 429
    assert narrow.get("/", **here).status_code == 200


def test_while_nothing_can_be_looked_up_nobody_is_blamed(app_of, records, monkeypatch):
    def gone(*_):
        raise CredentialError("records.unavailable")

    monkeypatch.setattr(records, "find", gone)
    monkeypatch.setattr(records, "holds", gone)
    monkeypatch.setattr(turnstile, "NETWORK_REQUESTS", FEW)
    client = app_of().test_client()
    assert flood(client, requests=FEW + 5) == {503}


# -- what is kept of a refusal ---------------------------------------------------------------------


def test_a_refusal_is_told_once_and_said_again(client, monkeypatch):
    told = []
    told_of = turnstile._told
    monkeypatch.setattr(turnstile, "_told", lambda *given: told.append(1) or told_of(*given))
    for _ in range(CODE_LOOKS):
        look(client)
    answers = [look(client, query_string=f"lang=en&name=n{n}&x={CODE}") for n in range(20)]
    assert {answer.status_code for answer in answers} == {429}
    assert len(told) == 1
    assert len({answer.data for answer in answers}) == 1
    assert CODE not in answers[0].text


def test_a_refusal_names_its_route_in_the_log_and_no_code(client, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    access_log.to_stdout(lambda: NOW)
    for _ in range(CODE_LOOKS + 2):
        look(client)
    root.handlers, root.level = before, level
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["status"] for line in lines] == [200] * CODE_LOOKS + [429] * 2
    assert {line["route"] for line in lines} == {"/v/<code>"}
    assert CODE not in stream.getvalue()


def test_surfaces_without_scanning_have_no_turnstile(app_of):
    office = app_of("office").test_client()
    assert {look(office).status_code for _ in range(CODE_LOOKS + 2)} == {404}
