"""The page of openness and the page that tells a real site: anyone reads them, nobody is found."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from issuer.web import models_register
from issuer.web.openness import KeptCount
from keys.encoding import fingerprint, sha256
from keys.errors import CredentialError, Untrusted
from tests.issuer.web.conftest import IDENTITY, Records
from tests.verifier.world import ENTITY, World

BUDGET = 30 * 1024
PAGES = ("/openness", "/genuine")


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def bundle(world):
    return world.bundle()


@pytest.fixture(autouse=True)
def _anchored(world, tmp_path):
    (tmp_path / "anchor.json").write_bytes(world.anchor.to_bytes())


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
        assert printed(fingerprint(key.kid)) in text
        assert key.kid in text


def test_no_key_is_shown_twice(client):
    thumbprints = re.findall(r'mono soft">([^<]+)<', client.get("/genuine").text)
    assert len(thumbprints) == len(set(thumbprints)) > 1


def test_the_anchor_is_shown_as_the_command_line_prints_it(client, world):
    text = client.get("/genuine").text
    assert printed(fingerprint(sha256(world.anchor.to_bytes()))) in text
    assert all(key.kid in text for key in world.anchor.keys)


def test_without_an_anchor_nothing_is_called_genuine(client, tmp_path):
    (tmp_path / "anchor.json").write_text("{}")
    assert client.get("/genuine").status_code == 503


def test_the_address_is_spelled_for_the_telephone(client):
    assert IDENTITY.host.replace(".", " 点 ") in client.get("/genuine?lang=zh").text
    assert IDENTITY.host.replace(".", " dot ") in client.get("/genuine?lang=en").text


def test_the_years_come_as_a_table(client):
    told = client.get("/openness?format=csv")
    assert told.mimetype == "text/csv"
    assert told.text.splitlines()[0] == "year,issued,revoked,cancelled"


def printed(groups):
    """A fingerprint as a page sets it."""
    return "".join(f"<span>{each}</span>" for each in groups.split())


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
