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
        (re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", route.rule), route.method)
        for route in on_surface(Surface(surface))
    }
    assert described == opened


def operations(surface=Surface.ALL):
    document = build("Office", entity="https://zc.weihai.example", surface=surface)
    return {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for operation in item.values()
    }


def test_every_error_is_a_problem_or_a_page_for_a_person():
    for operation in operations().values():
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and status != "503":
                assert list(answer["content"]) == ["application/problem+json", "text/html"]


def test_a_link_leads_to_an_operation_and_gives_its_parameters():
    described = operations()
    links = [
        link
        for operation in described.values()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(links) > 3
    for link in links:
        wanted = {each["name"] for each in described[link["operationId"]]["parameters"]}
        assert set(link["parameters"]) <= wanted


_FORMS = {"StartForm", "PaperForm", "ClaimForm", "FileForm", "UploadForm", "ReportForm",
          "JoinForm", "AnswerForm", "PasskeyForm", "NothingForm", "RosterForm",
          "RosterNumberForm"}  # fmt: skip
"""What a browser sends beside a field is not read."""


def test_no_answer_may_hold_a_member_that_is_not_described():
    schemas = build("Office", entity="https://zc.weihai.example", surface=Surface.ALL)
    for name, schema in schemas["components"]["schemas"].items():
        problem = {"type", "title", "status"} <= set(schema.get("properties", ()))
        if schema.get("type") == "object" and not problem and name not in _FORMS:
            assert schema["additionalProperties"] is False, name


_OF_POSTS = {"post", "position", "appointment", "salary", "pay", "wage"}
_OF_MONEY = {"fee", "price", "amount", "payment", "charge", "order_id", "currency"}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (_OF_POSTS, "a title is not an appointment: 鲁人社字〔2019〕208号 二、（三）"),
        (_OF_MONEY, "nothing here costs money: 人社厅发〔2020〕13号 六"),
    ],
)
def test_no_member_of_the_interface_speaks_of_posts_or_of_money(words, why):
    document = build("Office", entity="https://zc.weihai.example", surface=Surface.ALL)
    members = {
        word
        for schema in document["components"]["schemas"].values()
        for member in schema.get("properties", ())
        for word in (member, *member.split("_"))
    }
    assert {"certificate", "verdict"} <= members
    assert members & words == set(), why
