"""One request a line: how a peer in Python is asked, and how it measures itself.

The first line says what each certificate says. Every further line asks to issue or to verify so
many of them, and is answered with what it took: the peer holds the clock, so that neither its
start nor the pipe counts. It runs in an environment of its own, without this project.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from itertools import cycle, islice
from time import perf_counter
from typing import Any

Facts = dict[str, Any]


def serve(
    issue: Callable[[list[Facts]], list[Any]], verify: Callable[[list[Any]], None] | None = None
) -> None:
    """Answer until there are no more lines.

    Args:
        issue: Makes a certificate of each set of facts.
        verify: Raises when one of them is not good; None where the peer has no such thing.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the peer prints itself is no answer
    people: list[Facts] = json.loads(sys.stdin.readline())
    made: list[Any] = []
    for line in sys.stdin:
        asked = json.loads(line)
        # Each has facts of its own: nothing may be gained by handing in the same object twice.
        facts = [json.loads(json.dumps(each)) for each in islice(cycle(people), asked["n"])]
        if asked["do"] == "verify" and len(made) != asked["n"]:
            made = issue(facts)
        began, cpu = perf_counter(), _cpu()
        if asked["do"] == "issue":
            made = issue(facts)
        elif verify is not None:
            verify(made)
        seconds, spent = perf_counter() - began, _cpu() - cpu
        assert len(made) == asked["n"]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answers.write(json.dumps({"seconds": seconds, "cpu": spent, "peak_mib": peak}) + "\n")
        answers.flush()


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
