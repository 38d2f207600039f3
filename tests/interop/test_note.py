"""Go's checksum database reads our checkpoints, inclusion and consistency proofs."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.interop.peers import run_go, said

pytestmark = pytest.mark.drill


def test_go_verifies_checkpoint_inclusion_and_consistency(artefacts):
    given = json.loads((artefacts / "log.json").read_text("utf-8"))
    read = said(run_go("note.go", artefacts))
    assert read["index"] == given["index"]
    assert read["older"] < read["size"]


@pytest.mark.parametrize(
    ("member", "reason"),
    [("checkpoint", "checkpoint:"), ("inclusion", "inclusion:"), ("consistency", "consistency:")],
)
def test_go_refuses_what_was_changed(artefacts, tmp_path, member, reason):
    folder = shutil.copytree(artefacts, tmp_path / "changed")
    given = json.loads((folder / "log.json").read_text("utf-8"))
    if member == "checkpoint":
        origin, size, rest = given[member].split("\n", 2)
        given[member] = f"{origin}\n{int(size) + 1}\n{rest}"
    else:
        given[member] = [*given[member][:-1], given[member][-1].swapcase()]
    (folder / "log.json").write_text(json.dumps(given), "utf-8")
    done = run_go("note.go", folder)
    assert done.returncode != 0
    assert reason in done.stderr
