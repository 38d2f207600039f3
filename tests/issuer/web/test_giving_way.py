"""In a flood of uploads whoever scans is served, and who uploads is asked to come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from issuer import app as serving
from issuer.web import files
from issuer.web.giving_way import LEFT, TAKE_LONG
from issuer.web.routes import BY_ENDPOINT
from keys.errors import Malformed
from tests.verifier.verdicts import CODE

THREADS = 4
PDF = "application/pdf"
API = "/api/v1/verifications/file"


@pytest.fixture
def flooded(app_of, monkeypatch):
    """A process whose places for uploads are all taken, until it is let go."""
    monkeypatch.setattr(serving, "THREADS", THREADS)
    monkeypatch.setattr(files, "AT_ONCE", THREADS)
    inside, free = Barrier(THREADS - LEFT + 1), Event()

    def slow(_):
        inside.wait(60)
        free.wait(60)
        raise Malformed("file.unreadable")

    monkeypatch.setattr(files, "open_file", slow)
    app = app_of()

    def upload():
        return app.test_client().post(API, data=b"%PDF-", content_type=PDF).status_code

    with ThreadPoolExecutor(THREADS) as visitors:
        slow_ones = [visitors.submit(upload) for _ in range(THREADS - LEFT)]
        inside.wait(60)
        yield app.test_client()
        free.set()
        assert [each.result(60) for each in slow_ones] == [400] * (THREADS - LEFT)


def test_who_uploads_is_asked_to_come_again_and_who_scans_is_served(flooded):
    refused = flooded.post(API, data=b"%PDF-", content_type=PDF)
    assert (refused.status_code, refused.get_json()["type"]) == (503, "/problems/web.gives-way")
    assert refused.headers["Retry-After"] == "10"
    page = flooded.post("/verify/file", data={}, headers={"Accept": "text/html"},
                        content_type="multipart/form-data; boundary=b")  # fmt: skip
    assert (page.status_code, "扫码核验" in page.text) == (503, True)
    assert flooded.get(f"/v/{CODE}").status_code == 200
    known = {"number": "ZC1", "name": "某", "check_code": "000000"}
    assert flooded.post("/api/v1/verifications", json=known).status_code == 200


def test_places_are_free_again_afterwards(app_of, monkeypatch):
    monkeypatch.setattr(serving, "THREADS", 1)

    def broken(_):
        raise RuntimeError

    monkeypatch.setattr(files, "open_file", broken)
    client = app_of().test_client()
    for _ in range(3):
        assert client.post(API, data=b"%PDF-", content_type=PDF).status_code == 500


def test_what_takes_a_large_body_takes_long_and_what_people_scan_does_not():
    large = {name for name, route in BY_ENDPOINT.items() if route.limit > 2**20}
    assert large <= TAKE_LONG
    assert set(BY_ENDPOINT) >= TAKE_LONG
    assert TAKE_LONG.isdisjoint({"verify.page", "start.lookup", "verifications.verify"})
