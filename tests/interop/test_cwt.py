"""The Python package `cwt` verifies the token inside the offline QR code."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

import cwt
import pytest
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface

pytestmark = pytest.mark.drill

# The signature is the last 64 bytes, and before it ends the payload.
CHANGED: Final = (-80, *range(-64, 0))


def coordinate(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(manifest: dict[str, Any]) -> COSEKeyInterface:
    """The credential key as a COSE key (RFC 9052 7.1): EC2, ESP256, P-256."""
    jwk = manifest["keys"][manifest["credential_kid"]]
    short = coordinate(manifest["credential_kid"])[:8]
    x, y = coordinate(jwk["x"]), coordinate(jwk["y"])
    return COSEKey.new({1: 2, 2: short, 3: -9, -1: 1, -2: x, -3: y})


def test_cwt_reads_the_claims_we_wrote_and_refuses_one_changed_bit(artefacts, figures):
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    token, key = (artefacts / "credential.cwt").read_bytes(), key_of(manifest)
    claims: Any = cwt.decode(token, key)
    titles = claims[-65537]
    assert titles[1] == manifest["claims"]["certificate_no"]
    assert titles[2] == manifest["claims"]["name"]
    assert titles[3] == manifest["claims"]["title"]
    assert claims[65535]["status_list"] == manifest["cwt_status"]
    for place in CHANGED:
        other = bytearray(token)
        other[place] ^= 1
        with pytest.raises(cwt.VerifyError):
            cwt.decode(bytes(other), key)
    figures(f"outside tools: python cwt: 1 offline code read alike, {len(CHANGED)} changed refused")
