"""A sealed batch goes where the clerk said, or nowhere."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from issuer.committee import office
from issuer.committee.office import Unreachable, address, post, read_answer
from keys.encoding import canonical
from keys.errors import Refused
from tests.issuer.desk_world import refused


@contextmanager
def serving(status, body, **headers):
    """An office on this machine that always gives one answer; yields its address and the calls."""
    calls = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self):
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((self.path, dict(self.headers), sent))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", calls
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(base, body=b"batch"):
    return post(base, "/api/v1/batches", body, media_type=office.BATCH_TYPE, language="en")


def test_batch_is_sent_as_it_is():
    with serving(201, canonical({"number": "N", "state": "ADMITTED", "receipt": "a.b.c"})) as (
        base,
        calls,
    ):
        answer = send(base + "/", b"line\n")
    ((path, headers, sent),) = calls
    assert (path, sent) == ("/api/v1/batches", b"line\n")
    assert headers["Content-Type"] == office.BATCH_TYPE
    assert headers["Accept-Language"] == "en"
    assert answer.accepted
    assert answer.facts == {"number": "N", "state": "ADMITTED", "receipt": "a.b.c"}


def test_refusal_tells_every_problem():
    problem = {"line": 3, "column": "specialty", "code": "row.specialty", "severity": "refuse"}
    body = canonical(
        {
            "type": "/problems/batch.rejected",
            "title": "2 problems",
            "status": 422,
            "problems": [
                {**problem, "says": "wrong", "mend": "mend it", "rule": "filed-scope"},
                {**problem, "line": None, "column": None, "rule": None},
                "no problem",
            ],
        }
    )
    with serving(422, body) as (base, _):
        answer = send(base)
    assert (answer.accepted, answer.title) == (False, "2 problems")
    first, second = answer.problems
    assert (first.line, first.mend, first.rule) == (3, "mend it", "filed-scope")
    assert (second.line, second.column, second.rule) == (None, None, None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(status):
    with (
        serving(200, b"{}") as (elsewhere, taken),
        serving(status, b"", Location=elsewhere) as (base, _),
        refused(Unreachable, "office.redirect"),
    ):
        send(base)
    assert taken == []


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"a":1.5}', b""])
def test_answer_that_is_none_is_not_believed(body):
    with serving(200, body) as (base, _), refused(Unreachable, "office.answer"):
        send(base)


def test_answer_beyond_the_limit_is_not_believed(monkeypatch):
    monkeypatch.setattr(office, "MAX_ANSWER_BYTES", 10)
    with refused(Unreachable, "office.answer"):
        read_answer(200, b'{"number":"123456"}')


def test_nobody_there():
    with serving(200, b"{}") as (base, _):
        pass
    with refused(Unreachable, "office.unreachable"):
        send(base)


@pytest.mark.parametrize(
    "base",
    [
        "http://zc.weihai.example",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "file:///tmp",
        "https://user@zc.weihai.example",
        "https://zc.weihai.example/?a=1",
        "https://",
        "zc.weihai.example",
        "https://[::1",
    ],
)
def test_address_that_is_neither_https_nor_this_machine_is_refused(base):
    with refused(Refused, "office.address"):
        address(base)


@pytest.mark.parametrize(
    "base",
    ["https://zc.weihai.example", "http://127.0.0.1:8000", "http://[::1]:80", "http://localhost"],
)
def test_https_and_this_machine_pass(base):
    assert address(base + "/") == base
