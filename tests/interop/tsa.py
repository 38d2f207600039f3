"""A time-stamping authority on this machine: OpenSSL behind a small HTTP server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answering = Callable[[bytes], tuple[int, str, bytes]]
"""From a request to status, content type and body."""

REPLY = "application/timestamp-reply"
_SETTINGS = """
[tsa]
default_tsa = stamps
[stamps]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[clock]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
"""


def openssl(*arguments: str | Path, data: bytes = b"") -> bytes:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], input=data, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def found_authority(folder: Path) -> Path:
    """Keys and certificates of a root and of a clock under it; gives the root's certificate."""
    settings = folder / "tsa.cnf"
    settings.write_text(_SETTINGS.format(folder=folder), "utf-8")
    (folder / "serial").write_text("01\n", "ascii")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        "req", "-x509", *curve, "-keyout", folder / "root.key", "-out", folder / "root.pem",
        "-subj", "/CN=TSA root", "-days", "3650", "-config", settings, "-extensions", "root",
    )  # fmt: skip
    openssl(
        "req", *curve, "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr",
        "-subj", "/CN=TSA", "-config", settings,
    )  # fmt: skip
    openssl(
        "x509", "-req", "-in", folder / "tsa.csr", "-out", folder / "tsa.pem", "-days", "3650",
        "-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial",
        "-extfile", settings, "-extensions", "clock",
    )  # fmt: skip
    return folder / "root.pem"


def stamping(folder: Path) -> Answering:
    """What OpenSSL answers."""

    def answer(request: bytes) -> tuple[int, str, bytes]:
        query = folder / "query.tsq"
        query.write_bytes(request)
        reply = openssl("ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", query)
        return 200, REPLY, reply

    return answer


@contextmanager
def serving(answer: Answering) -> Iterator[str]:
    """An address on loopback where requests get this answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            request = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = answer(request)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
