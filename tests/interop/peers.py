"""How the tests start other people's programs: node, go. What these need they keep in .cache/.

Nothing here judges; a peer that is absent is a reason to skip, which CI does not accept.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

import pytest

HERE: Final = Path(__file__).parent
CACHE: Final = HERE.parents[1] / ".cache"
SCRIPTS: Final = ("jose.mjs", "sd_jwt.mjs", "differential.mjs")
GO_SOURCES: Final = Path("/usr/share/gocode")  # where Debian's golang-*-dev packages put them


def needs(*commands: str) -> None:
    """Skip the test that asked, unless every one of the commands is there."""
    absent = [command for command in commands if shutil.which(command) is None]
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}")


def node_room() -> Path:
    """A folder with the scripts beside their packages, installed by the lock, once per lock."""
    needs("node", "npm")
    lock = (HERE / "package-lock.json").read_bytes()
    room = CACHE / "interop" / sha256(lock).hexdigest()[:16]
    if not (room / "installed").exists():
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, room / name)
        subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
            cwd=room,
            env={**os.environ, "npm_config_cache": str(CACHE / "npm")},
            check=True,
            capture_output=True,
        )
        (room / "installed").touch()
    for name in SCRIPTS:
        shutil.copy(HERE / name, room / name)
    return room


def run_node(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts over a folder of artefacts."""
    return subprocess.run(
        ["node", script, str(folder)],
        cwd=node_room(),
        capture_output=True,
        text=True,
        check=False,
    )


def run_go(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a Go program of this folder against Debian's copy of the Go libraries."""
    needs("go")
    if not (GO_SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("not installed: golang-golang-x-mod-dev")
    ours = {
        "GO111MODULE": "off",
        "GOPATH": str(GO_SOURCES),
        "GOCACHE": str(CACHE / "go"),
        "GOFLAGS": "",
    }
    return subprocess.run(
        ["go", "run", str(HERE / program), str(folder)],
        env={**os.environ, **ours},
        capture_output=True,
        text=True,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What the peer printed, once it agreed."""
    assert done.returncode == 0, done.stdout + done.stderr
    return cast("dict[str, Any]", json.loads(done.stdout))
