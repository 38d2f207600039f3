"""Language and size of type stand in the address, and go along with every address of a page."""

from __future__ import annotations

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from verifier.web.headers import wanted_reading
from verifier.web.reading import Reading


def asked(query="", language=""):
    headers = {"Accept-Language": language} if language else {}
    return Request(EnvironBuilder("/", query_string=query, headers=headers).get_environ())


@pytest.mark.parametrize(("query", "language", "reading"), [
    ("", "", Reading("zh_CN")),
    ("", "en", Reading("en")),
    ("lang=zh", "en", Reading("zh_CN", named=True)),
    ("lang=en&type=large", "", Reading("en", large=True, named=True)),
    ("type=huge&lang=fr", "", Reading("zh_CN")),
])  # fmt: skip
def test_the_address_decides_and_then_the_browser(query, language, reading):
    assert wanted_reading(asked(query, language)) == reading


@pytest.mark.parametrize(("reading", "address", "written"), [
    (Reading("zh_CN"), "/genuine", "/genuine"),
    (Reading("zh_CN", named=True), "/genuine", "/genuine?lang=zh"),
    (Reading("en"), "/#file", "/?lang=en#file"),
    (Reading("zh_CN", large=True), "/rules?q=1", "/rules?q=1&type=large"),
    (Reading("en", large=True), "/v/X?to=37#a", "/v/X?to=37&lang=en&type=large#a"),
])  # fmt: skip
def test_an_address_keeps_its_own_query_and_fragment(reading, address, written):
    assert reading.link(address) == written


def test_a_switch_changes_one_thing_and_keeps_the_rest():
    reading = Reading("en", large=True)
    assert reading.in_other_language({"q": "1"}) == "?q=1&lang=zh&type=large"
    assert reading.in_other_type({"q": "1"}) == "?q=1&lang=en"
    assert Reading("zh_CN").in_other_type({}) == "?lang=zh&type=large"


def test_what_was_switched_off_stays_off():
    assert Reading("zh_CN", large=True).in_other_type({}) == "?lang=zh"
