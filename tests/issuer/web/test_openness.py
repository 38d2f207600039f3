"""The page of openness and the page that tells a real site: anyone reads them, nobody is found."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from issuer.web import models_register
from issuer.web.openness import KeptCount
from keys.errors import CredentialError, Untrusted
from tests.issuer.web.conftest import IDENTITY, Records
from tests.verifier.world import ENTITY, World

BUDGET = 30 * 1024
PAGES = ("/openness", "/genuine")


@pytest.fixture(scope="module")
def bundle():
    return World().bundle()


@pytest.fixture
def records(bundle):
    class Listed(Records):
        def current_bundle(self):
            return SimpleNamespace(authority=lambda _: bundle.authority(ENTITY))

    return Listed()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_read_without_a_login_a_script_or_a_cookie(client, page, language):
    answer = client.get(f"{page}?lang={language}")
    assert answer.status_code == 200
    assert len(answer.data) < BUDGET
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert IDENTITY.host in answer.text


def test_an_english_page_has_no_chinese_of_its_own(client):
    for page in PAGES:
        main = client.get(f"{page}?lang=en").text.partition("<main")[2].partition("</main>")[0]
        ours = main.replace(IDENTITY.name, "")
        assert re.findall(r"[一-鿿]+", re.sub(r"<[^>]+>", " ", ours)) == []


def test_json_has_the_shape_of_the_contract(client):
    told = client.get("/openness?format=json")
    models_register.Openness.model_validate(told.json)
    assert told.headers["Access-Control-Allow-Origin"] == "*"


def test_the_keys_are_shown_by_their_fingerprints(client, bundle):
    text = client.get("/genuine").text
    for key in bundle.authority(ENTITY).credential_keys:
        assert re.search(r"([0-9A-F]{4} ){7}[0-9A-F]{4}", text)
        assert key.public.kid not in text


@pytest.mark.parametrize("page", PAGES)
def test_without_lists_it_is_unavailable_and_says_when_to_come_again(
    app_of, monkeypatch, records, page
):
    def no_lists():
        raise Untrusted("trust.expired")

    monkeypatch.setattr(records, "current_bundle", no_lists)
    answer = app_of("public").test_client().get(page)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")


def test_certificates_are_not_counted_for_every_visitor(ticking):
    asked = []
    count = KeptCount(lambda: asked.append(1) or {2024: 12}, ticking)
    assert [count(), count()] == [{2024: 12}] * 2
    assert len(asked) == 1
    ticking.now += 601
    count()
    assert len(asked) == 2


def test_a_count_that_failed_is_tried_again(ticking):
    answers = [CredentialError("records.unavailable"), {2024: 12}]

    def counted():
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    count = KeptCount(counted, ticking)
    with pytest.raises(CredentialError):
        count()
    assert count() == {2024: 12}
