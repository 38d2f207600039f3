"""A real server, spoken to by a committee; and the public surface with one key in its reach."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from issuer.app import create_app
from issuer.committee.cli import main as zc_committee
from issuer.config import Config
from issuer.render.picture import render_png
from tests.cast import HOST
from tests.journeys.shell import Shell
from tests.journeys.test_by_command_line import committee_in, drafted, founded, published


def get(client, path, accept, **headers):
    return client.get(path, headers={"Accept": accept, **headers})


@contextmanager
def serving(env):
    """`zc-issuer serve`, on a free port, until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZC_")}
    words = [sys.executable, "-c", "from issuer.cli import main; main()", "serve"]
    server = subprocess.Popen(
        words,
        env={**clean, **env, "ZC_BIND": f"127.0.0.1:{port}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(300):
            if server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                    yield base
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        server.kill()
        said, _ = server.communicate()
        raise AssertionError(said.decode())
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.fixture
def shell(tmp_path):
    return Shell.made(tmp_path)


def test_a_committee_hands_in_to_a_server_and_the_public_surface_needs_one_key(shell):
    founded(shell)
    batch = drafted(shell, committee_in(shell))
    with serving(shell.env) as base:
        told = shell.committee("submit", batch, "--to", base)
        assert (told["accepted"], told["state"]) == (True, "ADMITTED")
        assert batch.with_suffix(".zcbatch.receipt").exists()
        assert shell.committee("status", batch, "--to", base)["state"] == "ADMITTED"
        shown = shell.run(zc_committee, "submit", batch, "--to", base).stdout
        assert "DZ-2025-01" in shown
    published(shell, batch)
    shell.issuer("hand-out", "DZ-2025-01", shell.folder / "certificates")
    link = link_on(min((shell.folder / "certificates").glob("*.pdf")))

    # The public process: the pepper, and no other key in its reach.
    for path in (shell.folder / "instance" / "keys").iterdir():
        if not path.name.startswith("pepper-"):
            path.unlink()
    app = create_app(Config.from_env({**shell.env, "ZC_SURFACE": "public"}))
    client = app.test_client()
    path = link.removeprefix(f"https://{HOST}")
    assert get(client, path, "application/json").get_json()["verdict"] == "VALID"
    assert client.post("/api/v1/batches", data=b"x").status_code == HTTPStatus.NOT_FOUND


def link_on(pdf):
    """What a camera reads on the first page."""
    picture = Image.open(BytesIO(render_png(pdf.read_bytes(), page=1, dpi=150)))
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text
