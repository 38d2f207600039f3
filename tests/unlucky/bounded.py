"""Asking the room: one file, one answer, what it took."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.house.tree import ROOT


@dataclass(frozen=True)
class Answer:
    """What a bounded child said and took.

    Attributes:
        exit: Negative for the signal that ended it.
        said: Nothing where it did not come to an end.
    """

    exit: int
    megabytes: float
    seconds: float
    said: dict[str, Any]


class Room:
    """The process of `tests.unlucky.room`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.unlucky.room"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._process.communicate()

    def ask(self, do: str, **asked: object) -> Answer:
        """Have a child do something."""
        answer = self._folder / "answer.json"
        answer.unlink(missing_ok=True)
        words = {"do": do, "answer": str(answer), **{k: str(v) for k, v in asked.items()}}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        took = json.loads(self._process.stdout.readline())
        said = json.loads(answer.read_text("utf-8")) if answer.exists() else {}
        return Answer(took["exit"], took["megabytes"], took["seconds"], said)
