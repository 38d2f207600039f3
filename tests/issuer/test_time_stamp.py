"""An outside clock is asked within bounds, and no answer but a stamp is taken for one.

What a real one answers is held against OpenSSL in tests/interop.
"""

from __future__ import annotations

import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pikepdf
import pytest

from issuer import time_stamp
from issuer.config import Config
from issuer.seal_certificate import CERTIFICATE_FILE, make_certificate
from issuer.sealing import open_sealer, sealer_for
from issuer.stamping_address import stamping_address
from issuer.time_stamp import MAX_ANSWER_BYTES, Stamper
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import FOUNDED, IDENTITY
from tests.interop.tsa import REPLY, serving
from tests.issuer.refusing import refused

# TimeStampResp { status { status rejection(2) } }
REJECTED = bytes.fromhex("30053003020102")


@pytest.fixture(scope="module")
def signer():
    return MemorySigner.generate(Role.SEAL)


@pytest.fixture(scope="module")
def certificate(signer):
    return make_certificate(signer, IDENTITY, at=FOUNDED)


@pytest.fixture(scope="module")
def pdf():
    made = pikepdf.new()
    made.add_blank_page()
    written = BytesIO()
    made.save(written)
    return written.getvalue()


@pytest.fixture
def seal(signer, certificate, pdf):
    def sealed(url, *, required=True):
        stamper = Stamper(url, required=required)
        return sealer_for(IDENTITY, signer, certificate, stamper=stamper).seal(pdf, at=FOUNDED)

    return sealed


@pytest.mark.parametrize(
    "address",
    ["https://tsa.example", "https://tsa.example:8443/rfc3161?x=1", "http://127.0.0.1:8318/tsa",
     "http://localhost/", "http://[::1]:80/"],
)  # fmt: skip
def test_an_address_that_may_be_asked(address):
    assert stamping_address(address) == address


@pytest.mark.parametrize(
    "address",
    ["http://tsa.example/", "http://10.0.0.1/", "http://127.0.0.1.example/", "ftp://tsa.example",
     "tsa.example", "", "https://", "https://chen@tsa.example/", "https://tsa.example:port/",
     "https://tsa.example/#there", "file:///etc/hosts"],
)  # fmt: skip
def test_an_address_that_may_not(address):
    with pytest.raises(ValueError):
        stamping_address(address)


@pytest.mark.parametrize(
    "answer",
    [
        (200, REPLY, REJECTED),
        (200, REPLY, b""),
        (200, REPLY, b"no answer"),
        (200, REPLY, REJECTED + b"\0"),
        (200, "text/html", REJECTED),
        (500, REPLY, REJECTED),
        (302, REPLY, REJECTED),  # with the address of another that would be asked
        (200, REPLY, bytes(MAX_ANSWER_BYTES + 1)),
    ],
)
def test_what_is_no_stamp_is_not_taken_for_one(seal, answer):
    asked = []
    with (
        serving(lambda request: asked.append(request) or answer) as url,
        refused("seal.stamp.answer", host="127.0.0.1"),
    ):
        seal(url)
    assert len(asked) == 1


def test_nobody_there_is_told(seal):
    with serving(lambda _: (200, REPLY, REJECTED)) as url:
        pass
    with refused("seal.stamp.unreachable", host="127.0.0.1"):
        seal(url)


def test_a_seal_may_be_put_on_without_a_stamp_and_the_log_says_so(seal, caplog):
    with caplog.at_level(logging.ERROR), serving(lambda _: (200, REPLY, REJECTED)) as url:
        sealed = seal(url, required=False)
    assert sealed.count(b"/ByteRange") == 1
    assert [each.getMessage() for each in caplog.records] == [
        "sealed without a time stamp: seal.stamp.answer"
    ]


def test_one_who_answers_without_end_is_cut_off(seal, monkeypatch):
    """Each byte comes in time, the answer late."""
    monkeypatch.setattr(time_stamp, "SECONDS", 0.5)
    over = threading.Event()

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
            for _ in range(200):
                if over.wait(0.02):
                    return
                try:
                    self.wfile.write(b".")
                except OSError:
                    return

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Dripping)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        with refused("seal.stamp.unreachable"):
            seal(f"http://127.0.0.1:{server.server_address[1]}/")
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(("fails", "required"), [("refuse", True), ("seal", False)])
def test_the_settings_name_the_clock(tmp_path, signer, certificate, fails, required):
    (tmp_path / IDENTITY.FILE).write_text(IDENTITY.to_toml(), "utf-8")
    (tmp_path / CERTIFICATE_FILE).write_bytes(certificate.to_pem())
    settings = {"ZC_INSTANCE": str(tmp_path)}
    assert open_sealer(Config.from_env(settings), signer).stamper is None
    settings |= {"ZC_TSA_URL": "https://tsa.example/", "ZC_TSA_FAILS": fails}
    stamper = open_sealer(Config.from_env(settings), signer).stamper
    assert stamper is not None
    assert (stamper.url, stamper.required) == ("https://tsa.example/", required)


def test_a_clock_over_plain_http_is_no_setting(tmp_path):
    settings = {"ZC_INSTANCE": str(tmp_path), "ZC_TSA_URL": "http://tsa.example/"}
    with refused("config.value", name="ZC_TSA_URL"):
        Config.from_env(settings)
