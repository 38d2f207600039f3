"""Taking a file apart in a process of its own, bounded in memory and time.

Anybody may hand in a file, and readers of PDF and pictures are large programs in C. So none of
them runs here: a child is handed the bytes through a pipe, binds itself (`verifier.files.inside`),
and gives back what it found as JSON. Whatever a file makes of it, this process keeps its memory
and answers. The file is never written anywhere, and what the child says of a crash is not kept,
because it may repeat the file. Where the system knows no such bounds (Windows), the time alone is
bounded.

Judges nothing. Follows OWASP ASVS 5.0.0, 15.2.5 (dangerous functionality is kept apart).
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from keys.encoding import Json
from keys.errors import Malformed, Refused, TooLarge
from verifier.files.found import Found
from verifier.files.kinds import Kind, kind_of

_PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from verifier.files.inside.serving import serve; serve(sys.argv[2])"
)
_NEEDED: Final = ("PIL", "pyhanko", "pypdfium2", "zxingcpp")
_REFUSALS: Final = frozenset(
    {"file.too-complex", "file.too-many-pages", "file.too-many-pixels", "file.unreadable"}
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reading may use: bytes of memory, seconds of work, seconds in all."""

    memory: int = 640 * 2**20
    work: int = 8
    wait: int = 30


def open_file(data: bytes, *, bounds: Bounds | None = None) -> Found:
    """What lies in a PDF, PNG or JPEG.

    Raises:
        TooLarge: "file.too-large", "file.too-many-pages", "file.too-many-pixels".
        Malformed: "file.kind", "file.unreadable", and "file.too-complex" where the bounds were
            not enough or the reader fell over the file.
        Refused: "file.extra-missing": what it takes is not installed.
    """
    kind = kind_of(data)
    if any(find_spec(name) is None for name in _NEEDED):
        raise Refused("file.extra-missing")
    report = _told(data, kind, bounds or Bounds())
    code = report.get("refused")
    if code is None:
        return Found.from_dict(kind, report)
    if not isinstance(code, str) or code not in _REFUSALS:
        raise Malformed("file.unreadable")
    limit = report.get("limit")
    if isinstance(limit, int):
        raise TooLarge(code, limit=limit)
    raise Malformed(code)


def _told(data: bytes, kind: Kind, within: Bounds) -> dict[str, Json]:
    """What the child says."""
    asked = {"kind": kind.value, "memory": within.memory, "work": within.work}
    try:
        done = subprocess.run(  # noqa: S603 this program itself, with no word from the file
            [sys.executable, "-P", "-c", _PROGRAM, json.dumps(sys.path), json.dumps(asked)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=within.wait,
            check=False,
        )
        report = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, RecursionError) as error:
        raise Malformed("file.too-complex") from error
    if done.returncode or not isinstance(report, dict):
        raise Malformed("file.too-complex")
    return report
