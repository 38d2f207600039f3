"""node `jose` verifies what people and the office sign."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.interop.peers import run_node, said

pytestmark = pytest.mark.drill

CHANGED: Final = ("batch.json", "status.jwt", "authority-list.jwt")


def test_jose_verifies_every_signature_and_none_of_a_changed_document(artefacts, tmp_path, figures):
    manifest = json.loads((artefacts / "manifest.json").read_text("utf-8"))
    verified = said(run_node("jose.mjs", artefacts))["verified"]
    assert set(verified) == {signed["file"] for signed in manifest["signed"]}
    assert verified["batch.json"] == 2
    assert {signed["typ"] for signed in manifest["signed"]} >= {
        "zc-batch+jwt",
        "statuslist+jwt",
        "zc-trust-list+jwt",
        "entity-statement+jwt",
    }
    for file in CHANGED:
        refuses_once_changed(artefacts, tmp_path / file, file)
    figures(
        f"outside tools: node jose: {sum(verified.values())} signatures agree,"
        f" {len(CHANGED)} changed documents refused"
    )


def refuses_once_changed(artefacts: Path, folder: Path, file: str) -> None:
    shutil.copytree(artefacts, folder)
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(_with_another_payload(text), "utf-8")
    done = run_node("jose.mjs", folder)
    assert done.returncode == 1
    assert done.stderr.strip() == f"{file}: signature verification failed"


def _with_another_payload(text: str) -> str:
    if text.startswith("{"):
        document = json.loads(text)
        return json.dumps({**document, "payload": _one_letter_on(document["payload"])})
    header, payload, signature = text.split(".")
    return ".".join([header, _one_letter_on(payload), signature])


def _one_letter_on(payload: str) -> str:
    return payload[:40] + ("A" if payload[40] != "A" else "B") + payload[41:]
