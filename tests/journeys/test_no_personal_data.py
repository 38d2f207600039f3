"""No personal data leaks: not into logs, facts of errors, temporary files, addresses or answers.

Every route is visited by people who bring names, identity numbers, employers and codes, in good
and bad requests, as programs and at a browser, in both languages. What an answer may repeat is
said visit by visit; what is heard anywhere else is a leak.
"""

from __future__ import annotations

import logging
import re
import tempfile
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from issuer.housekeeping import tidy
from issuer.web.route import Who
from issuer.web.routes import ROUTES
from keys.errors import CredentialError, Malformed, Refused, RolledBack, TooLarge, Untrusted
from tests.cast import DIGITAL, PLANT, ZONE
from tests.journeys.leaks.aviary import Aviary
from tests.journeys.leaks.carrying import breaches_of
from tests.journeys.leaks.ear import heard_in, listening
from tests.journeys.leaks.visits import BROWSER, MACHINE, Visit, visits
from tests.journeys.test_stolen_copy import published
from tests.province import Province
from verifier.web import VerifyDesk

LINK = re.compile(rb'(?:href|action|src)="([^"]*)"')
TOLD = {("facts", "number")}
"""A certificate's number may be a fact of an error; it is on the list of what is taken back."""


@pytest.fixture(scope="module")
def birds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("aviary")
    province = Province.found(f"sqlite:///{folder / 'office.db'}", folder)
    for slug in (ZONE, PLANT, DIGITAL):
        province.admit_committee(slug)
    yield Aviary.opened(province)
    province.close()


def leaks_of(visit: Visit, answer, birds: Aviary) -> set[tuple[str, str]]:
    """What an answer says of people beyond what this visit may be told."""
    where = f"{visit.method} {visit.route} {answer.status_code}"
    said = {
        # The page of a certificate offers its file, and a code is part of that address.
        "link": (b"\n".join(LINK.findall(answer.data)), visit.shows & {"code"}),
        "headers": (str(answer.headers).encode(), visit.told),
        "body": (answer.data, visit.shows),
    }
    return {
        (f"{place} of {where}", what)
        for place, (data, shown) in said.items()
        for _, what in heard_in({place: data}, birds.canaries)
        if what not in shown
    }


@pytest.mark.drill
@pytest.mark.parametrize(
    ("caller", "language"),
    [
        pytest.param(MACHINE, "zh-CN", id="program-zh"),
        # What a program is told in English, the page of a problem says in the same words.
        pytest.param(BROWSER, "en", id="browser-en"),
        pytest.param(BROWSER, "zh-CN", id="browser-zh"),
    ],
)
def test_no_route_lets_anything_slip(birds, tmp_path, *, caller, language, figures):
    client = birds.app().test_client()
    leaks, statuses = set(), []
    with listening(tmp_path) as ear:
        for visit in visits(birds):
            answer = visit.make(client, {**caller, "Accept-Language": language})
            leaks |= leaks_of(visit, answer, birds) | breaches_of(visit, answer)
            statuses.append(answer.status_code)
    said = {**ear.said(), **published(birds.province.office.public_dir)}
    assert leaks | heard_in(said, birds.canaries) - TOLD == set()
    assert ear.opened == []
    assert {200, 202, 400, 403, 404, 405, 413, 415, 416, 422} <= set(statuses)
    assert len(ear.records) >= len(statuses)
    figures(
        f"personal data: {len(statuses)} requests, {len(birds.canaries)} canaries,"
        f" {len(ear.records)} log records, {len(ear.errors)} errors, 0 leaks"
    )


def test_a_certificate_is_shown_to_those_who_have_it(birds):
    """The control of what is allowed: without it, an office that answers nothing would pass."""
    client = birds.app().test_client()
    shown = [
        visit
        for visit in visits(birds)
        # What is drawn on a file is seen with the eyes.
        if {"name", "employer"} <= visit.shows and visit.route != "claims.file"
    ]
    assert len(shown) > 10
    for visit in shown:
        seen = heard_in({"": visit.make(client, {}).data}, birds.canaries)
        assert {what for _, what in seen} >= {"name", "employer"}, visit


def faults(birds: Aviary) -> list[Exception]:
    """Every class of error, with somebody in its message, its cause, or its facts' neighbour."""
    row = birds.title.row
    said = f"{row!r} {birds.title.code} {birds.title.check_code}"
    kinds = (CredentialError, Malformed, TooLarge, Untrusted, RolledBack, Refused)
    ours = [kind("records.unavailable") for kind in kinds]
    others = [
        RuntimeError(said),
        KeyError(row.id_no),
        UnicodeEncodeError("ascii", row.name, 0, 1, said),
        OSError(28, said, f"/{row.name}"),
        OperationalError("INSERT", {"name": row.name}, Exception(said), hide_parameters=True),
    ]
    for each in (*ours, *others):
        each.__cause__ = ValueError(said)
        each.add_note(said)
    return [*ours, *others]


