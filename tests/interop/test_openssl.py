"""The command `openssl` verifies our raw signatures: a batch's, a credential's, an offline code's.

What was signed is put together here by hand, from the standards and without our own code; the
signature is turned from r and s into the DER that the command reads, and nothing else.
"""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.interop.peers import needs

pytestmark = pytest.mark.drill


def raw(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def integer(number: bytes) -> bytes:
    """A DER INTEGER: no leading zeros, but one where the sign would be."""
    number = number.lstrip(b"\0")
    if not number or number[0] & 0x80:
        number = b"\0" + number
    return bytes((0x02, len(number))) + number


def der(signature: bytes) -> bytes:
    """SEQUENCE of two INTEGERs (RFC 3279 2.2.3) out of r and s (RFC 7518 3.4)."""
    assert len(signature) == 64
    inside = integer(signature[:32]) + integer(signature[32:])
    return bytes((0x30, len(inside))) + inside


def pem(jwk: dict[str, str]) -> bytes:
    x, y = (int.from_bytes(raw(jwk[name]), "big") for name in "xy")
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def judged(folder: Path, jwk: dict[str, str], data: bytes, signature: bytes) -> str:
    """What the command says of a signature."""
    needs("openssl")
    for name, content in (("key", pem(jwk)), ("data", data), ("signature", der(signature))):
        (folder / name).write_bytes(content)
    done = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "key", "-signature", "signature", "data"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (done.stdout == "Verified OK\n")
    return done.stdout.strip()


def of_jws(manifest: dict[str, Any], head: str, body: str, tail: str) -> tuple[Any, bytes, bytes]:
    """Key, signed bytes and signature (RFC 7515 5.2)."""
    return manifest["keys"][json.loads(raw(head))["kid"]], f"{head}.{body}".encode(), raw(tail)


def of_batch(folder: Path, manifest: dict[str, Any], place: int) -> tuple[Any, bytes, bytes]:
    batch = json.loads((folder / "batch.json").read_text("utf-8"))
    each = batch["signatures"][place]
    return of_jws(manifest, each["protected"], batch["payload"], each["signature"])


def of_credential(folder: Path, manifest: dict[str, Any]) -> tuple[Any, bytes, bytes]:
    jwt = (folder / "credential.sd-jwt").read_text("utf-8").split("~")[0]
    head, body, tail = jwt.split(".")
    return of_jws(manifest, head, body, tail)


def of_code(folder: Path, manifest: dict[str, Any]) -> tuple[Any, bytes, bytes]:
    """Of COSE_Sign1, the Sig_structure (RFC 9052 4.4)."""
    token = cbor2.loads((folder / "credential.cwt").read_bytes())
    assert token.tag == 18
    protected, unprotected, payload, signature = token.value
    assert unprotected == {}
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    kid = cbor2.loads(protected)[4]
    (jwk,) = (jwk for name, jwk in manifest["keys"].items() if raw(name).startswith(kid))
    return jwk, signed, signature


@pytest.fixture
def manifest(artefacts) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    return found


def test_openssl_verifies_our_signatures_and_refuses_one_changed_bit(
    artefacts, manifest, tmp_path, figures
):
    signed = [
        of_batch(artefacts, manifest, 0),
        of_batch(artefacts, manifest, 1),
        of_credential(artefacts, manifest),
        of_code(artefacts, manifest),
    ]
    for key, data, signature in signed:
        assert judged(tmp_path, key, data, signature) == "Verified OK"
        other = bytes((*data[:-1], data[-1] ^ 1))
        assert judged(tmp_path, key, other, signature) == "Verification failure"
        bent = bytes((*signature[:-1], signature[-1] ^ 1))
        assert judged(tmp_path, key, data, bent) == "Verification failure"
    figures(
        f"outside tools: openssl: {len(signed)} signatures agree,"
        f" {2 * len(signed)} of a changed bit refused"
    )


def test_openssl_refuses_another_persons_signature(artefacts, manifest, tmp_path):
    key, data, _ = of_batch(artefacts, manifest, 0)
    _, same, signature = of_batch(artefacts, manifest, 1)
    assert data.split(b".")[1] == same.split(b".")[1]
    assert judged(tmp_path, key, data, signature) == "Verification failure"
