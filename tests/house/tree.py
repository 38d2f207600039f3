"""The files of the project, as the tests of the house see them: what git would commit."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("keys", "verifier", "issuer")


def files(*suffixes: str) -> list[Path]:
    """Every file that is committed or could be (not ignored), in order; by suffix if any given."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    paths = (ROOT / name for name in sorted(set(listed)) if name)
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def named(path: Path) -> str:
    """The path as a reader writes it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()
