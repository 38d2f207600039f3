"""The scanner of the start page: what it may load, and what it fetches when somebody taps."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import verifier.offline
from issuer.web import scan
from verifier.web.headers import _digest

VENDOR = Path(verifier.offline.__file__).parent / "vendor/zxing-wasm"


def test_the_page_may_run_its_own_script_and_use_the_camera(client):
    page = client.get("/")
    (script,) = re.findall("<script>(.*?)</script>", page.text, re.DOTALL)
    policy = page.headers["Content-Security-Policy"]
    assert f"script-src 'self' 'wasm-unsafe-eval' {_digest(script)};" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert page.headers["Permissions-Policy"].startswith("camera=(self),")
    assert client.get("/genuine").headers["Permissions-Policy"].startswith("camera=(),")


def test_the_script_is_small_and_asks_for_nothing_at_first(client):
    assert len(scan.SCRIPT.encode()) <= 10 * 1024
    page = client.get("/")
    assert len(gzip.compress(page.data)) <= 30 * 1024
    assert re.findall("<script[^>]+>", page.text) == []


@pytest.mark.parametrize("part", scan.parts(), ids=lambda part: part.rule)
def test_the_reader_is_kept_for_good_under_the_address_of_the_page(client, part):
    assert f'"{part.address}"' in client.get("/").text
    for gzipped in (True, False):
        headers = {"Accept-Encoding": "gzip, br"} if gzipped else {}
        answer = client.get(part.address, headers=headers)
        data = gzip.decompress(answer.data) if gzipped else answer.data
        assert hashlib.sha256(data).hexdigest()[:16] == part.digest
        assert answer.mimetype == part.media_type
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Accept-Encoding" in answer.headers["Vary"]
        again = {**headers, "If-None-Match": answer.headers["ETag"]}
        assert client.get(part.address, headers=again).status_code == 304


def test_an_address_of_another_edition_is_not_kept(client):
    answer = client.get(f"{scan.parts()[0].rule}?0000")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_there_is_one_copy_of_the_reader_and_it_goes_with_its_licences():
    script, core = scan.parts()
    assert core.data == (VENDOR / "zxing_reader.wasm").read_bytes()
    assert script.data.endswith((VENDOR / "reader.js").read_bytes())
    assert all(
        (VENDOR / name).read_bytes() in script.data for name in ("LICENSE", "LICENSE-zxing-cpp")
    )
