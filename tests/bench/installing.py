"""Other people's programs, installed by the bench itself under .cache/bench/, by their locks.

Every version and its hash stands in `peers/`: a lock for each peer in Python, which gets an
environment of its own, and one for all peers on Node. A room is named for its lock, so a changed
lock makes a new one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

PEERS: Final = Path(__file__).parent / "peers"
ROOMS: Final = Path(__file__).parents[2] / ".cache" / "bench"
_LONGEST: Final = 900
_PIP: Final = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install")


class NotInstalled(Exception):
    """Why a peer cannot be had."""


def python_of(lock: str) -> Path:
    """The interpreter of an environment that holds what a lock in `peers/` names.

    Raises:
        NotInstalled: With the last words of pip.
    """

    def fill(room: Path) -> None:
        _run([sys.executable, "-m", "venv", str(room)])
        python = str(room / "bin" / "python")
        _run([python, *_PIP, "--require-hashes", "-r", str(PEERS / lock)])

    room = _room(lock.removesuffix(".lock"), (PEERS / lock).read_bytes(), fill)
    return room / "bin" / "python"


def node_room() -> Path:
    """A folder with the programs for Node beside their packages.

    Raises:
        NotInstalled: There is no Node, or with the last words of npm.
    """

    def fill(room: Path) -> None:
        for command in ("node", "npm"):
            if shutil.which(command) is None:
                raise NotInstalled(f"{command} is not installed")
        room.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PEERS / name, room / name)
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        _run(["npm", "ci", *quiet], folder=room)

    room = _room("node", (PEERS / "package-lock.json").read_bytes(), fill)
    for program in PEERS.glob("*.mjs"):
        shutil.copy(program, room / program.name)
    return room


def _room(name: str, lock: bytes, fill: Callable[[Path], None]) -> Path:
    room = ROOMS / f"{name}-{sha256(lock).hexdigest()[:16]}"
    done = room / "installed"
    if not done.exists():
        shutil.rmtree(room, ignore_errors=True)
        fill(room)
        done.touch()
    return room


def _run(command: Sequence[str], *, folder: Path | None = None) -> None:
    env = {**os.environ, "npm_config_cache": str(ROOMS / "npm-cache")}
    try:
        subprocess.run(
            command,
            cwd=folder,
            env=env,
            check=True,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
        )
    except subprocess.CalledProcessError as failed:
        said = (failed.stderr or failed.stdout).strip().splitlines() or ["it failed"]
        raise NotInstalled(said[-1]) from failed
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise NotInstalled(str(failed)) from failed
