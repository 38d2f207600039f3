"""npm `@sd-jwt/sd-jwt-vc` verifies a credential, a presentation and its status.

For agreement only: this library also takes a disclosure that nothing refers to, which
RFC 9901 section 7.1 forbids and our own reader refuses.
"""

from __future__ import annotations

import json
import shutil

import pytest

from tests.interop.peers import run_node, said

pytestmark = pytest.mark.drill


def test_whole_credential_presentation_and_status_are_read_alike(artefacts):
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    read = said(run_node("sd_jwt.mjs", artefacts))
    assert read["status"] == 0
    assert read["credential"] == manifest["claims"]
    withheld = set(manifest["selective"]) - set(manifest["disclosed"])
    assert withheld
    shown = {name: value for name, value in manifest["claims"].items() if name not in withheld}
    assert read["presentation"] == shown


def test_a_presentation_made_by_the_library_shows_the_same(artefacts):
    read = said(run_node("sd_jwt.mjs", artefacts))
    assert read["own"] == read["presentation"]


def test_a_revoked_credential_is_refused_for_its_status(artefacts, tmp_path):
    folder = shutil.copytree(artefacts, tmp_path / "revoked")
    shutil.copy(folder / "status-revoked.jwt", folder / "status.jwt")
    done = run_node("sd_jwt.mjs", folder)
    assert done.returncode == 1
    assert "status is 1" in done.stderr


def test_an_edited_disclosure_is_refused(artefacts, tmp_path):
    folder = shutil.copytree(artefacts, tmp_path / "edited")
    text = (folder / "credential.sd-jwt").read_text("utf-8")
    issuer_jwt, first, *others = text.split("~")
    edited = first[:-4] + ("AAAA" if first[-4:] != "AAAA" else "BBBB")
    (folder / "credential.sd-jwt").write_text("~".join([issuer_jwt, edited, *others]), "utf-8")
    assert run_node("sd_jwt.mjs", folder).returncode == 1
