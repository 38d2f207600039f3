"""The calls that a worker makes to the kernel, and how each of them is made to fail.

strace looks on from outside: nothing of the office is changed. A worker is taken up where it
waits with an open office, so that the n-th call of an errand is the same in every run.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.crash.worker import Worker

NAMES = ("write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2")
FAULTS = {"KILL": "signal=KILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}
_CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
_OPENED = re.compile(r"^\d+<([^>]*)>")
_NAMED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Call:
    """The n-th call of its name, from 1, and the file that it is about.

    Attributes:
        source: Of a renaming, the name before.
    """

    name: str
    n: int
    path: str
    source: str = ""
    failed: bool = False

    def on(self, folder: Path) -> bool:
        return Path(self.path).is_relative_to(folder)

    @property
    def renames(self) -> bool:
        return self.name.startswith("rename")

    @property
    def flushes(self) -> bool:
        return self.name in ("fsync", "fdatasync")


@contextmanager
def looked_on(worker: Worker, log: Path, *, fault: str = "") -> Iterator[None]:
    """Note the calls of a waiting worker from here on.

    Args:
        log: Where they are noted.
        fault: Of strace's `inject`, "fsync:error=EIO:when=3".
    """
    command = ["strace", "-f", "-y", "-p", str(worker.process.pid), "-o", str(log)]
    command += ["-e", "trace=" + ",".join(f"?{name}" for name in NAMES), "-e", "signal=none"]
    command += ["-e", f"inject={fault}"] if fault else []
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        assert "attached" in said, said
        try:
            yield
        except BaseException:
            strace.terminate()
            raise
        strace.stderr.read()  # it ends with the worker


def noted(log: Path) -> list[Call]:
    """The calls, in order."""
    calls, seen = [], Counter[str]()
    for line in log.read_text("utf-8", "replace").splitlines():
        found = _CALL.match(line)
        if found is None or found[1] not in NAMES:
            continue
        name, said = found[1], found[2]
        seen[name] += 1
        opened = _OPENED.match(said)
        places = [opened[1]] if opened else _NAMED.findall(said)
        path, source = (places[-1], places[0]) if places else ("", "")
        calls.append(Call(name, seen[name], path, source, "(INJECTED)" in line))
    return calls


def disordered(calls: list[Call], public: Path) -> list[str]:
    """Names that appear before their bytes are flushed, or stay unflushed before the next."""
    found: list[str] = []
    flushed, waiting = set[str](), ""
    for call in calls:
        if call.flushes:
            flushed.add(call.path)
            waiting = "" if waiting and call.path == str(Path(waiting).parent) else waiting
        elif call.renames and call.on(public):
            found += [f"{call.path}: bytes"] if call.source not in flushed else []
            found += [f"{waiting}: name"] if waiting else []
            waiting = call.path
    return found + ([f"{waiting}: name"] if waiting else [])
