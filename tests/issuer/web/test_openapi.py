"""The contract is valid OpenAPI 3.1 and says what the routes do."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import validate

from issuer.config import Surface
from issuer.web.openapi import build
from issuer.web.routes import on_surface


@pytest.mark.parametrize("surface", list(Surface))
def test_the_document_is_valid(surface):
    validate(build("Office", entity="https://zc.weihai.example", surface=surface))


@pytest.mark.parametrize("surface", ["public", "all"])
def test_every_route_is_described_and_nothing_else(app_of, surface):
    app = app_of(surface)
    document = app.test_client().get("/openapi.json").json
    described = {
        (path, method.upper()) for path, item in document["paths"].items() for method in item
    }
    opened = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule), route.method)
        for route in on_surface(Surface(surface))
    }
    assert described == opened


def test_every_error_is_a_problem():
    document = build("Office", entity="https://zc.weihai.example", surface=Surface.ALL)
    for item in document["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and status != "503":
                    assert list(answer["content"]) == ["application/problem+json"]
