"""A process that runs one errand of the office, and the hand that can kill it.

Each worker is a process of its own, made by a clean server process and not by forking the test:
it opens the office from the instance's folder as any start of it does, keys included.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from typing import Self
from unittest import mock

from issuer.cli import main, terminal
from issuer.config import Config
from issuer.office import open_office
from issuer.registrar import Registrar, minting_room
from keys.encoding import Sha256
from keys.envelope import peek
from keys.errors import Unavailable
from keys.key_file import ScryptCost
from tests.journeys.crash.broken import BUILDS
from tests.journeys.crash.steps import PRESS, Phase, Step, Steps

PASSPHRASE = b"an example's passphrase"
CHEAP = ScryptCost(n=2)
SILENT = 120  # seconds after which a worker, or what it forked, is taken to hang
_START = multiprocessing.get_context("forkserver")
_START.set_forkserver_preload([__name__, "tests.journeys.crash.warm"])


def cheap_keys() -> AbstractContextManager[object]:
    """Key files whose passphrase costs nothing are read: a drill opens hundreds of offices."""
    return mock.patch.object(ScryptCost, "reaches", return_value=True)


@dataclass(frozen=True)
class Task:
    """An errand: its name, what is handed in, and which build of the office runs it.

    Attributes:
        watched: Whether its steps are told. Telling is writing: it stands between the calls to
            the kernel that the errand itself makes.
        tries: How often it is done at most, while the machine cannot do it.
    """

    what: str
    data: bytes = b""
    batch: Sha256 | None = None
    arguments: tuple[str, ...] = ()
    chunk: int = minting_room.CHUNK
    presses: int = 1
    build: str = "sound"
    watched: bool = True
    tries: int = 1


@dataclass(frozen=True)
class Acknowledged:
    """So many certificates are kept: somebody was told."""

    made: int


@dataclass(frozen=True)
class Answer:
    """The end of an errand: what it gave, or the error that it ended in."""

    gave: object = None
    error: str = ""
    tries: int = 1


def _mint(registrar: Registrar, task: Task, at: datetime, pipe: Pipe) -> object:
    def told(made: int) -> None:
        pipe.send(Acknowledged(made))

    return registrar.mint(task.batch, at=at, progress=told, workers=task.presses)


def _receive(registrar: Registrar, task: Task, at: datetime, _pipe: Pipe) -> object:
    receipt = registrar.receive(task.data, at=at)
    return receipt.new, peek(receipt.token)


def _decide(registrar: Registrar, task: Task, at: datetime, _pipe: Pipe) -> object:
    return registrar.decide(task.data, at=at).new


def _publish(registrar: Registrar, _task: Task, at: datetime, _pipe: Pipe) -> object:
    return registrar.publish(at=at)


_ERRANDS: dict[str, Callable[[Registrar, Task, datetime, Pipe], object]] = {
    "mint": _mint,
    "receive": _receive,
    "decide": _decide,
    "publish": _publish,
}


def _command(config: Config, task: Task, at: datetime) -> object:
    """`zc-issuer`, on a day of the test's choosing."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # noqa: ARG003  datetime's own
            return at

    terminal.datetime = Clock
    os.environ.update(config.to_env())
    said, end = StringIO(), None
    with redirect_stdout(said):
        try:
            main(args=["--json", *task.arguments], prog_name="zc-issuer")
        except SystemExit as ended:
            end = ended.code
    return end or 0, said.getvalue()


def _tried(registrar: Registrar, task: Task, at: datetime, pipe: Pipe) -> Answer:
    """As a client does who was told that it may be tried again."""
    for tries in range(1, task.tries):
        with suppress(Unavailable):
            return Answer(_ERRANDS[task.what](registrar, task, at, pipe), tries=tries)
    return Answer(_ERRANDS[task.what](registrar, task, at, pipe), tries=task.tries)


