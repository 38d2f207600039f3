"""The public pages and the API beside them: uniform misses, no echo, no name in an address."""

from __future__ import annotations

import re

import pytest

from issuer.numbers import NumberSeries
from issuer.typed import as_check_code, as_name, as_number
from issuer.web import models
from issuer.web.limits import NETWORK_FAILURES, NETWORK_SECONDS, NUMBER_FAILURES
from keys.errors import CredentialError
from tests.issuer.web.conftest import CHECK_CODE
from tests.verifier.sample import CERTIFICATE, HOST
from tests.verifier.verdicts import CODE, TEXT, verdict_of
from verifier.titles import Level
from verifier.verdict import VerdictCode
from verifier.web import desk

KNOWN = {
    "number": CERTIFICATE.certificate_no,
    "name": CERTIFICATE.name,
    "check_code": CHECK_CODE,
}
MISSES = [
    {**KNOWN, "name": "欧阳文搏"},
    {**KNOWN, "check_code": "7M4K2Y"},
    {**KNOWN, "number": NumberSeries("371000", 2025, 1, Level.ASSOCIATE_SENIOR).number(2)},
    {**KNOWN, "number": NumberSeries("371000", 2026, 1, Level.INTERMEDIATE).number(3)},
]
MISPRINT = CERTIFICATE.certificate_no[:-2] + "99"
API = "/api/v1/verifications"


def test_the_start_page_speaks_both_languages(client):
    assert "核验职称证书" in client.get("/").text
    assert "Check a title certificate" in client.get("/?lang=en").text


def test_the_start_page_leads_to_the_rule_book(client):
    assert 'href="/rules?lang=en"' in client.get("/?lang=en").text
    assert "规则库" in client.get("/rules").text


def test_number_name_and_check_code_find_the_certificate(client):
    assert "欧阳文博" in client.post("/verify", data=KNOWN).text
    assert client.post(API, json=KNOWN).json["verdict"] == "VALID"


@pytest.mark.parametrize("missed", MISSES)
def test_every_miss_is_the_same_answer_after_the_same_question(client, records, missed):
    number = NumberSeries("371000", 2025, 1, Level.ASSOCIATE_SENIOR).number(4)
    plain = {**KNOWN, "number": number}
    for send in (
        lambda asked: client.post("/verify", data=asked),
        lambda asked: client.post(API, json=asked),
    ):
        other, this = send(plain), send(missed)
        assert (this.status_code, this.data) == (other.status_code, other.data) == (200, this.data)
        assert "未查到" in this.text
        assert "欧阳" not in this.text
    assert len(records.asked) == 4


def test_an_answer_keeps_the_promise_of_its_model(client, monkeypatch):
    for code in VerdictCode:
        monkeypatch.setattr(desk, "verify", lambda *_, code=code: verdict_of(code))
        for body in ({"credential": TEXT.partition("\n\n")[0]}, KNOWN):
            monkeypatch.setattr("verifier.wire.read", lambda _: _presented())
            answer = client.post(API, json=body).json
            models.VerificationAnswer.model_validate(answer)
            assert answer["verdict"] == code


def _presented():
    from verifier.wire import SdJwtPresented

    return object.__new__(SdJwtPresented)


def test_whoever_may_see_a_certificate_may_verify_it_at_home(client):
    assert client.post(API, json=KNOWN).json["credential"] == TEXT


@pytest.mark.parametrize(
    "body",
    [" ", "[]", "{}", '{"number":"ZC1","name":"欧阳文博"}',
     '{"name":"欧阳文博","secret":"value-1"}',
     '{"qr":7}', '{"qr":"x","credential":"y"}', '{"credential":"欧阳文博'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_without_an_echo(client, body):
    answer = client.post(API, data=body.encode(), content_type="application/json")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    models.RequestRefused.model_validate(answer.json)
    for sent in ("欧阳", "secret", "value-1", "ZC1"):
        assert sent not in answer.text


@pytest.mark.parametrize("text", ["欧阳文博", f"https://{HOST}/claim", "a~b", "~" * 1000])
def test_a_text_that_is_no_certificate_is_refused_without_an_echo(client, text):
    answer = client.post(API, json={"qr": text})
    assert answer.status_code == 400
    assert text not in answer.text
    page = client.post("/verify", data={"qr": text})
    assert page.status_code == 422
    assert text not in page.text


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("HTTP://Evil.example/v/1", "evil.example"),
        (f"https://{HOST}@evil.example/v/{CODE}", "evil.example"),
        (f"https://{HOST.replace('e', 'е')}/v/{CODE}", "xn--"),  # a Cyrillic letter
    ],
)
def test_an_address_elsewhere_is_named_and_never_a_link(client, text, host):
    page = client.post("/verify", data={"qr": text})
    assert (page.status_code, "这不是官方二维码" in page.text) == (200, True)
    assert host in page.text
    assert not re.search(f'(href|src|action)="[^"]*{host}', page.text)
    answer = client.post(API, json={"qr": text})
    assert (answer.status_code, answer.json["verdict"]) == (200, "NOT_OFFICIAL_QR")
    assert host in answer.json["findings"][0]["facts"]["host"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"number": "ZC", "name": "", "check_code": ""}, ["number", "name", "check_code"]),
        ({**KNOWN, "number": "张三"}, ["number"]),
        ({**KNOWN, "number": MISPRINT}, ["number"]),
        ({**KNOWN, "name": "张" * 61}, ["name"]),
        ({**KNOWN, "check_code": "7M4K2"}, ["check_code"]),
    ],
)
def test_a_form_says_which_field_is_wrong_and_looks_nothing_up(client, records, typed, wrong):
    page = client.post("/verify", data=typed)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert re.findall('id="([a-z_]+)-wrong"', page.text) == wrong
    assert re.findall('<li><a href="#([a-z_]+)">', page.text) == wrong
    assert re.search('id="way-number"[^>]* checked', page.text)
    assert not any(said in page.text for said in ("张三", "张张", MISPRINT, KNOWN["name"]))
    assert records.asked == []


