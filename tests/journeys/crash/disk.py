"""A disk of its own for a drill, small enough to be filled.

A tmpfs: only who may mount one can hold this drill, as the machine that checks every change does.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MIB = 2**20


class Disk:
    """A folder that is a disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._ballast = root / "ballast"

    def fill(self, *, leave: int = 0) -> None:
        """Fill it but for some bytes."""
        self.free()
        found = os.statvfs(self.root)
        bytes_ = found.f_bavail * found.f_frsize - leave
        with self._ballast.open("wb") as file:
            if bytes_ > 0:
                os.posix_fallocate(file.fileno(), 0, bytes_)

    def free(self) -> None:
        """Make space again."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(root: Path, *, size: int) -> Iterator[Disk]:
    """A disk of so many bytes at a folder, for as long as the block lasts."""
    root.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(root)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted: {mounted.stderr.strip()}")
    try:
        yield Disk(root)
    finally:
        subprocess.run(["umount", "-l", str(root)], check=True)
