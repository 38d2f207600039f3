"""The office keeps its contract: every operation, asked well and asked badly, on both surfaces."""

from __future__ import annotations

import json
from contextlib import closing
from http import HTTPStatus

import pytest
from flask import Response

from issuer.config import Surface
from issuer.web.route import UNIT
from issuer.web.routes import ROUTES, on_surface
from tests.contract.populated import Populated, populated
from tests.contract.units import FROM_HERE
from tests.contract.walk import Walked, walk

MACHINE = FROM_HERE
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    **FROM_HERE,
}
BEYOND = {206, 304, 411, 413, 416, 429, 500, 503}
"""Answers that take a header, a huge body, much patience or a fault of ours; tested by hand."""
BY_HAND = {"files.upload 200"}
"""The walk gives no part of a form a file name; `tests/issuer/web/test_files.py` does."""
BEHIND_A_DOOR = {route.endpoint for route in ROUTES if route.surfaces == UNIT}
"""The walk has no passkey, and is at once a program and a browser nowhere: which answer leads where
is tested by `tests/issuer/web/test_unit*.py`. Here their form is held against the contract."""


@pytest.fixture
def office(tmp_path):
    with populated(tmp_path) as made:
        yield made


def unreached(document: dict, walked: Walked) -> list[str]:
    """Documented answers that the walk never saw."""
    missing = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name = operation["operationId"]
            if name in BEHIND_A_DOOR:
                continue
            # A file with one address is there from the first publication on.
            always_there = method == "get" and "{" not in path
            seen = BEYOND | ({404} if always_there else set()) | set(walked.answers[name])
            missing += [
                f"{name} {status}" for status in operation["responses"] if int(status) not in seen
            ]
    return [each for each in missing if each not in BY_HAND]


def document_of(office: Populated, surface: Surface) -> dict:
    return office.app(surface).test_client().get("/openapi.json").get_json()


def test_examples_of_every_operation_agree_with_the_contract(office):
    """The drill walks the public surface as well, further, and as a browser."""
    walked = walk(office.app(Surface.ALL), office.samples, phases=["examples"])
    assert (walked.breaks, walked.errors) == (set(), set())
    assert len(walked.answers) == len(on_surface(Surface.ALL))


@pytest.mark.long
@pytest.mark.drill
@pytest.mark.parametrize(
    ("surface", "headers", "examples"),
    [
        (Surface.ALL, MACHINE, 15),
        (Surface.ALL, BROWSER, 8),
        (Surface.PUBLIC, MACHINE, 10),
        (Surface.PUBLIC, BROWSER, 5),
    ],
    ids=["all", "all-browser", "public", "public-browser"],
)
def test_no_operation_breaks_the_contract(office, surface, headers, examples, figures):
    walked = walk(office.app(surface), office.samples, examples=examples, headers=headers)
    assert (walked.breaks, walked.errors) == (set(), set())
    assert len(walked.answers) == len(on_surface(surface))
    document = document_of(office, surface)
    assert unreached(document, walked) == []
    statuses = {status for seen in walked.answers.values() for status in seen}
    assert not {status for status in statuses if status >= HTTPStatus.INTERNAL_SERVER_ERROR}
    phases = ", ".join(f"{phase} {count}" for phase, count in sorted(walked.requests.items()))
    figures(
        f"contract {surface.value}{' as a browser' if headers is BROWSER else ''}:"
        f" {len(walked.answers)} operations, {walked.requests.total()} requests ({phases}),"
        f" {len(walked.breaks)} breaks"
    )


def fault(*_, **__):
    raise ZeroDivisionError


def told_more(answer):
    body = answer.get_json()
    (body["certificate"] or body)["id_no"] = "…"
    answer.set_data(json.dumps(body))
    return answer


def without_location(answer):
    del answer.headers["Location"]
    return answer


BROKEN = {
    "a fault": ("verify.page", fault, "Server error"),
    "a member too many": ("verifications.verify", told_more, "id_no"),
    "a status nobody expects": (
        "published.status", lambda _: Response("{}", 218, mimetype="application/json"), "218",
    ),
    "another media type": ("published.status", lambda _: Response("{}"), "text/html"),
    "a header left out": ("office.batch", without_location, "Location"),
    "another form": ("office.batch_state", lambda _: Response("[]", mimetype="application/json"),
                     "is not of type"),
    "all methods": (None, None, "undeclared method"),
}  # fmt: skip


@pytest.mark.drill
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_build_is_caught(office, broken):
    endpoint, twist, said = BROKEN[broken]
    app = office.app(Surface.ALL)
    if endpoint is None:
        app.add_url_rule("/bundle.json", "more", lambda: "", methods=["PUT", "DELETE", "OPTIONS"])
    else:
        view = app.view_functions[endpoint]

        def wrapped(**given):
            with closing(view(**given)) as answer:
                return twist(answer) if answer.status_code < HTTPStatus.MULTIPLE_CHOICES else answer

        app.view_functions[endpoint] = wrapped
    phases = ["coverage"] if endpoint is None else ["examples"]
    walked = walk(app, office.samples, phases=phases, only=endpoint or "published.bundle")
    assert [each for each in walked.breaks if said in each], walked.breaks
