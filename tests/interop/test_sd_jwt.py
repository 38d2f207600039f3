"""npm `@sd-jwt/sd-jwt-vc` verifies a credential, a presentation and its status.

For agreement only: this library also takes a disclosure that nothing refers to, which
RFC 9901 section 7.1 forbids and our own reader refuses.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.interop.peers import run_node, said

pytestmark = pytest.mark.drill


def test_credential_presentations_and_status_are_read_alike_and_forgeries_refused(
    artefacts, tmp_path, figures
):
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    read = said(run_node("sd_jwt.mjs", artefacts))
    assert read["status"] == 0
    assert read["credential"] == manifest["claims"]
    withheld = set(manifest["selective"]) - set(manifest["disclosed"])
    assert withheld
    shown = {name: value for name, value in manifest["claims"].items() if name not in withheld}
    assert read["presentation"] == shown
    assert read["own"] == shown, "a presentation that the library made itself"
    refuses_once_revoked(artefacts, tmp_path / "revoked")
    refuses_once_edited(artefacts, tmp_path / "edited")
    figures(
        "outside tools: npm @sd-jwt: 1 credential, 2 presentations and 1 status read alike,"
        " 1 edited and 1 revoked refused"
    )


def refuses_once_revoked(artefacts: Path, folder: Path) -> None:
    shutil.copytree(artefacts, folder)
    shutil.copy(folder / "status-revoked.jwt", folder / "status.jwt")
    done = run_node("sd_jwt.mjs", folder)
    assert done.returncode == 1
    assert "status is 1" in done.stderr


def refuses_once_edited(artefacts: Path, folder: Path) -> None:
    """One disclosure of the whole credential."""
    shutil.copytree(artefacts, folder)
    text = (folder / "credential.sd-jwt").read_text("utf-8")
    issuer_jwt, first, *others = text.split("~")
    edited = first[:-4] + ("AAAA" if first[-4:] != "AAAA" else "BBBB")
    (folder / "credential.sd-jwt").write_text("~".join([issuer_jwt, edited, *others]), "utf-8")
    assert run_node("sd_jwt.mjs", folder).returncode == 1
