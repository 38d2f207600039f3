"""The Python package `cwt` verifies the token inside the offline QR code."""

from __future__ import annotations

import base64
import json
from typing import Any

import cwt
import pytest
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface

pytestmark = pytest.mark.drill


def coordinate(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(manifest: dict[str, Any]) -> COSEKeyInterface:
    """The credential key as a COSE key (RFC 9052 7.1): EC2, ESP256, P-256."""
    jwk = manifest["keys"][manifest["credential_kid"]]
    short = coordinate(manifest["credential_kid"])[:8]
    x, y = coordinate(jwk["x"]), coordinate(jwk["y"])
    return COSEKey.new({1: 2, 2: short, 3: -9, -1: 1, -2: x, -3: y})


def test_cwt_reads_the_claims_we_wrote(artefacts):
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    token = (artefacts / "credential.cwt").read_bytes()
    claims: Any = cwt.decode(token, key_of(manifest))
    titles = claims[-65537]
    assert titles[1] == manifest["claims"]["certificate_no"]
    assert titles[2] == manifest["claims"]["name"]
    assert titles[3] == manifest["claims"]["title"]
    assert claims[65535]["status_list"] == manifest["cwt_status"]


def test_cwt_refuses_one_changed_byte(artefacts):
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    token = bytearray((artefacts / "credential.cwt").read_bytes())
    token[-80] ^= 1  # inside the payload: the signature is the last 64 bytes
    with pytest.raises(cwt.VerifyError):
        cwt.decode(bytes(token), key_of(manifest))
