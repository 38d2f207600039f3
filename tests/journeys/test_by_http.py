"""The same path by HTTP: a committee's batch in, a certificate out, everyone's questions answered.

The application is the real one over a real office on either database; only its clock is ours.
"""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from issuer.app import build_app
from issuer.config import Config
from issuer.parts import Parts
from keys.encoding import sha256
from tests.cast import DIGITAL, HOST, IDENTITY, RECEIVED, ZONE, recognised, row
from tests.province import Province, digest_of
from verifier.acts import Cause
from verifier.committee import CommitteeState
from verifier.decision import Reinstate, Revoke, Suspend
from verifier.titles import DigitalGrade, Level
from verifier.verify import verify

BATCH = "application/vnd.zhicheng.batch"
SEALED = "application/jose+json"


@pytest.fixture
def world(database_url, tmp_path):
    """A province with two committees, at the day on which batches are handed in."""
    province = Province.found(database_url, tmp_path)
    for slug in (ZONE, DIGITAL):
        province.admit_committee(slug)
    province.at = RECEIVED
    yield province
    province.close()


@pytest.fixture
def client(world, tmp_path):
    config = Config.from_env(
        {"ZC_INSTANCE": str(tmp_path), "ZC_PUBLIC_DIR": str(world.office.public_dir)}
    )
    parts = Parts(
        IDENTITY,
        records=world.records,
        registrar=world.registrar,
        clock=lambda: world.at,
        monotonic=lambda: world.at.timestamp(),  # noqa: PLW0108  # the world moves on
    )
    return build_app(config, parts).test_client()


def post(client, path, data, *, media=SEALED, status=HTTPStatus.OK):
    answer = client.post(f"/api/v1/{path}", data=data, content_type=media)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def ask(client, **what):
    return post(client, "verifications", json.dumps(what), media="application/json")


def get(client, path, accept, **headers):
    return client.get(path, headers={"Accept": accept, **headers})


def issued(world, client, slug, people):
    """The path of one batch, every step by HTTP; minting is the office's own work."""
    paper = world.paper(slug, people)
    received = post(client, "batches", paper.to_bytes(), media=BATCH, status=HTTPStatus.CREATED)
    assert (received["state"], received["rows"]) == ("ADMITTED", {"ADMITTED": len(people)})
    assert received["receipt"].count(".") == 2
    assert post(client, "notices", world.notice(paper))["state"] == "NOTICED"
    world.go(days=2)
    done = post(client, "decisions", world.sealed(world.confirmation(paper)))
    assert (done["new"], done["released"]) == (True, len(people))
    return world.mint(paper)


def test_from_a_batch_to_a_certificate_that_is_revoked(world, client):
    title, other = issued(world, client, ZONE, [row(11), row(12)])
    page = f"/v/{title.code}"

    # Whoever scans it
    html = get(client, page, "text/html")
    assert html.status_code == HTTPStatus.OK
    for text in (title.row.name, title.number, "工程师", "有效"):
        assert text in html.text
    assert title.row.id_no not in html.text
    told = get(client, page, "application/json").get_json()
    assert told["verdict"] == "VALID"
    assert told["certificate"]["certificate_no"] == title.number
    credential = get(client, page, "application/dc+sd-jwt")
    assert credential.text.strip() == title.credential
    with_proof = get(client, page, "text/plain").text
    assert verify(with_proof, world.bundle(), world.at).code.value == "VALID"

    # Machines, in three ways
    asked = {
        "credential": {"credential": with_proof},
        "link": {"qr": title.link},
        "offline": {"qr": title.offline},
        "face": {
            "number": title.number.lower(),
            "name": title.row.name,
            "check_code": title.check_code.lower(),
        },
    }
    for what in asked.values():
        assert ask(client, **what)["verdict"] == "VALID"
    assert ask(client, **asked["face"])["credential"] == with_proof

    # Revoked by the order of its committee and a decision of two
    order = world.order(title.number)
    post(client, "revocation-orders", order, status=HTTPStatus.ACCEPTED)
    assert ask(client, **asked["face"])["verdict"] == "VALID"
    act = Revoke(title.number, Cause.IMPROPER_MEANS, "文号", world.at.date(), sha256(order))
    assert post(client, "decisions", world.sealed(act))["new"]
    title.expected = world.verify(title.number).code
    for what in asked.values():
        assert ask(client, **what)["verdict"] == "REVOKED"
    assert get(client, page, "application/json").get_json()["verdict"] == "REVOKED"
    assert "已撤销" in get(client, page, "text/html").text
    assert title.number in get(client, "/revocations", "text/html").text
    assert title.row.name not in get(client, "/revocations", "text/html").text
    assert ask(client, qr=other.link)["verdict"] == "VALID"
    world.check()


