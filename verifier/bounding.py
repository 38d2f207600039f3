"""Binds a process that reads what a stranger made: memory, work, and no file to open.

For child processes, which end after one answer; a process cannot take its own bounds back.
Follows OWASP ASVS 5.0.0, 15.2.5.
"""

from __future__ import annotations

import sys
from contextlib import suppress


def bind_process(*, memory: int, work: int, open_files: int) -> None:
    """Bound this process for the rest of its life; Windows knows no such bounds.

    Args:
        memory: Bytes of address space.
        work: Seconds of the processor.
        open_files: Files that may be open at once, those of now included.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 Windows has none

    bounds = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, work),
        (resource.RLIMIT_CORE, 0),  # a dump would hold what was read
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, open_files),
    )
    for kind, bound in bounds:
        with suppress(ValueError, OSError):  # macOS knows some of them by name only
            resource.setrlimit(kind, (bound, bound))