def _run(
    config: Config, task: Task, at: datetime, *, stop: tuple[Phase, int] | None, pipe: Pipe
) -> None:
    minting_room.CHUNK = task.chunk
    # The breakage first: the steps of a broken build are told like those of a sound one.
    BUILDS[task.build]()
    if task.watched:
        Steps(pipe, stop).watch()
    cheap_keys().__enter__()
    try:
        if task.what == "command":
            pipe.send("ready")
            pipe.recv()
            pipe.send(Answer(_command(config, task, at)))
            return
        registrar = Registrar(open_office(config, passphrase=PASSPHRASE))
        pipe.send("ready")
        pipe.recv()
        pipe.send(_tried(registrar, task, at, pipe))
    except Exception as error:  # noqa: BLE001  # whatever it is, the test is to see it
        code = getattr(error, "code", None)
        pipe.send(Answer(error=str(code or f"{type(error).__name__}: {error}")))


@dataclass
class Worker:
    """One process, seen from outside.

    Attributes:
        steps: What it told so far.
        acknowledged: Certificates of which it said that they are kept.
        ended: Its answer, once it gave one.
    """

    process: BaseProcess
    pipe: Pipe
    stop: tuple[Phase, int] | None = None
    steps: list[Step] = field(default_factory=list)
    acknowledged: int = 0
    ended: Answer | None = None

    @classmethod
    def ready(
        cls, config: Config, task: Task, *, at: datetime, stop: tuple[Phase, int] | None = None
    ) -> Self:
        """A worker with an open office, waiting for `go`."""
        ours, theirs = _START.Pipe()
        process = _START.Process(
            target=_run, args=(config, task, at), kwargs={"stop": stop, "pipe": theirs}
        )
        process.start()
        theirs.close()
        worker = cls(process, ours, stop)
        worker._read(lambda: False)
        return worker

    @classmethod
    def started(
        cls, config: Config, task: Task, *, at: datetime, stop: tuple[Phase, int] | None = None
    ) -> Self:
        """A worker at work."""
        worker = cls.ready(config, task, at=at, stop=stop)
        worker.go()
        return worker

    def go(self) -> None:
        """Begin, or go on from a stop."""
        if self.ended is None:
            self.pipe.send("go")

    def until(self, phase: Phase, n: int) -> bool:
        """Wait until it takes the n-th step of a phase; False when it ended before."""
        return self._read(lambda: any((s.phase, s.n) == (phase, n) for s in self.steps[-1:]))

    def kill(self) -> Step | None:
        """End it at once; gives the last step that it took, None when it was through."""
        if self.process.is_alive():
            self.process.kill()  # SIGKILL
        self.process.join()
        self._read(lambda: False)
        killed = self.process.exitcode == -signal.SIGKILL and self.ended is None
        self.close()
        if not killed:
            return None
        # Where it waits, its presses may still go on.
        own = [step for step in self.steps if step.n != PRESS]
        return own[-1] if own and (own[-1].phase, own[-1].n) == self.stop else self.steps[-1]

    def answer(self) -> object:
        """What its errand gave; fails the test when it ended in an error."""
        self._read(lambda: False)
        self.process.join()
        self.close()
        assert self.ended is not None, f"ended by itself: {self.process.exitcode}"
        assert not self.ended.error, self.ended.error
        return self.ended.gave

    def outcome(self) -> Answer | None:
        """What its errand came to, an error included; None when it was killed."""
        self._read(lambda: False)
        self.process.join()
        self.close()
        return self.ended

    def close(self) -> None:
        self.pipe.close()
        self.process.close()

    def _read(self, enough: Callable[[], bool]) -> bool:
        while not enough():
            try:
                assert self.pipe.poll(SILENT), f"silent since {self.steps[-1:]}"
                said = self.pipe.recv()
            except (EOFError, ConnectionResetError):
                return False
            if isinstance(said, Step):
                self.steps.append(said)
            elif isinstance(said, Acknowledged):
                self.acknowledged += said.made
            elif isinstance(said, Answer):
                self.ended = said
                return False
            else:
                return True  # ready
        return True
