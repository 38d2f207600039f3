"""The folder of published files: written whole or not at all, by one writer at a time.

A file appears under its name only when all its bytes are on the disk, and the name itself is
flushed before the next file is begun: after a power cut the folder holds what a reader may
believe. What a writer that was cut off began lies in a place of its own. It tells the next one
that a name may stand there unflushed: that one flushes every folder and sweeps the rest out
before it writes anything. A failed flush ends the attempt; it is never tried again
on the same descriptor, because a second `fsync` can report success for bytes that are lost.

It knows names and bytes and nothing of what they mean.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LOCK: Final = ".lock"
_UNFINISHED: Final = ".unfinished"
_MODE: Final = 0o644  # everybody may read what is published


class PublicFolder:
    """Published files by name ("log/checkpoint")."""

    def __init__(self, root: Path) -> None:
        self.root: Final = root

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, in all processes of this machine; others wait.

        Raises:
            OSError: As `write`, for what a writer before left unflushed.
        """
        self._make(self.root)
        with (self.root / _LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (self.root / _UNFINISHED).exists():
                # Nobody else is writing: it was left by one who was cut off.
                self._flush_folders()
                self.remove_folder(_UNFINISHED)
            yield
            self.remove_folder(_UNFINISHED)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of the files below a folder, sorted."""
        found = sorted(path for path in (self.root / folder).rglob("*") if path.is_file())
        return tuple(path.relative_to(self.root).as_posix() for path in found)

    def write(self, name: str, data: bytes) -> bool:
        """Publish a file; False when it was there with these bytes already.

        Raises:
            OSError: It could not be written or flushed; what was published before is untouched.
        """
        path = self.root / name
        if self.read(name) == data:
            return False
        # First: from here on whoever comes after a cut knows of it.
        self._make(self.root / _UNFINISHED)
        self._make(path.parent)
        unfinished = self.root / _UNFINISHED / secrets.token_hex(8)
        try:
            _write_through(unfinished, data)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)
        return True

    def remove_folder(self, name: str) -> None:
        """Remove a folder and what is in it, if it is there."""
        shutil.rmtree(self.root / name, ignore_errors=True)

    def _flush_folders(self) -> None:
        for folder, _, _ in os.walk(self.root):
            _flush_folder(Path(folder))

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True)
        _flush_folder(folder.parent)


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