@pytest.mark.parametrize("caller", [MACHINE, BROWSER], ids=["program", "browser"])
def test_a_fault_tells_a_reference_and_nobody(birds, tmp_path, caller, monkeypatch):
    app = birds.app()
    fault: list[Exception] = []

    def broken(*_, **__):
        held = birds.title.row  # in the frame, as it would be
        assert held
        raise fault[0]

    app.view_functions = dict.fromkeys(app.view_functions, broken)
    monkeypatch.setattr(VerifyDesk, "judge_code", broken)  # the door in front of the framework
    client = app.test_client()
    good = [visit for visit in visits(birds) if visit.shows]
    plain = [
        Visit("GET", re.sub(r"<[^>]+>", "1" * 43, route.rule), route.endpoint)
        for route in ROUTES
        if route.method == "GET" and route.who is not Who.UNIT  # whose door is in front
    ]
    with listening(tmp_path) as ear:
        for each in faults(birds):
            fault[:] = [each]
            for visit in (*good, *plain) if isinstance(each, RuntimeError) else good[:1]:
                before = len(ear.records)
                answer = visit.make(client, caller)
                assert answer.status_code >= 400, visit
                assert heard_in({"": answer.data}, birds.canaries) == set()
                if answer.status_code == 500:
                    reference = re.search(r"\b[0-9a-f]{12}\b", answer.text)
                    assert reference is not None
                    assert reference[0] in "".join(ear.records[before:])
    assert heard_in(ear.said(), birds.canaries) == set()


def test_housekeeping_that_fails_tells_a_kind_and_nobody(birds, tmp_path):
    def failing(fault):
        def publish(*, at):
            raise fault

        return SimpleNamespace(publish=publish)

    with listening(tmp_path) as ear:
        for each in faults(birds):
            tidy(failing(each), birds.province.at)
    assert len(ear.records) == len(faults(birds))
    assert heard_in(ear.said(), birds.canaries) == set()


def crash(birds, log):
    try:
        {}[birds.title.row.name]
    except KeyError:
        log.exception("failed")


def spool(birds, _):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(repr(birds.title.row).encode("utf-16-le"))


PLANTED = {
    "a name in a message": (lambda birds, log: log.info(birds.title.row.name), "log lines"),
    "a name as an argument": (lambda birds, log: log.debug("%s", birds.title.row.name), "log"),
    "a row whose repr is logged": (lambda birds, log: log.info("%r", birds.title.row), "log lines"),
    "a name beside the message": (
        lambda birds, log: log.info("x", extra={"who": birds.title.row.name}), "log",
    ),
    "an exception with its text": (crash, "log"),
    "another library at DEBUG": (
        lambda birds, _: logging.getLogger("other").debug("/?q=%s", birds.title.row.id_no), "log",
    ),
    "a fact of an error": (
        lambda birds, _: Refused("store.unknown-award", number=birds.title.row.name), "facts",
    ),
    "a spooled upload": (spool, "temporary files"),
}  # fmt: skip


@pytest.mark.parametrize("how", PLANTED)
def test_what_is_planted_is_heard(birds, tmp_path, how):
    """The control: what somebody may write one day without a second thought."""
    plant, place = PLANTED[how]
    with listening(tmp_path) as ear:
        plant(birds, logging.getLogger("zhicheng.somewhere"))
    assert place in {heard for heard, _ in heard_in(ear.said(), birds.canaries)}
    assert bool(ear.opened) == (place == "temporary files")


@pytest.mark.parametrize("place", ["body", "headers", "link"])
def test_what_is_planted_in_an_answer_is_seen(birds, place):
    app, name = birds.app(), birds.title.row.name
    link = f'<a href="/?name={birds.title.row.id_no}">' if place == "link" else ""

    def chatty():
        body = name if place == "body" else link
        headers = {"Location": f"/{birds.title.check_code}"} if place == "headers" else {}
        return app.response_class(body, headers=headers)

    app.view_functions["start.home"] = chatty
    visit = Visit("GET", "/", "start.home")
    leaks = leaks_of(visit, visit.make(app.test_client(), MACHINE), birds)
    assert f"{place} of GET start.home 200" in {where for where, _ in leaks}


CARRIED = {
    "cookie": ({"Set-Cookie": "seen=1"}, ""),
    "may be kept": ({"Cache-Control": "public"}, ""),
    "tells where one comes from": ({"Referrer-Policy": "unsafe-url"}, ""),
    "sends elsewhere": ({"Location": "//evil.example/"}, ""),
    "may load from elsewhere": ({"Content-Security-Policy": "img-src https://cdn.example"}, ""),
    "third party": ({}, '<img src="//count.example/1.gif">'),
}


@pytest.mark.parametrize("what", CARRIED)
def test_what_an_answer_should_not_carry_is_seen(birds, what):
    app, (headers, body) = birds.app(), CARRIED[what]
    app.view_functions["start.lookup"] = lambda: app.response_class(body, headers=headers)
    visit = Visit("POST", "/verify", "start.lookup", {"data": {"qr": "x"}})
    found = {each for _, each in breaches_of(visit, visit.make(app.test_client(), MACHINE))}
    assert what in found
