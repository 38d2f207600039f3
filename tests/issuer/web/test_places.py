"""Where it is to count: asked by machines and by forms, beside whatever leads to a certificate."""

from __future__ import annotations

import pytest

from issuer.web.models import VerificationAnswer
from tests.issuer.web.test_inquiries import client_of


@pytest.fixture
def client(province):
    return client_of(province)


@pytest.fixture
def title(province):
    return next(iter(province.titles.values()))


@pytest.mark.parametrize(
    ("where", "verdict", "answer"),
    [
        ({}, "VALID", None),
        ({"to": "370000"}, "VALID", "RECOGNISED"),
        ({"to": "3306", "employer": "PRIVATE", "same_work": True}, "OUT_OF_SCOPE", None),
        ({"to": "99"}, "CANNOT_TELL", "UNKNOWN"),
    ],
)
def test_one_certificate_is_asked_about_with_a_place(client, title, where, verdict, answer):
    by_door = {"number": title.number, "name": title.row.name, "check_code": title.check_code}
    for asked in (by_door, {"qr": title.link}):
        told = client.post("/api/v1/verifications", json={**asked, **where}).json
        VerificationAnswer.model_validate(told)
        assert told["verdict"] == verdict
        assert (told["place"] is None) is (not where)
        assert answer in (None, (told["place"] or {}).get("answer"))
    by_address = client.get(f"/v/{title.code}", query_string={"format": "json", **where})
    assert by_address.json["verdict"] == verdict


@pytest.mark.parametrize("where", [{"to": "3"}, {"to": "x"}, {"to": 37}, {"employer": "magic"}])
def test_a_place_that_is_none_is_refused_by_its_member(client, title, where):
    answer = client.post("/api/v1/verifications", json={"qr": title.link, "to": "37", **where})
    assert answer.status_code == 422
    pointers = {each["pointer"] for each in answer.json["errors"]}
    assert f"#/{next(iter(where))}" in pointers


def test_a_form_brings_the_place_and_its_answer_can_be_asked_about_another(client, title):
    typed = {"number": title.number, "name": title.row.name, "check_code": title.check_code}
    page = client.post("/verify", data={**typed, "to": "3306", "employer": "STATE"})
    assert "不适用于您选择的地区或单位" in page.text
    assert f'action="/v/{title.code}"' in page.text
    assert title.row.name not in page.text.partition("<form")[2].partition("</form>")[0]


def test_where_only_the_place_is_open_the_page_says_what_is_missing_and_asks_for_it(client, title):
    page = client.get(f"/v/{title.code}", query_string={"to": "99"}).text
    assert "不能确认" in page
    assert title.row.name in page
    assert 'id="where"' in page
    assert "扫描证书正面的二维码" not in page
