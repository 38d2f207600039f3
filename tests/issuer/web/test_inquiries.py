"""Pages and interface: what corresponds to what, and what counts where."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from issuer.app import Parts, build_app
from issuer.config import Config
from issuer.web.limits import NETWORK_FAILURES
from issuer.web.models_answers import EquivalenceAnswer, RecognitionAnswer
from keys.encoding import parse
from keys.envelope import peek
from keys.roles import Role
from tests.cast import HOST, IDENTITY
from verifier.acts import Cause
from verifier.correspondence import Held, Question
from verifier.correspondence_paper import paper_link, sign_paper, write_paper
from verifier.decision import Revoke
from verifier.recognition import Purpose
from verifier.recognition.answer import demand_bound, open_answer
from verifier.recognition.request import (
    MAX_REQUEST_BYTES,
    ByCode,
    ByDoor,
    RecognitionRequest,
)

PANJIN = {
    "held": "digital-grade", "grade": "JUNIOR", "name": "2-02-38-01", "region": "2111",
    "on": "2024-09-01", "met": ["provincial-programme", "education", "years"],
}  # fmt: skip


def client_of(province, *, answering=True, surface="all"):
    config = Config.from_env(
        {
            "ZC_INSTANCE": str(province.office.public_dir.parent),
            "ZC_PUBLIC_DIR": str(province.office.public_dir),
            "ZC_SURFACE": surface,
        }
    )
    parts = Parts(
        IDENTITY,
        records=province.records,
        answering=province.office.signers[Role.ANSWER] if answering else None,
        registrar=province.registrar if surface == "all" else None,
        clock=lambda: province.at,
        monotonic=lambda: province.at.timestamp(),  # noqa: PLW0108  # the world moves on
    )
    return build_app(config, parts).test_client()


@pytest.fixture
def client(province):
    return client_of(province)


@pytest.fixture
def title(province):
    return next(iter(province.titles.values()))


def door(title, **changed) -> ByDoor:
    return replace(ByDoor(title.number, title.row.name, title.check_code), **changed)


def asking(*items, to="3702", **more) -> RecognitionRequest:
    return RecognitionRequest(to, Purpose.EMPLOYMENT, "青人社核〔2025〕3号（示例）", items, **more)


def ask(client, request: RecognitionRequest):
    answer = client.post(
        "/api/v1/recognitions", data=request.to_bytes(), content_type="application/json"
    )
    assert answer.status_code == 200, answer.text
    return answer.get_json()


# -- recognition -----------------------------------------------------------------------------------


def test_an_office_asks_and_keeps_a_signed_answer(province, client, title):
    request = asking(ByCode(title.code), door(title), nonce="1f")
    told = ask(client, request)
    RecognitionAnswer.model_validate(told)
    assert [each["answer"] for each in told["items"]] == ["RECOGNISED", "RECOGNISED"]
    assert told["items"][0]["rule"]["number"] == "威人社字〔2022〕32号"
    kept = open_answer(told["recognition"], province.bundle(), at=province.at)
    demand_bound(kept, request)
    assert [each.title["certificate_no"] for each in kept.items] == [title.number] * 2
    assert title.row.name not in json.dumps(peek(told["recognition"]), ensure_ascii=False)


def test_a_revoked_title_is_told_to_whoever_asks(province, client, title):
    today = province.at.date()
    province.decide(
        Revoke(title.number, Cause.IMPROPER_MEANS, "威人社撤〔2025〕1号（示例）", today)
    )
    (item,) = ask(client, asking(door(title)))["items"]
    assert (item["verdict"], item["answer"], item["reason"]) == (
        "REVOKED",
        "NOT_VALID_HERE",
        "REVOKED",
    )


def test_whatever_is_wrong_the_answer_is_the_same(client, title):
    wrong = (
        door(title, number="ZC37100020250550000099"),
        door(title, name="别人"),
        door(title, check_code="000000"),
        ByCode("0000000000000000000000000A"),
    )
    told = [ask(client, asking(each)) for each in wrong]
    items = [each["items"] for each in told]
    assert all(each == items[0] for each in items)
    assert items[0][0]["reason"] == "NOT_IN_REGISTER"
    signed = [peek(each["recognition"]) for each in told]
    alike = [{**each, "request_sha256": ""} for each in signed]
    assert all(each == alike[0] for each in alike)


def test_a_list_that_guesses_is_answered_no_more(client, title):
    guesses = [door(title, check_code=f"{number:06}") for number in range(NETWORK_FAILURES + 2)]
    items = ask(client, asking(*guesses, door(title), ByCode(title.code)))["items"]
    reasons = [each["reason"] for each in items]
    assert reasons[:NETWORK_FAILURES] == ["NOT_IN_REGISTER"] * NETWORK_FAILURES
    # The right one is no longer looked up either; a code needs no bound.
    assert reasons[NETWORK_FAILURES:-1] == ["TOO_MANY_MISSES"] * 3
    assert items[-1]["answer"] == "RECOGNISED"


def test_a_list_of_five_hundred_is_answered_in_its_order(client, title):
    items = ask(client, asking(*[ByCode(title.code), ByCode("X")] * 250))["items"]
    assert [each["answer"] for each in items] == ["RECOGNISED", "UNKNOWN"] * 250


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{}", "document.missing"),
        (b"[]", "encoding.not-an-object"),
        (b'{"to":"37","purpose":"OTHER","case_no":"1","items":[]}', "request.items"),
    ],
)
def test_a_request_of_another_shape_is_a_problem_with_a_code(client, body, code):
    answer = client.post("/api/v1/recognitions", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["type"] == f"/problems/{code}"


def test_the_query_surface_answers_and_signs_nothing_else(province, title):
    query = client_of(province, surface="query")
    assert ask(query, asking(ByCode(title.code)))["items"][0]["answer"] == "RECOGNISED"
    assert query.get(f"/v/{title.code}").status_code == 404
    public = client_of(province, answering=False, surface="public")
    assert public.post("/api/v1/recognitions", data=b"{}").status_code == 404


def test_without_its_key_a_process_answers_nothing(province, title):
    mute = client_of(province, answering=False)
    answer = mute.post(
        "/api/v1/recognitions",
        data=asking(ByCode(title.code)).to_bytes(),
        content_type="application/json",
    )
    assert answer.status_code == 503


def test_the_model_of_a_request_and_its_reader_are_of_one_mind(client, title):
    from issuer.web.models_answers import RecognitionQuestion

    request = asking(ByCode(title.code), door(title), same_work=True, nonce="1")
    told = parse(request.to_bytes(), limit=MAX_REQUEST_BYTES)
    read = RecognitionQuestion.model_validate(told).model_dump(mode="json", exclude_none=True)
    assert read == told


# -- correspondence --------------------------------------------------------------------------------


def test_a_correspondence_by_address_and_by_body_is_the_same(client):
    by_body = client.post("/api/v1/equivalences", json=PANJIN)
    by_address = client.get("/api/v1/equivalences", query_string=PANJIN)
    assert by_body.status_code == by_address.status_code == 200
    assert by_body.get_json() == by_address.get_json()
    told = by_body.get_json()
    EquivalenceAnswer.model_validate(told)
    assert (told["answer"], told["is_title"]) == ("EQUIVALENT", False)


@pytest.mark.parametrize(
    "changed", [{"held": "magic"}, {"region": "x"}, {"peer": "1"}, {"on": "?"}]
)
def test_a_question_of_another_shape_names_its_member(client, changed):
    answer = client.post("/api/v1/equivalences", json={**PANJIN, **changed})
    assert answer.status_code == 422
    told = answer.get_json()
    assert told["type"] == "/problems/web.unreadable"
    assert "magic" not in answer.text


def test_the_page_answers_what_its_form_sends(client):
    page = client.get("/equivalence")
    assert page.status_code == 200
    assert "咨询工程师（投资）" in page.text
    assert 'value="digital-grade|JUNIOR"' in page.text
    asked = {"what": "digital-grade|JUNIOR", "region": "2111", "on": "2024-09-01"}
    first = client.get("/equivalence", query_string=asked).text
    assert "条件待核实" in first
    assert "年限符合要求" in first
    met = {f"c.{name}": "yes" for name in PANJIN["met"]}
    assert "可以对应 · " in client.get("/equivalence", query_string={**asked, **met}).text
    short = client.get("/equivalence", query_string={**asked, **met, "c.education": "no"})
    assert "不能对应 · " in short.text


@pytest.mark.parametrize(
    "asked", [{"what": "magic|X", "region": "37"}, {"what": "|", "region": "x"}]
)
def test_what_no_form_sends_is_asked_again(client, asked):
    page = client.get("/equivalence", query_string=asked)
    assert page.status_code == 200
    assert 'class="card top"' not in page.text


def test_the_start_page_leads_there(client):
    assert 'href="/equivalence' in client.get("/").text


# -- proofs of correspondence ----------------------------------------------------------------------


@pytest.fixture
def paper(province):
    office = province.office
    asked = Question(
        Held.DIGITAL_GRADE, "JUNIOR", "2111", date(2024, 9, 1), "2-02-38-01",
        met=frozenset(PANJIN["met"]),
    )  # fmt: skip
    made = write_paper(
        asked, holder="欧阳文博", certificate_no="S1", number="示例1号",
        issuer=office.entity, rules=office.rules, at=province.at,
    )  # fmt: skip
    return paper_link(HOST, sign_paper(made, office.signers[Role.ANSWER]))


def test_a_pasted_paper_is_told_and_is_no_certificate(client, paper):
    told = client.post("/correspondence", data={"paper": paper})
    assert told.status_code == 200
    assert "对应关系证明，不是职称证书" in told.text
    assert "助理工程师" in told.text
    as_certificate = client.post("/verify", data={"qr": paper})
    assert as_certificate.status_code == 422
    by_machine = client.post("/api/v1/verifications", json={"qr": paper})
    assert by_machine.status_code == 400


def test_a_false_paper_is_refused_in_words(client, paper):
    told = client.post("/correspondence", data={"paper": paper[:-4] + "AAAA"})
    assert told.status_code == 422
    assert "不予采信" in told.text
    assert "欧阳文博" not in told.text


def test_the_page_behind_the_code_of_a_paper_asks_for_it(client):
    page = client.get("/correspondence")
    assert page.status_code == 200
    assert "它不是职称证书" in page.text
