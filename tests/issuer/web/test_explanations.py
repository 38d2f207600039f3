"""The `type` of a problem can be opened: the code in words and the mend, and nothing of a case."""

from __future__ import annotations

import re

import pytest

from issuer.config import Surface
from tests.house.test_codes import SPOKEN
from tests.verifier.verdicts import CODE

CODES = sorted({each.code for each in SPOKEN if each.facts is not None})
WEB = [
    "web.not-found", "web.method", "web.request", "web.unreadable", "web.not-acceptable",
    "web.length", "web.too-large", "web.media-type", "web.too-many", "web.too-many-today",
    "web.unavailable", "web.internal",
]  # fmt: skip


def test_every_code_that_is_raised_is_explained_in_both_languages(client):
    assert len(CODES) > 200
    for code in (*CODES, *WEB):
        for language, tag in (("zh", "zh-CN"), ("en", "en")):
            page = client.get(f"/problems/{code}?lang={language}")
            assert (page.status_code, page.mimetype) == (200, "text/html"), code
            assert page.headers["Content-Language"] == tag
            assert code in page.text
            assert not re.search(r"\{\w+\}", page.text.partition("</style>")[2]), code


def test_a_code_of_the_web_is_explained_with_its_mend(client):
    page = client.get("/problems/web.too-many?lang=en").text
    assert "Too many failed look-ups" in page
    assert "Try again in … min" in page
    assert "An ellipsis stands for" in page
    refusal = client.get("/problems/envelope.threshold?lang=en").text
    assert "counts once).</h1>" in refusal
    assert "<p>Let the others countersign.</p>" in refusal
    assert "An ellipsis stands for" not in client.get("/problems/web.method?lang=en").text


@pytest.mark.parametrize(
    "path",
    ["nothing", "no.such", "verdict.valid.heading", "state.minted", "web.method.mend", CODE,
     "诸葛清", "web.method%0A", "<script>", "web.method/x", "../keys"],
)  # fmt: skip
def test_what_is_no_code_has_no_page_and_is_not_repeated(client, path):
    answer = client.get(f"/problems/{path}")
    assert answer.status_code == 404
    assert answer.json["type"] == "/problems/web.not-found"
    assert path not in answer.text


@pytest.mark.parametrize("surface", list(Surface))
def test_whoever_answers_with_a_problem_explains_it(app_of, surface):
    client = app_of(surface.value).test_client()
    problem = client.get("/nowhere").json
    assert client.get(problem["type"]).status_code == 200
