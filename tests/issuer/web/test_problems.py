"""Errors of the web: problem details for machines, a page for people, nothing of the input."""

from __future__ import annotations

import logging

import pytest

from tests.verifier.verdicts import CODE

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nowhere", "/v/", f"/v/{CODE}/more", "/trust/../keys"])
def test_a_missing_page_is_a_problem(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "/problems/web.not-found"
    assert answer.json["title"] == "没有这个页面"
    assert path.strip("/").rpartition("/")[2] not in answer.text or path == "/v/"


def test_a_person_gets_a_page(client):
    answer = client.get("/nowhere?lang=en", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is no such page" in answer.text


def test_a_fault_of_ours_tells_a_reference_and_nothing_else(app_of, records, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("欧阳文博 in a message")

    monkeypatch.setattr(records, "find", fail)
    client = app_of().test_client()
    with caplog.at_level(logging.INFO):
        answer = client.get(f"/v/{CODE}", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert answer.json["type"] == "/problems/web.internal"
    assert answer.json["reference"] in {
        record.ref for record in caplog.records if record.name == "zhicheng.errors"
    }
    assert "欧阳" not in answer.text
    assert "欧阳" not in caplog.text
    assert CODE not in caplog.text
