"""Finished files, kept so that they need not be drawn and sealed again.

A folder that may be deleted at any time: what is not in it is drawn anew. A file's name is a
digest of everything that it was made from, so that what changes has another name; its contents
are encrypted and bound to that name, so that whoever takes the disk reads nothing, and whoever
puts another file there is not believed. When the folder grows beyond its bound, what nobody asked
for longest goes first. Several processes may share it: files appear whole, and one that vanishes
is not missed.

It knows names and bytes, asks nobody's right to see them, and never fails: a disk that is full
or broken costs time and no certificate.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import threading
from pathlib import Path
from typing import Final

from issuer.store.vault import Safe
from keys.encoding import Sha256
from keys.errors import Untrusted

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{43}\.[a-z]{3}")
_UNFINISHED: Final = ".unfinished-"
_ABANDONED: Final = 3600.0  # seconds: no file takes as long to be written
_SWEEPS: Final = 16  # of a bound's worth of bytes, each process sweeps so often
_ROOM: Final = 0.9  # of the bound is left by a sweep, so that the next file does not need another

_log = logging.getLogger(__name__)


class Keep:
    """The folder; may be shared by threads and processes.

    Args:
        most: Bytes that may stay on the disk; 0 keeps nothing. Between two sweeps the folder may
            be larger by a sixteenth for each process.
    """

    def __init__(self, folder: Path, safe: Safe, *, most: int) -> None:
        self.folder: Final = folder
        self.most: Final = most
        self._safe = safe
        self._lock = threading.Lock()
        self._unswept = most  # what was there before this process is looked through once

    def get(self, name: Sha256, kind: str) -> bytes | None:
        """The file that was kept under a name; None where there is none that can be believed.

        Args:
            kind: Which of its files: "pdf", "png".
        """
        if not self.most:
            return None
        path = self._path(name, kind)
        try:
            sealed = path.read_bytes()
            plain = self._safe.open(sealed, table="kept", row=name, column=kind)
            os.utime(path)  # asked for: it goes last
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("kept file not read: %s", type(error).__name__)
            return None
        except Untrusted:
            _log.warning("kept file damaged or foreign, made again: %s", path.name)
            return None
        return plain

    def put(self, name: Sha256, kind: str, data: bytes) -> None:
        """Keep a file under a name."""
        if not self.most:
            return
        sealed = self._safe.seal(data, table="kept", row=name, column=kind)
        path = self._path(name, kind)
        unfinished = self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                # No flush: what a power cut damages is not believed, and made again.
                descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(sealed)
                written_at = unfinished.stat().st_mtime
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)
            self._sweep_in_time(len(sealed), now=written_at)
        except OSError as error:
            _log.warning("file not kept: %s", type(error).__name__)

    def _path(self, name: Sha256, kind: str) -> Path:
        return self.folder / f"{name}.{kind}"

    def _sweep_in_time(self, written: int, *, now: float) -> None:
        with self._lock:
            self._unswept += written
            due = self._unswept >= self.most / _SWEEPS
            if due:
                self._unswept = 0
        if due:
            self._sweep(now=now)

    def _sweep(self, *, now: float) -> None:
        """Remove what is too much, and what somebody began to write and never ended.

        Files of other names are nobody's business here: they are not counted and stay.
        """
        found: list[tuple[float, int, str]] = []
        for entry in os.scandir(self.folder):
            try:
                about = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # another process sweeps too
            if entry.name.startswith(_UNFINISHED) and now - about.st_mtime > _ABANDONED:
                Path(entry.path).unlink(missing_ok=True)
            elif _NAME.fullmatch(entry.name):
                found.append((about.st_mtime, about.st_size, entry.path))
        left = sum(size for _, size, _ in found)
        if left <= self.most:
            return
        for _, size, path in sorted(found):
            if left <= self.most * _ROOM:
                return
            Path(path).unlink(missing_ok=True)
            left -= size
