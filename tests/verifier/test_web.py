"""The verify page: what it shows, what it never shows, and what travels with it."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from keys.encoding import parse
from keys.errors import CredentialError, Malformed
from tests.verifier.sample import CERTIFICATE, HOST
from tests.verifier.verdicts import CODE, NOW, TEXT, verdict_of
from verifier.page import SHOWS_CLAIM
from verifier.rules import load_rules
from verifier.verdict import VerdictCode
from verifier.web import Site, VerifyDesk, desk, harden

SITE = Site(HOST, "威海市人力资源和社会保障局（示例）", "0631-0000000")
GREEN = {code for code in VerdictCode if code.is_valid}
UNREAD = {VerdictCode.NOT_FOUND, VerdictCode.SERVICE_PROBLEM}
JUDGED = sorted(set(VerdictCode) - UNREAD)


def desk_with(find=None, bundle=object):
    return VerifyDesk(
        find or {CODE: TEXT}.get, bundle=bundle, clock=lambda: NOW, site=SITE, rules=load_rules()
    )


def client_of(verify_desk) -> FlaskClient:
    app = Flask(__name__)
    harden(app)
    app.register_blueprint(verify_desk.blueprint())
    return app.test_client()


@pytest.fixture
def judged(monkeypatch):
    """Makes the judge say one verdict, and gives a browser."""

    def judge(code):
        monkeypatch.setattr(desk, "verify", lambda *_: verdict_of(code))
        return client_of(desk_with())

    return judge


class Outline(HTMLParser):
    """Headings, the status block, and whatever a page should not have."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.status, self.attributes, self.tags = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if ("role", "status") in attrs:
            self.status.append(tag)