def test_what_people_type_is_folded_and_no_fault(client):
    wide = "".join(chr(ord(each) + 0xFEE0) for each in KNOWN["number"])
    typed = {"number": f" {wide} ", "name": " 欧阳 文博 ", "check_code": "7m4-k2x"}
    assert "欧阳文博" in client.post("/verify", data=typed).text


@pytest.mark.parametrize(
    ("asked", "way"),
    [("/", "scan"), ("/?way=number", "number"), ("/?way=file", "file"), ("/?way=x", "scan")],
)
def test_the_start_page_is_open_at_the_way_that_is_asked_for(client, asked, way):
    assert re.findall('id="way-([a-z]+)"[^>]* checked', client.get(asked).text) == [way]


def test_a_pasted_file_keeps_its_proof_on_the_way_through_a_form(client, monkeypatch):
    judged = []
    monkeypatch.setattr("verifier.wire.read", lambda _: _presented())
    monkeypatch.setattr(
        desk, "verify", lambda text, *_: judged.append(text) or verdict_of(VerdictCode.VALID)
    )
    client.post("/verify", data={"qr": TEXT.replace("\n", "\r\n")})
    assert judged == [TEXT.strip()]


def test_a_pasted_link_opens_the_record_of_this_host(client):
    assert "欧阳文博" in client.post("/verify", data={"qr": f"https://{HOST}/v/{CODE}"}).text


def test_what_we_cannot_look_up_is_our_fault_and_no_miss(client, records, monkeypatch):
    def fail(*_, **__):
        raise CredentialError("records.unavailable")

    monkeypatch.setattr(records, "find_by_door", fail)
    assert client.post(API, json=KNOWN).status_code == 503
    page = client.post("/verify", data=KNOWN)
    assert (page.status_code, "未查到" in page.text) == (503, False)


def test_guessing_is_stopped_and_scanning_is_not(client, ticking):
    for _ in range(NETWORK_FAILURES):
        assert client.post(API, json=MISSES[0]).status_code == 200
    stopped = client.post(API, json=KNOWN)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) <= NETWORK_SECONDS + 1
    assert client.get(f"/v/{CODE}").status_code == 200
    ticking.now += NETWORK_SECONDS + 1
    assert client.post(API, json=KNOWN).status_code == 200


def test_an_office_that_finds_what_it_looks_for_is_never_stopped(client):
    assert {client.post(API, json=KNOWN).status_code for _ in range(60)} == {200}


def test_one_number_cannot_be_guessed_from_many_networks(client):
    for place in range(NUMBER_FAILURES):
        client.post(API, json=MISSES[0], environ_overrides={"REMOTE_ADDR": f"10.1.{place}.1"})
    elsewhere = {"REMOTE_ADDR": "10.2.0.1"}
    assert client.post(API, json=MISSES[0], environ_overrides=elsewhere).status_code == 429
    other = {**MISSES[0], "number": MISSES[2]["number"]}
    assert client.post(API, json=other, environ_overrides=elsewhere).status_code == 200


def test_numbers_are_read_as_people_type_them():
    number = NumberSeries("371000", 2025, 1, Level.ASSOCIATE_SENIOR).number(18)
    typed = f"{number[:8].lower()} {number[8:14]}-{number[14:]}".replace("0", "o")
    assert as_number(typed) == as_number("".join(chr(ord(c) + 0xFEE0) for c in number)) == number
    assert as_number(" nonsense ") == "NONSENSE"


def test_names_and_check_codes_are_read_as_people_type_them():
    assert as_name(" 阿卜杜•艾力 ") == as_name("阿卜杜·艾力") == "阿卜杜·艾力"
    assert as_name("欧阳 文博") == "欧阳文博"
    assert as_name("Anna  Schmidt") == "Anna  Schmidt"
    assert as_check_code("ｏ1-l7 ab") == "0117AB"
