"""Go's checksum database reads our checkpoints, inclusion and consistency proofs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.interop.peers import run_go, said

pytestmark = pytest.mark.drill

CHANGED: Final = ("checkpoint", "inclusion", "consistency")


def test_go_verifies_checkpoint_inclusion_and_consistency_and_refuses_what_was_changed(
    artefacts, tmp_path, figures
):
    given = json.loads((artefacts / "log.json").read_text("utf-8"))
    read = said(run_go("note.go", artefacts))
    assert read["index"] == given["index"]
    assert read["older"] < read["size"]
    for member in CHANGED:
        refuses_once_changed(artefacts, tmp_path / member, member)
    refuses_once_an_entry_is_deleted(artefacts, tmp_path / "deleted")
    figures(
        "outside tools: go sumdb/note and tlog: 2 checkpoints, 1 inclusion, 1 consistency agree,"
        f" {len(CHANGED)} changed ones and 1 deleted entry refused"
    )


def refuses_once_an_entry_is_deleted(artefacts: Path, folder: Path) -> None:
    """All of it signed by the log's own key, and yet no continuation of the older head."""
    shutil.copytree(artefacts, folder)
    given = json.loads((folder / "log.json").read_text("utf-8"))
    (folder / "log.json").write_text(json.dumps({**given, **given["deleted"]}), "utf-8")
    done = run_go("note.go", folder)
    assert done.returncode != 0
    assert done.stderr.startswith("consistency:")


def refuses_once_changed(artefacts: Path, folder: Path, member: str) -> None:
    shutil.copytree(artefacts, folder)
    given = json.loads((folder / "log.json").read_text("utf-8"))
    if member == "checkpoint":
        origin, size, rest = given[member].split("\n", 2)
        given[member] = f"{origin}\n{int(size) + 1}\n{rest}"
    else:
        given[member] = [*given[member][:-1], given[member][-1].swapcase()]
    (folder / "log.json").write_text(json.dumps(given), "utf-8")
    done = run_go("note.go", folder)
    assert done.returncode != 0
    assert f"{member}:" in done.stderr
