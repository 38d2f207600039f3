"""The office's counter: bytes go to the registrar untouched, refusals come back whole."""

from __future__ import annotations

import pytest

from issuer.admission.problems import BatchRejected, Problem
from issuer.web import models
from keys.errors import Malformed, Refused, RolledBack, TooLarge, Untrusted
from tests.issuer.web.conftest import DIGEST

BATCH = "application/vnd.zhicheng.batch"
SEALED = "application/jose+json"
FACTS = {"rounds": 2, "allowed": 1}
POSTS = [
    ("/api/v1/batches", BATCH, "receive"),
    ("/api/v1/notices", SEALED, "declare"),
    ("/api/v1/decisions", SEALED, "decide"),
    ("/api/v1/revocation-orders", SEALED, "order"),
    ("/api/v1/batches/status", SEALED, "batch_status"),
]


@pytest.mark.parametrize(("path", "kind", "asked"), POSTS)
def test_the_registrar_gets_the_bytes_as_they_came(client, registrar, path, kind, asked):
    body = b'{"payload":"\xe4\xb8\xad"}\n\r\n'
    assert client.post(path, data=body, content_type=kind).status_code in (200, 201, 202)
    assert registrar.asked == [(asked, body)]


def test_a_batch_is_created_once_and_acknowledged_again(client, registrar):
    first = client.post("/api/v1/batches", data=b"x", content_type=BATCH)
    assert (first.status_code, first.json["receipt"]) == (201, "a.signed.receipt")
    models.Receipt.model_validate(first.json)
    registrar.new = False
    again = client.post("/api/v1/batches", data=b"x", content_type=BATCH)
    assert (again.status_code, again.json) == (200, first.json)


def test_a_refused_batch_tells_every_problem_by_row_in_the_asked_language(client, registrar):
    registrar.refusal = BatchRejected(
        (
            Problem(None, "meeting", "rule.limit.rounds", facts=FACTS),
            Problem(17, "id_no", "row.id.precision"),
        )
    )
    for language in ("zh-CN", "en"):
        answer = client.post(
            "/api/v1/batches", data=b"x", content_type=BATCH, headers={"Accept-Language": language}
        )
        assert answer.status_code == 422
        told = models.BatchRefused.model_validate(answer.json)
        assert [each.line for each in told.problems] == [None, 17]
        assert [each.code for each in told.problems] == ["rule.limit.rounds", "row.id.precision"]
        assert all(each.says and each.mend for each in told.problems)
        assert answer.headers["Content-Language"] == language


def test_a_problem_leads_to_the_page_of_its_rule(client, registrar):
    registrar.refusal = BatchRejected(
        (
            Problem(None, "meeting", "rule.limit.rounds", facts=FACTS, rule="meeting.rounds.floor"),
            Problem(17, "id_no", "row.id.precision"),
        )
    )
    answer = client.post("/api/v1/batches", data=b"x", content_type=BATCH)
    ruled, other = models.BatchRefused.model_validate(answer.json).problems
    assert (other.rule, other.rule_address) == (None, None)
    assert ruled.rule == "meeting.rounds.floor"
    assert "每名申报人只投票表决一轮" in client.get(ruled.rule_address).text


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused("store.batch-number", number="2025-1"), 409),
        (Refused("store.unknown-batch", batch=DIGEST), 404),
        (Refused("lifecycle.batch", state="MINTED", event="notice"), 409),
        (Refused("notice.too-short", days=3, needed=5, rule="notice"), 422),
        (Untrusted("envelope.threshold", needed=2, found=1), 403),
        (RolledBack("trust.rolled-back", seq=1, seen=2), 409),
        (Malformed("batch.lines"), 400),
        (TooLarge("batch.too-large", limit=1), 413),
    ],
)
def test_a_refusal_keeps_its_code_and_says_what_can_be_done(client, registrar, refusal, status):
    registrar.refusal = refusal
    answer = client.post("/api/v1/notices", data=b"x", content_type=SEALED)
    assert answer.status_code == status
    assert answer.json["type"] == f"/problems/{refusal.code}"
    assert answer.json["title"] not in ("", refusal.code)
    assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_knows_a_digest_sees_the_state_and_no_more(client):
    answer = client.get(f"/api/v1/batches/{DIGEST}")
    assert set(answer.json) == {"batch", "state", "received_at", "row_count"}
    models.BatchState.model_validate(answer.json)


@pytest.mark.parametrize("digest", ["x", DIGEST[:-1], DIGEST + "A", "%2e%2e"])
def test_what_is_no_digest_is_not_asked_about(client, registrar, digest):
    assert client.get(f"/api/v1/batches/{digest}").status_code == 404
    assert registrar.asked == []


def test_the_public_surface_has_no_counter(app_of):
    public = app_of("public").test_client()
    for path, kind, _ in POSTS:
        assert public.post(path, data=b"x", content_type=kind).status_code == 404
