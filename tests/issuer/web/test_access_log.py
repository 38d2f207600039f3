"""What is written down: routes and networks, never a code, a name, a query or an address."""

from __future__ import annotations

import io
import json
import logging

import pytest

from issuer.web import access_log
from tests.verifier.sample import CERTIFICATE
from tests.verifier.verdicts import CODE, NOW

CANARY = {"number": CERTIFICATE.certificate_no, "name": CERTIFICATE.name, "check_code": "7M4K2X"}
SECRETS = [CODE, CERTIFICATE.name, CERTIFICATE.certificate_no, "7M4K2X", "203.0.113.77"]


@pytest.fixture
def written(monkeypatch):
    """Everything that any logger of this process writes to stdout."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    access_log.to_stdout(lambda: NOW)
    yield stream
    root.handlers, root.level = before, level


def test_no_secret_reaches_the_log_on_any_route(app_of, written, records, monkeypatch):
    client = app_of().test_client()
    caller = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.77"}}
    for path in (f"/v/{CODE}", f"/v/{CODE}?format=json", f"/v/{CODE}/x", f"/{CODE}?name={CODE}"):
        client.get(path, **caller)
    client.post("/verify", data=CANARY, **caller)
    client.post("/api/v1/verifications", json=CANARY, **caller)
    client.post("/api/v1/verifications", data=json.dumps(CANARY), content_type="text/plain")
    client.get("/revocations?number=" + CERTIFICATE.certificate_no, **caller)
    monkeypatch.setattr(records, "find", lambda code: {}[code])
    assert app_of().test_client().get(f"/v/{CODE}", **caller).status_code == 500
    logging.getLogger("other.library").warning("GET /v/%s?x=1 failed for %s", CODE, CODE)
    text = written.getvalue()
    assert text.count("\n") >= 9
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_line_names_route_status_and_network(client, written):
    client.get(f"/v/{CODE}", environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    line = json.loads(written.getvalue().splitlines()[-1])
    assert (line["route"], line["status"], line["network"]) == ("/v/<code>", 200, "203.0.113.0/24")
    assert line["time"] == NOW.isoformat(timespec="milliseconds")


@pytest.mark.parametrize(
    ("peer", "forwarded", "network"),
    [
        ("203.0.113.77", "198.51.100.1", "203.0.113.0/24"),  # nobody we know speaks for others
        ("10.9.0.1", "198.51.100.1", "198.51.100.0/24"),
        ("10.9.0.1", "192.0.2.9, 198.51.100.1", "198.51.100.0/24"),  # the first is the caller's own
        ("10.9.0.1", "198.51.100.1, 10.9.0.2", "198.51.100.0/24"),
        ("10.9.0.1", "", "10.9.0.0/24"),
        ("10.9.0.1", "nonsense", "-"),
        ("2001:db8:1:2ff::1", "", "2001:db8:1:200::/56"),
    ],
)
def test_only_known_proxies_are_believed(client, written, peer, forwarded, network):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    client.get("/healthz", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    assert json.loads(written.getvalue().splitlines()[-1])["network"] == network
