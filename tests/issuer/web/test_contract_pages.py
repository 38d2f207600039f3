"""The interface as pages says what the document says, in both languages, with lines that work."""

from __future__ import annotations

import gzip
import re
import shlex
from urllib.parse import urlsplit

import pytest

from issuer.config import Surface
from issuer.web.catalogues import contract_words
from issuer.web.contract_examples import curl
from issuer.web.contract_reading import operations, shapes_of
from issuer.web.openapi import build
from tests.issuer.web.conftest import IDENTITY
from tests.verifier.sample import HOST

DOCUMENT = build(IDENTITY.name, entity=IDENTITY.entity, surface=Surface.ALL)
EVERY = tuple(operations(DOCUMENT))
BUDGET = 30 * 1024
# What a line asks for that only an authority with published lists has.
PUBLISHED = ("published.", "register.", "openness.", "start.revocations", "offline.", "inquiries.")


def test_the_document_is_read_whole():
    asked = [(path, method) for path, told in DOCUMENT["paths"].items() for method in told]
    assert [(each.path, each.method.lower()) for each in EVERY] == asked


def test_every_operation_is_listed_once(client):
    text = client.get("/api?lang=zh").text
    assert re.findall(r'href="/api/([\w.]+)\?lang=zh"', text) == [
        *dict.fromkeys(re.findall(r'href="/api/([\w.]+)\?lang=zh"', text))
    ]
    assert {each.id for each in EVERY} == set(re.findall(r'href="/api/([\w.]+)\?lang=zh"', text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_operation_has_a_page_with_all_that_the_document_says(client, language):
    for operation in EVERY:
        answer = client.get(f"/api/{operation.id}?lang={language}")
        assert answer.status_code == 200
        assert len(gzip.compress(answer.data)) <= BUDGET
        for each in operation.parameters:
            assert f"<code>{each.name}</code>" in answer.text
        for each in (*operation.answers, *operation.failures):
            assert f'<dt class="num">{each.status}</dt>' in answer.text
        for shape in shapes_of(operation, DOCUMENT):
            assert f'id="{shape.name}"' in answer.text
        anchors = set(re.findall(r'href="#([\w.-]+)"', answer.text))
        assert anchors <= set(re.findall(r'id="([\w.-]+)"', answer.text))


def test_every_line_of_an_example_works(client):
    for operation in EVERY:
        if curl(operation, HOST) and not operation.id.startswith(PUBLISHED):
            works(client, operation)


def works(client, operation):
    """What the line asks is answered, unless a file or a gap stands in it."""
    line = shlex.split(curl(operation, HOST))
    headers = dict(line[at + 1].split(": ", 1) for at, each in enumerate(line) if each == "-H")
    sent = [line[at + 1] for at, each in enumerate(line) if each.startswith("--data")]
    address = urlsplit(line[-1])
    assert (line[0], address.scheme, address.netloc) == ("curl", "https", HOST)
    if any(each.startswith("@") for each in sent) or "{" in address.path:
        return
    form = operation.takes and "form" in operation.takes[0][0]
    given = {"data": dict(each.split("=", 1) for each in sent) if form else "".join(sent)}
    asked = f"{address.path}?{address.query}"
    with client.open(asked, method=operation.method, headers=headers, **given) as answer:
        assert answer.status_code == 200, operation.id


def test_no_line_leaves_a_gap_where_something_is_there_for_everybody():
    gaps = {each.id for each in EVERY if "{" in curl(each, HOST).rpartition("https:")[2]}
    assert gaps == {
        "register.committee", "published.book", "published.batch", "office.batch_state",
        "contract.operation", "book.rule",
    }  # fmt: skip


def test_every_sentence_of_the_document_has_its_chinese():
    words = contract_words()
    said = {text for each in EVERY for text in sentences(each)}
    shapes = [shape for each in EVERY for shape in shapes_of(each, DOCUMENT)]
    said |= {text for each in shapes for text in (each.says, *(one.says for one in each.members))}
    assert sorted(text for text in said if text and not words.knows(text)) == []


def sentences(operation):
    """What is told of an operation."""
    yield from (operation.says, operation.who)
    yield from (each.says for each in (*operation.answers, *operation.failures))
    yield from (each.says for each in operation.parameters)


def test_what_is_not_an_operation_has_no_page(client):
    assert client.get("/api/nothing.here").status_code == 404
    assert client.get("/api/v1").status_code == 404


def test_types_are_written_as_a_developer_writes_them():
    (verify,) = [each for each in EVERY if each.id == "verifications.verify"]
    shapes = {each.name: each for each in shapes_of(verify, DOCUMENT)}
    assert shapes["VerificationRequest"].one_of == "ByCredential | ByQr | ByNumber"
    members = {each.name: each for each in shapes["ByNumber"].members}
    assert (members["number"].type, members["number"].is_needed) == ("string", True)
    assert members["number"].bounds == "≥ 1 · ≤ 60"
    assert members["employer"].type == "Employer | null"