@pytest.mark.parametrize("code", JUDGED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_verdict_has_its_page(judged, code, language):
    answer = judged(code).get(f"/v/{CODE}?lang={language}")
    assert answer.status_code == 200
    page = Outline(answer.text)
    assert page.status == ["div"]
    assert page.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert ('class="verdict ok"' in answer.text) is (code in GREEN)


@pytest.mark.parametrize("code", JUDGED)
def test_a_certificate_is_named_only_where_its_signature_held(judged, code):
    for form in ("html", "json"):
        text = judged(code).get(f"/v/{CODE}?format={form}").text
        assert (CERTIFICATE.name in text) is (code in SHOWS_CLAIM)


def test_what_cannot_be_told_says_why_and_nothing_of_what_is_claimed(judged):
    text = judged(VerdictCode.CANNOT_TELL).get(f"/v/{CODE}").text
    assert "逐项核验结果" in text
    assert "2025-07-02" in text  # since when its key is not believed
    assert CERTIFICATE.name not in text


def test_title_of_the_page_begins_with_the_verdict(judged):
    text = judged(VerdictCode.REVOKED).get(f"/v/{CODE}").text
    assert re.search("<title>已撤销，请勿采信 · ", text)


def test_a_revoked_one_says_when_by_whom_and_under_which_document(judged):
    text = judged(VerdictCode.REVOKED).get(f"/v/{CODE}").text
    assert all(fact in text for fact in ("2025-07-02", "威人社撤〔2025〕3号"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_that_it_costs_nothing(judged, language):
    """人社厅发〔2020〕13号 六: 严禁社会组织以营利为目的开展职称评审."""
    page = judged(VerdictCode.VALID).get(f"/v/{CODE}?lang={language}").text
    assert {"zh": "不收费", "en": "No fee"}[language] in page


def test_a_page_is_small_and_needs_nothing_from_anywhere(judged):
    answer = judged(VerdictCode.VALID).get(f"/v/{CODE}")
    assert len(gzip.compress(answer.data)) <= 14 * 1024
    page = Outline(answer.text)
    assert not {"img", "iframe", "object", "video"} & set(page.tags)
    addresses = [value for _, name, value in page.attributes if name in ("href", "src", "action")]
    assert [each for each in addresses if not each.startswith(("/", "#", "?", "data:image/"))] == []
    assert [
        name for _, name, _ in page.attributes if name.startswith("on") or name == "style"
    ] == []
    assert "Set-Cookie" not in answer.headers


def test_headers_of_every_answer(judged):
    for path in (f"/v/{CODE}", "/v/nothing", "/elsewhere"):
        headers = judged(VerdictCode.VALID).get(path).headers
        assert headers["Content-Security-Policy"].startswith(
            "default-src 'none'; style-src 'sha256-"
        )
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert headers["Cache-Control"] == "no-store"


def test_the_digests_of_the_policy_are_those_of_style_and_script(judged):
    answer = judged(VerdictCode.VALID).get(f"/v/{CODE}")
    for tag in ("style", "script"):
        inner = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        assert len(inner) == 1
        assert desk_digest(inner[0]) in answer.headers["Content-Security-Policy"]


def desk_digest(text):
    from verifier.web.headers import _digest

    return _digest(text)


def test_language_by_address_then_by_browser_then_chinese(judged):
    client = judged(VerdictCode.VALID)
    english = {"Accept-Language": "en-GB,en;q=0.8"}
    assert '<html lang="zh-CN">' in client.get(f"/v/{CODE}").text
    assert '<html lang="en">' in client.get(f"/v/{CODE}", headers=english).text
    assert '<html lang="zh-CN">' in client.get(f"/v/{CODE}?lang=zh", headers=english).text
    assert '<html lang="zh-CN">' in client.get(f"/v/{CODE}?lang=<x>").text


def test_one_address_has_the_page_the_verdict_and_the_certificate(judged):
    client = judged(VerdictCode.VALID)
    stated = client.get(f"/v/{CODE}", headers={"Accept": "application/json"})
    assert parse(stated.data, limit=2**20)["verdict"] == "VALID"
    credential = client.get(f"/v/{CODE}", headers={"Accept": "application/dc+sd-jwt"})
    assert credential.mimetype == "application/dc+sd-jwt"
    assert credential.text == TEXT.partition("\n\n")[0]
    whole = client.get(f"/v/{CODE}?format=text")
    assert whole.text == TEXT
    assert f'filename="{CERTIFICATE.certificate_no}.txt"' in whole.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "typed", ["0" * 26, "nonsense", "3Q7ZK8M2W5XG9TBVN4RCJ6HPD1", "%3Cscript%3E"]
)
def test_every_miss_is_the_same_page(typed):
    client = client_of(desk_with())
    missed = client.get(f"/v/{typed}")
    assert (missed.status_code, missed.data) == (200, client.get("/v/" + "7" * 26).data)
    assert "未查到" in missed.text


def test_a_code_as_people_read_it_out_finds_the_certificate(judged):
    typed = CODE.lower().replace("0", "o")
    assert "欧阳文博" in judged(VerdictCode.VALID).get(f"/v/{typed}").text


@pytest.mark.parametrize("error", [CredentialError("records.unavailable"), OSError("no such file")])
def test_what_we_cannot_check_is_grey_and_503(error):
    def fail(*_):
        raise error

    for broken in (desk_with(find=fail), desk_with(bundle=fail)):
        answer = client_of(broken).get(f"/v/{CODE}")
        assert answer.status_code == 503
        assert 'class="verdict grey"' in answer.text
        assert answer.headers["Retry-After"]


def test_no_certificate_is_sent_where_there_is_none():
    assert client_of(desk_with()).get("/v/" + "7" * 26 + "?format=text").status_code == 404


def test_names_of_a_certificate_cannot_speak_html(monkeypatch):
    evil = replace(CERTIFICATE, name="<script>alert(1)</script>")
    verdict = replace(verdict_of(VerdictCode.VALID), claimed=evil)
    monkeypatch.setattr(desk, "verify", lambda *_: verdict)
    text = client_of(desk_with()).get(f"/v/{CODE}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_text_that_is_no_certificate_is_refused():
    with pytest.raises(Malformed, match="wire.form"):
        desk_with().judge_text("hello")


def test_a_link_is_followed_to_this_record_and_nowhere_else(monkeypatch):
    link = replace(verdict_of(VerdictCode.CANNOT_TELL), form="link")
    said = iter([link, verdict_of(VerdictCode.VALID)])
    monkeypatch.setattr(desk, "verify", lambda *_: next(said))
    answer = desk_with().judge_text(f"https://{HOST}/v/{CODE}")
    assert (answer.verdict.code, answer.code) == (VerdictCode.VALID, CODE)


def test_a_foreign_link_is_told_and_never_looked_up(monkeypatch):
    monkeypatch.setattr(desk, "verify", lambda *_: verdict_of(VerdictCode.NOT_OFFICIAL_QR))

    def never(code):
        raise AssertionError(code)

    answer = desk_with(find=never).judge_text(f"https://zc-weihai.example.net/v/{CODE}")
    assert answer.verdict.code is VerdictCode.NOT_OFFICIAL_QR
