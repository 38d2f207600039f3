"""The pages of the rule book: each rule has one, it is small, and it can be read by anyone."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from tests.verifier.sample import HOST
from tests.verifier.verdicts import NOW
from verifier.rules import load_rules
from verifier.web import Site, VerifyDesk, harden
from verifier.web.book import BookPages
from verifier.web.headers import TEMPLATES

RULES = load_rules()
BUDGET = 30 * 1024
IDS = [each.id for each in RULES.all_rules]
OVER = "/rules/notice.result-days.panjin-2024"
LISTS = (
    "/rules",
    "/rules?page=1",
    "/rules?page=6",
    "/rules?kind=correspondence",
    "/rules?region=2111&page=1",
    "/rules?q=公示",
    "/rules?q=没有这样的字",
    "/rules/changes",
    "/rules/changes?since=2023-01-01&to=2025-01-01",
    "/rules/changes?since=2019-01-01&to=2026-01-01",
    "/rules/documents/panjin-2024-34",
)


@pytest.fixture(scope="module")
def client():
    app = Flask(__name__, template_folder=str(TEMPLATES))
    harden(app)
    desk = VerifyDesk(
        {}.get, bundle=object, clock=lambda: NOW, site=Site(HOST, "威海市（示例）"), rules=RULES
    )
    views = BookPages(desk, RULES).views()
    app.add_url_rule("/rules", "index", views["book.index"])
    app.add_url_rule("/rules/changes", "changes", views["book.changes"])
    app.add_url_rule("/rules/documents/<document>", "document", views["book.document"])
    app.add_url_rule("/rules/<rule>", "rule", views["book.rule"])
    return app.test_client()


class Outline(HTMLParser):
    """Headings, labels, fields and addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.labels, self.fields, self.addresses = [], set(), set(), []
        self.language, self.attributes, self.tags = None, [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes += list(found)
        if tag == "html":
            self.language = found["lang"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label":
            self.labels.add(found["for"])
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.fields.add(found["id"])
        self.addresses += [found[name] for name in ("href", "action", "src") if name in found]


def with_language(path, language):
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_has_a_page_in_both_languages(client, language):
    for rule in RULES.all_rules:
        answer = client.get(with_language(rule.address, language))
        assert answer.status_code == 200, rule.id
        assert len(gzip.compress(answer.data)) <= BUDGET // 2, rule.id
        assert rule.document.issuer in answer.text, rule.id
        assert rule.checked_on.isoformat() in answer.text, rule.id
        assert len(re.findall('class="strip (?:ok|warn|grey)"', answer.text)) == 1, rule.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_document_has_a_page(client, language):
    for document in RULES.documents.values():
        answer = client.get(with_language(f"/rules/documents/{document.id}", language))
        assert answer.status_code == 200
        assert len(gzip.compress(answer.data)) <= BUDGET


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", [*LISTS, OVER])
def test_a_page_is_small_outlined_labelled_and_needs_nothing(client, path, language):
    answer = client.get(with_language(path, language))
    page = Outline(answer.text)
    assert len(gzip.compress(answer.data)) <= BUDGET
    assert page.language == {"zh": "zh-CN", "en": "en"}[language]
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert page.fields <= page.labels
    assert [each for each in page.addresses if not each.startswith(("/", "#", "?", "data:"))] == []
    assert not {"img", "iframe", "object"} & set(page.tags)
    assert not [each for each in page.attributes if each.startswith("on") or each == "style"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Language"] == page.language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_of_the_book_leads_somewhere(client, language):
    asked, waiting = set(), [with_language(path, language) for path in (*LISTS, OVER)]
    while waiting:
        path = waiting.pop()
        if path in asked or len(asked) > 60:
            continue
        asked.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        for each in Outline(answer.text).addresses:
            if each.startswith("/rules") and not each.startswith(
                ("/rules/book/", "/rules/changes")
            ):
                assert language == "zh" or "lang=en" in each or each == "/rules"
                waiting.append(each.replace("&amp;", "&"))


def test_a_rule_says_what_it_does_and_under_which_words(client):
    text = client.get(OVER).text
    for said in ("评审结果公示期：不少于 5 个工作日", "评审结果公示期不少于5个工作日",
                 "盘人社发〔2024〕34号", "盘锦市", "2024-12-31", "5 个工作日"):  # fmt: skip
        assert said in text
    assert "已过适用日期" in text


def test_a_draft_never_looks_like_a_rule_that_decides(client):
    text = client.get("/rules/scope.local-senior.shaoxing-draft").text
    assert "只供参考，不作为依据" in text
    assert 'class="strip warn"' in text
    assert 'class="strip ok"' not in text


def test_words_that_nobody_saw_are_not_put_in_quotation_marks(client):
    assert "转述（未见原文）" in client.get("/rules/skill.from-title.one-city").text
    listed = client.get("/rules/changes?since=2023-01-01&to=2025-01-01").text
    assert 'class="says soft"' in listed


def test_what_was_typed_stands_in_the_field_and_does_no_harm(client):
    text = client.get('/rules?q="><script>alert(1)</script>').text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_an_unknown_rule_or_document_is_not_found(client):
    assert client.get("/rules/no.such.rule").status_code == 404
    assert client.get("/rules/documents/none").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["since=x&to=2025-01-01", "since=2025-01-01&to=2025-01-01", "since=2025-01-02&to=2025-01-01"],
)  # fmt: skip
def test_days_that_cannot_be_compared_are_told(client, query):
    answer = client.get(f"/rules/changes?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "2025-01-31" in answer.text


def test_a_page_number_that_is_none_shows_the_first_and_the_last(client):
    first = client.get("/rules?page=1").text
    assert client.get("/rules?page=abc").text == first.replace("page=1&amp;", "page=abc&amp;")
    assert "第 6 页，共 6 页" in client.get("/rules?page=9999").text
