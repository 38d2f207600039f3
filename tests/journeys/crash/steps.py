"""What a process at work tells of itself, step by step, so that it can be stopped at any of them.

The office is not changed for this: its functions are wrapped in the process that runs them, and
say where they are before they go on. At a stop the process waits; its parent then lets it go on
or kills it there.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from sqlalchemy import Connection, Engine

from issuer import public_folder
from issuer.public_folder import PublicFolder
from issuer.registrar import minting_room
from issuer.store import copies, log, plans, session
from verifier import sd_jwt


class Phase(StrEnum):
    """What a process may be at."""

    BEGIN = "begin"  # about to ask for its turn to write
    PLAN = "plan"
    SIGN = "sign"
    KEEP = "keep"
    APPEND = "append"
    COMMIT = "commit"  # about to commit, and committed
    FINISH = "finish"
    PUBLISH = "publish"  # a file: about to be written, written beside, in its place


PRESS = 0
MINTING = tuple(phase for phase in Phase if phase is not Phase.BEGIN)


@dataclass(frozen=True)
class Step:
    """The n-th step of a phase, from 1, and what it is about; of a forked press, uncounted."""

    phase: Phase
    n: int
    about: str = ""


@dataclass
class Steps:
    """Tells every step; waits at `stop`."""

    pipe: Pipe
    stop: tuple[Phase, int] | None
    taken: Counter[Phase] = field(default_factory=Counter)
    process: int = field(default_factory=os.getpid)

    def tell(self, phase: Phase, about: str = "") -> None:
        if os.getpid() != self.process:
            # A press that the worker forked: it is the worker that is stopped.
            self.pipe.send(Step(phase, PRESS, about))
            return
        self.taken[phase] += 1
        self.pipe.send(Step(phase, self.taken[phase], about))
        if self.stop == (phase, self.taken[phase]):
            try:
                self.pipe.recv()
            except EOFError:
                os._exit(1)  # the test is over

    def watch(self) -> None:
        """Wrap whatever the office does that could be cut."""
        self._before(minting_room, "_plan_chunk", Phase.PLAN)
        self._before(plans, "plan_copies", Phase.PLAN)
        self._before(sd_jwt, "encode", Phase.SIGN)
        self._before(copies, "keep_minted", Phase.KEEP)
        self._before(log, "append", Phase.APPEND)
        self._before(minting_room, "_finish", Phase.FINISH)
        self._watch_transactions()
        self._watch_files()

    def _before(self, module: object, name: str, phase: Phase) -> None:
        wrapped: Callable[..., object] = getattr(module, name)

        def told(*args: object, **kwargs: object) -> object:
            self.tell(phase, name)
            return wrapped(*args, **kwargs)

        setattr(module, name, told)

    def _watch_transactions(self) -> None:
        begin_write = session.begin_write

        @contextmanager
        def told(engine: Engine) -> Iterator[Connection]:
            self.tell(Phase.BEGIN)
            with begin_write(engine) as connection:
                yield connection
                self.tell(Phase.COMMIT, "before")
            self.tell(Phase.COMMIT, "after")

        session.begin_write = told

    def _watch_files(self) -> None:
        write, write_through = PublicFolder.write, public_folder._write_through

        def told(folder: PublicFolder, name: str, data: bytes) -> bool:
            if folder.read(name) == data:
                return False
            self.tell(Phase.PUBLISH, f"before {name}")
            written = write(folder, name, data)
            self.tell(Phase.PUBLISH, f"after {name}")
            return written

        def beside(path: Path, data: bytes) -> None:
            write_through(path, data)
            self.tell(Phase.PUBLISH, "beside")

        PublicFolder.write = told
        public_folder._write_through = beside


def counted(steps: Sequence[Step]) -> Counter[Phase]:
    """How many steps of each phase at which the worker can be stopped."""
    return Counter(step.phase for step in steps if step.n != PRESS)
