"""Work in a process of its own, so that its time and its memory are its own, and in several."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import perf_counter, process_time

CONTEXT = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Taken:
    """What a piece of work took.

    Attributes:
        seconds: By the clock on the wall.
        cpu: Seconds of all processors together; what others do on the machine adds little to it.
        peak_mib: Most memory that one of its processes held.
        work: How many things were made or checked; None for as many as the row says.
    """

    seconds: float
    cpu: float
    peak_mib: float
    work: int | None = None


def apart(work: Callable[[], float]) -> Taken:
    """What `work` takes in a process of its own; it says itself how many seconds count."""
    receiver, sender = CONTEXT.Pipe(duplex=False)

    def run(to: Connection) -> None:
        before = _cpu()
        seconds = work()
        peak = max(resource.getrusage(who).ru_maxrss for who in _ALL)
        to.send(Taken(seconds, _cpu() - before, peak / 1024))

    process = CONTEXT.Process(target=run, args=(sender,))
    process.start()
    sender.close()
    try:
        taken: Taken = receiver.recv()
    finally:
        process.join()
    return taken


def here(work: Callable[[], int]) -> Taken:
    """What `work` takes in this process; it says how many things it did. Memory is not told."""
    cpu, began = process_time(), perf_counter()
    done = work()
    return Taken(perf_counter() - began, process_time() - cpu, 0.0, done)


def in_processes(part: Callable[[int], None], processes: int) -> float:
    """Seconds until every one of `processes` has done its part; part(0) and so on."""
    began = perf_counter()
    running = [CONTEXT.Process(target=part, args=(number,)) for number in range(processes)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    return perf_counter() - began


_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    found = [resource.getrusage(who) for who in _ALL]
    return sum(each.ru_utime + each.ru_stime for each in found)
