"""Several presses at once: chunks are signed and judged in as many processes as are wanted.

Minting is pure, so a forked process that inherits the key, the lists and the plans can do it: it
opens nothing, never touches the database, and sends back signed bytes. Whatever goes wrong in a
process (it may be killed for its memory), the same chunk is then made here: with more processes
there is more speed, and never another result.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, TypeAlias

from issuer.minting import Minted, Plan
from keys.encoding import Sha256
from keys.errors import CredentialError

Chunk: TypeAlias = Sequence[Plan]
Make: TypeAlias = Callable[[Chunk], Iterable[Minted]]
"""Mints the plans of a chunk, in their order."""

_Struck: TypeAlias = list[tuple[str, bytes, Sha256, Sha256, datetime]]
"""What is minted, without the plans: the office has them."""
_Presses: TypeAlias = list[tuple[BaseProcess, Connection]]

_FORK: Final = "fork"
"""Only a forked process inherits an opened key; elsewhere one process does all."""


def strike(
    chunks: Sequence[Chunk], make: Make, *, workers: int = 1
) -> Generator[list[Minted], None, None]:
    """Mint the chunks, in order. Close the iterator to stop early.

    Args:
        make: What it works with must survive a fork: keys in memory do, a card does not.
        workers: Processes to work in; 1 works here.

    Raises:
        CredentialError: As `make`, at the chunk that it refuses.
    """
    several = min(workers, len(chunks))
    if several < 2 or _FORK not in multiprocessing.get_all_start_methods():
        for chunk in chunks:
            yield list(make(chunk))
        return
    presses = _start(chunks, make, workers=several)
    try:
        for number, chunk in enumerate(chunks):
            struck = _receive(presses[number % several][1])
            if struck is None:
                yield list(make(chunk))
            else:
                yield [Minted(plan, *each) for plan, each in zip(chunk, struck, strict=True)]
    finally:
        for process, receiver in presses:
            # Whoever still sends finds nobody there, and ends.
            receiver.close()
            process.join()


def _start(chunks: Sequence[Chunk], make: Make, *, workers: int) -> _Presses:
    """The n-th process makes the n-th chunk and every `workers`-th after it."""
    context = multiprocessing.get_context(_FORK)
    presses: _Presses = []
    for number in range(workers):
        receiver, sender = context.Pipe(duplex=False)
        ears = [receiver, *(each for _, each in presses)]
        share = chunks[number::workers]
        process = context.Process(target=_work, args=(sender, ears, share, make), daemon=True)
        process.start()
        sender.close()
        presses.append((process, receiver))
    return presses


def _work(
    sender: Connection, ears: Sequence[Connection], chunks: Sequence[Chunk], make: Make
) -> None:
    for each in ears:
        # Inherited, and not ours: while we hold them, nobody would notice that the office died.
        each.close()
    # What is refused here will be refused again where it can be told.
    with suppress(BrokenPipeError, CredentialError), sender:
        for chunk in chunks:
            sender.send(_without_plans(make(chunk)))


def _without_plans(minted: Iterable[Minted]) -> _Struck:
    return [
        (each.credential, each.cwt, each.jwt_digest, each.cwt_digest, each.issued_at)
        for each in minted
    ]


def _receive(receiver: Connection) -> _Struck | None:
    """What a process made of its next chunk; None where it is gone."""
    try:
        struck: _Struck = receiver.recv()
    except (EOFError, OSError):
        return None
    return struck