def test_a_suspension_of_one_and_its_end_by_two(world, client):
    (title,) = issued(world, client, ZONE, [row(11)])
    one = world.operators[:1]
    post(client, "decisions", world.sealed(Suspend(title.number, "文号"), by=one))
    assert ask(client, qr=title.link)["verdict"] == "SUSPENDED"
    lift = Reinstate(title.number, "文号")
    refused = post(client, "decisions", world.sealed(lift, by=one), status=HTTPStatus.FORBIDDEN)
    assert refused["type"].endswith("envelope.threshold")
    post(client, "decisions", world.sealed(lift))
    assert ask(client, qr=title.link)["verdict"] == "VALID"
    world.check()


def test_a_refused_batch_comes_back_with_every_problem_in_words(world, client):
    people = [
        row(11, level=Level.FULL_SENIOR, title="正高级工程师"),
        row(12, specialty="建筑设计"),
    ]
    paper = world.paper(ZONE, people)
    for _ in range(2):
        refused = post(
            client, "batches", paper.to_bytes(), media=BATCH,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )  # fmt: skip
        told = {(each["line"], each["code"]) for each in refused["problems"]}
        assert told == {(12, "row.level"), (13, "row.specialty")}
        assert all(each["says"] and each["mend"] for each in refused["problems"])
    state = client.get(f"/api/v1/batches/{digest_of(paper)}").get_json()
    assert (state["state"], "problems" in state) == ("REJECTED", False)
    status = post(client, "batches/status", paper.sealed)
    assert len(status["problems"]) == 2


def test_a_senior_grade_is_refused_with_its_clause(world, client):
    paper = world.paper(DIGITAL, [recognised(11, DigitalGrade.SENIOR)])
    refused = post(
        client, "batches", paper.to_bytes(), media=BATCH, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
    (problem,) = refused["problems"]
    assert problem["code"] == "correspondence.senior-grade"
    assert "威人社字〔2022〕32号" in problem["says"]
    assert "六" in problem["says"]


def test_a_recognised_title_shows_its_clause_on_the_page(world, client):
    (title,) = issued(world, client, DIGITAL, [recognised(11)])
    html = get(client, f"/v/{title.code}", "text/html").text
    assert "人工智能工程技术人员（中级）" in html
    assert "威人社字〔2022〕32号" in html


def test_the_same_batch_again_is_the_same_receipt(world, client):
    paper = world.paper(ZONE, [row(11)])
    first = post(client, "batches", paper.to_bytes(), media=BATCH, status=HTTPStatus.CREATED)
    again = post(client, "batches", paper.to_bytes(), media=BATCH, status=HTTPStatus.OK)
    assert {**first, "receipt": ""} == {**again, "receipt": ""}


def test_what_is_not_there_and_what_is_wrong_look_the_same(world, client):
    (title,) = issued(world, client, ZONE, [row(11)])
    face = {"number": title.number, "name": title.row.name, "check_code": title.check_code}
    answers = [
        ask(client, **{**face, **wrong})
        for wrong in (
            {"number": title.number[:-7] + "000099" + title.number[-1]},
            {"name": "柳无人"},
            {"check_code": "000000"},
        )
    ]
    answers.append(ask(client, qr=title.link[:-26] + "0" * 26))
    assert {json.dumps(each, sort_keys=True) for each in answers} == {
        json.dumps(answers[0], sort_keys=True)
    }
    assert answers[0]["verdict"] == "NOT_FOUND"


def test_a_link_to_another_host_is_not_an_official_code(world, client):
    (title,) = issued(world, client, ZONE, [row(11)])
    pasted = title.link.replace(HOST, "zc.weihai.example.net")
    assert ask(client, qr=pasted)["verdict"] == "NOT_OFFICIAL_QR"


def test_a_fallen_committee_is_refused_and_its_titles_carry_a_note(world, client):
    (title,) = issued(world, client, ZONE, [row(11)])
    paper = world.paper(ZONE, [row(12)])
    world.go(hours=1)
    world.supervise(ZONE, CommitteeState.SUSPENDED)
    refused = post(
        client, "batches", paper.to_bytes(), media=BATCH, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert [each["code"] for each in refused["problems"]] == ["header.committee.suspended"]
    assert ask(client, qr=title.link)["verdict"] == "VALID_AUTH_WITHDRAWN"
