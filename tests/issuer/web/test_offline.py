"""The offline page over HTTP: made of the published lists, kept, and made anew when they change."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from flask import Flask

import verifier.web
from issuer.web import offline
from issuer.web.offline import OfflinePages
from issuer.web.problems import Trouble
from tests.verifier.world import NOW, RULES, World
from verifier.offline import MAX_PAGE_BYTES


@pytest.fixture
def world():
    return World()


@pytest.fixture
def folder(tmp_path, world):
    (tmp_path / "bundle.json").write_bytes(world.bundle_bytes())
    (tmp_path / "anchor.json").write_bytes(world.anchor.to_bytes())
    return tmp_path


@pytest.fixture
def visitor(folder):
    pages = OfflinePages(
        folder / "bundle.json", folder / "anchor.json", rules=RULES, clock=lambda: NOW
    )
    app = Flask("pages", static_folder=None)
    app.add_url_rule("/offline", "page", pages.views()["offline.page"])
    app.add_url_rule("/offline/worker.js", "worker", pages.views()["offline.worker"])
    verifier.web.harden(app)
    return app.test_client()


@pytest.fixture
def made(monkeypatch):
    """How often a page was made."""
    times = []

    def counted(*args, **settings):
        times.append(args)
        return verifier.offline.offline_page(*args, **settings)

    monkeypatch.setattr(offline, "offline_page", counted)
    return times


def test_the_page_is_one_file_that_may_use_the_camera_and_nothing_else(visitor):
    answer = visitor.get("/offline")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert len(answer.data) <= MAX_PAGE_BYTES
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert policy.removesuffix("; frame-ancestors 'none'") in answer.text
    assert answer.headers["Permissions-Policy"].startswith("camera=(self)")
    assert "Set-Cookie" not in answer.headers


def test_it_is_made_once_and_not_sent_again_to_whoever_has_it(visitor, made):
    first = visitor.get("/offline")
    again = visitor.get("/offline", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert len(made) == 1


def test_new_lists_make_a_new_page(visitor, folder, world, made):
    first = visitor.get("/offline")
    world.statuses[world.copy.certificate.status.index] = 1
    (folder / "bundle.json").write_bytes(world.bundle_bytes())
    later = (NOW + timedelta(days=1)).timestamp()
    os.utime(folder / "bundle.json", (later, later))
    again = visitor.get("/offline", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.data != first.data
    assert len(made) == 2


def test_the_worker_asks_for_the_page_and_for_nothing_else(visitor):
    answer = visitor.get("/offline/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/offline"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert answer.text.count("fetch(") == 1
    assert "fetch(PAGE)" in answer.text


def test_without_lists_there_is_no_page(client):
    answer = client.get("/offline")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"


def test_with_lists_that_cannot_be_believed_there_is_no_page(folder):
    (folder / "bundle.json").write_bytes(World().bundle_bytes())  # of another anchor
    pages = OfflinePages(
        folder / "bundle.json", folder / "anchor.json", rules=RULES, clock=lambda: NOW
    )
    with Flask("pages").test_request_context("/offline"), pytest.raises(Trouble) as refused:
        pages.page()
    assert refused.value.status == 503
