"""What a running office lets slip: logs, facts of errors, warnings, temporary files.

An ear hears everything at once: each record of each logger at DEBUG with all that hangs on it,
the lines that a serving process would write, the facts of every error that is made, and each
temporary file that is opened. A place is where something was heard; a canary is something that
must not be heard there.
"""

from __future__ import annotations

import copy
import io
import logging
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from issuer.admission import BatchRejected
from issuer.web import access_log
from keys.errors import CredentialError
from tests.journeys.test_stolen_copy import Canary, canary, layers

AT = datetime(2025, 7, 1, tzinfo=UTC)
Leak = tuple[str, str]
"""(where, what)."""


def bird(what: str, text: str) -> Canary:
    """A canary in every spelling that a log or an address can have."""
    plain = canary(what, text)
    return Canary(what, (*plain.looks, quote(text).encode(), quote(text).lower().encode()))


def heard_in(said: dict[str, bytes], canaries: list[Canary]) -> set[Leak]:
    """Every canary that can be found in what was said, by place."""
    return {
        (place, each.what)
        for place, data in said.items()
        for layer in layers(data)
        for each in canaries
        if any(look in layer for look in each.looks)
    }


@dataclass
class Ear:
    """Hears until it is taken away.

    Attributes:
        records: Everything that any logger was given.
        errors: Code, facts and problems of every error of ours.
        temporary: Names and contents of files that went through the folder for them.
    """

    folder: Path
    records: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    lines: io.StringIO = field(default_factory=io.StringIO)

    def said(self) -> dict[str, bytes]:
        """All that was heard, by place."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {
            "log": "\n".join(self.records).encode(),
            "log lines": self.lines.getvalue().encode(),
            "facts": "\n".join(self.errors).encode(),
            "temporary files": b"\n".join(
                [*(str(path).encode() for path in files), *(path.read_bytes() for path in files)]
            ),
        }


class _Records(logging.Handler):
    """Keeps each record whole, and writes what a serving process would write of it."""

    def __init__(self, ear: Ear) -> None:
        super().__init__(logging.DEBUG)
        self.ear = ear
        self.line = logging.StreamHandler(ear.lines)
        self.line.setFormatter(access_log.AsJson(lambda: AT))
        self.line.addFilter(access_log.WithoutCodes())

    def emit(self, record: logging.LogRecord) -> None:
        crash = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.ear.records.append(f"{record.getMessage()} {vars(record)} {crash}")
        if record.levelno >= logging.WARNING or record.name.startswith("zhicheng"):
            self.line.handle(copy.copy(record))


_listening: list[Ear] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if _listening and event == "tempfile.mkstemp":
        _listening[-1].opened.append(str(arguments[0]))


@contextmanager
def listening(folder: Path) -> Iterator[Ear]:
    """Hear everything of this process.

    Args:
        folder: Empty; temporary files go there meanwhile.
    """
    if not _hooked:
        sys.addaudithook(_audit)  # it cannot be taken away again
        _hooked.append(True)
    ear = Ear(folder)
    handler = _Records(ear)
    root = logging.getLogger()
    _listening.append(ear)
    try:
        with pytest.MonkeyPatch.context() as patch:
            root.addHandler(handler)
            for logger in (root, *map(logging.getLogger, root.manager.loggerDict)):
                patch.setattr(logger, "level", logging.DEBUG)
                patch.setattr(logger, "propagate", True)
            # At DEBUG it prints the rows that it reads. What a row holds in the clear is told by
            # the test of the stolen copy.
            patch.setattr(logging.getLogger("sqlalchemy.engine.Engine"), "level", logging.INFO)
            root.manager._clear_cache()
            _hear_errors(patch, ear)
            patch.setenv("TMPDIR", str(folder))
            patch.setattr(tempfile, "tempdir", None)
            patch.setattr(warnings, "showwarning", lambda *said, **_: ear.records.append(str(said)))
            yield ear
    finally:
        _listening.pop()
        root.removeHandler(handler)
        root.manager._clear_cache()


_hooked: list[bool] = []


def _hear_errors(patch: pytest.MonkeyPatch, ear: Ear) -> None:
    made, rejected = CredentialError.__init__, BatchRejected.__init__

    def hear(error: CredentialError, *given: object, **facts: object) -> None:
        made(error, *given, **facts)
        ear.errors.append(f"{error} {error!r}")

    def hear_rejected(error: BatchRejected, *given: object) -> None:
        rejected(error, *given)
        ear.errors.append(" ".join(map(str, error.problems)))

    patch.setattr(CredentialError, "__init__", hear)
    patch.setattr(BatchRejected, "__init__", hear_rejected)
