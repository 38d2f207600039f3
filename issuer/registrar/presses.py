"""Several presses at once: chunks are signed and judged in as many processes as are wanted.

Minting is pure, so a forked process that inherits the key, the lists and the rows can do it: it
opens nothing, never touches the database, is told what was planned and sends back signed bytes.
While it works the office plans the next chunk and keeps the last. Whatever goes wrong in a
process (it may be killed for its memory), the same chunk is then made here: with more processes
there is more speed, and never another result.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, TypeAlias

from issuer.minting import Minted
from issuer.store.plans import PlannedCopy
from keys.errors import CredentialError

Chunk: TypeAlias = Sequence[PlannedCopy]
Make: TypeAlias = Callable[[Chunk], Iterable[Minted]]
"""Mints the copies of a chunk, in their order."""

_FORK: Final = "fork"
"""Only a forked process inherits an opened key; elsewhere one process does all."""


def strike(
    chunks: Iterable[Chunk], make: Make, *, workers: int = 1
) -> Generator[tuple[Chunk, list[Minted]], None, None]:
    """Mint the chunks, in order: each with what it came to. Close the iterator to stop early.

    Args:
        chunks: Taken one by one, no further ahead than the processes need them.
        make: What it works with must survive a fork: keys in memory do, a card does not.
        workers: Processes to work in; 1 works here.

    Raises:
        CredentialError: As `make`, at the chunk that it refuses.
    """
    coming = iter(chunks)
    several = workers if _FORK in multiprocessing.get_all_start_methods() else 1
    begun = list(islice(coming, several))
    if len(begun) < 2:
        for chunk in (*begun, *coming):
            yield chunk, list(make(chunk))
        return
    presses: list[_Press] = []
    working: deque[tuple[_Press, Chunk]] = deque()
    # Rows and lists stay as long as we do. A collector that goes over them again and again takes
    # a tenth of the time, and in a press it also copies the memory that they share.
    gc.freeze()
    try:
        for chunk in begun:
            presses.append(_Press(make, beside=presses))
            working.append((presses[-1].told(chunk), chunk))
        following = next(coming, None)
        while working:
            press, chunk = working.popleft()
            struck = press.struck()
            if following is not None:
                # Before the office keeps what came: nobody waits for it.
                working.append((press.told(following), following))
            yield chunk, list(make(chunk)) if struck is None else struck
            following = next(coming, None)
    finally:
        gc.unfreeze()
        for press in presses:
            press.close()


class _Press:
    """One process that makes a chunk at a time."""

    def __init__(self, make: Make, *, beside: Sequence[_Press]) -> None:
        context = multiprocessing.get_context(_FORK)
        self.pipe, there = context.Pipe()
        inherited = [self.pipe, *(each.pipe for each in beside)]
        self._process: BaseProcess = context.Process(
            target=_work, args=(there, inherited, make), daemon=True
        )
        self._process.start()
        there.close()

    def told(self, chunk: Chunk) -> _Press:
        """Let it make a chunk. It must have given what it made before: then it listens."""
        with suppress(OSError):  # it is gone, as `struck` will find
            self.pipe.send(chunk)
        return self

    def struck(self) -> list[Minted] | None:
        """What it made of the chunk; None where it is gone."""
        try:
            made: list[Minted] = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return made

    def close(self) -> None:
        """Let it end: whoever still sends finds nobody there."""
        self.pipe.close()
        self._process.join()


def _work(there: Connection, inherited: Sequence[Connection], make: Make) -> None:
    for each in inherited:
        # Not ours: while we hold them, nobody would notice that the office died.
        each.close()
    # What is refused here will be refused again where it can be told.
    with suppress(EOFError, OSError, CredentialError), there:
        while True:
            there.send(list(make(there.recv())))
