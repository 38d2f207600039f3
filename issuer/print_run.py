"""A whole batch printed into a folder, by all processors, and taken up again where it was cut off.

Each certificate is drawn by itself, so processes that hold a press each share the numbers. A
process opens its own press and inherits nothing: what draws has threads of its own, which a
fork would cut off in the middle. If processes die, the rest is drawn here: with more of them
there is more speed and never another result.

Files appear whole. Beside them a list says what each was drawn from, so that a second run draws
what is missing, damaged or different by now, and nothing else. It decides nothing about titles.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from issuer.config import Config
from issuer.printing import Press, open_press
from keys.encoding import Sha256, sha256
from keys.errors import CredentialError, Fact

LIST: Final = ".printed.jsonl"
"""One line for each file: number, what it was drawn from, and the digest of its bytes."""
_UNFINISHED: Final = ".unfinished-"
_WORTH_A_PROCESS: Final = 24  # certificates: it takes as long to start one


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of one certificate.

    Attributes:
        drawing: Names what its file was drawn from; None where it was refused.
        drawn: Whether it was written by this run; False where it was there and right.
        refusal: Code and facts of why there is no file.
    """

    number: str
    drawing: Sha256 | None
    digest: Sha256 | None
    drawn: bool
    refusal: tuple[str, dict[str, Fact]] | None = None

    @property
    def error(self) -> CredentialError | None:
        """Why there is no file."""
        return None if self.refusal is None else CredentialError(self.refusal[0], **self.refusal[1])


@dataclass(frozen=True, slots=True)
class Opening:
    """What a process needs to open a press of its own; never written anywhere."""

    config: Config
    passphrase: bytes
    at: datetime

    def __repr__(self) -> str:
        return f"Opening({self.config.instance})"


def print_run(
    press: Press,
    numbers: Sequence[str],
    folder: Path,
    *,
    opening: Opening | None = None,
    processes: int = 1,
) -> Generator[Laid, None, None]:
    """Print certificates into a folder, each under its number; close the iterator to stop early.

    Args:
        press: Of this process.
        folder: There, and readable by its owner alone: whoever has a file has the code in it.
        opening: For the presses of other processes; None prints here.
        processes: At most so many.

    Yields:
        Each certificate when its file is there or was refused, in the order of the numbers.
    """
    for left_over in folder.glob(f"{_UNFINISHED}*"):
        left_over.unlink(missing_ok=True)
    listed = _listed(folder)
    run = _Run(press, folder, listed)
    several = min(processes, len(numbers) // _WORTH_A_PROCESS)
    made = (
        run.here(numbers)
        if opening is None or several < 2
        else run.shared(numbers, opening, several)
    )
    with (folder / LIST).open("a", encoding="utf-8") as noted:
        for laid in made:
            if laid.drawn:
                line = {"number": laid.number, "drawing": laid.drawing, "sha256": laid.digest}
                noted.write(json.dumps(line) + "\n")
                noted.flush()
            yield laid


@dataclass(frozen=True, slots=True)
class _Run:
    press: Press
    folder: Path
    listed: dict[str, tuple[str, str]]

    def here(self, numbers: Iterable[str]) -> Iterator[Laid]:
        for number in numbers:
            yield lay(self.press, number, self.folder, listed=self.listed.get(number))

    def shared(self, numbers: Sequence[str], opening: Opening, processes: int) -> Iterator[Laid]:
        done = 0
        with ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(opening,),
        ) as pool:
            listed = [self.listed.get(number) for number in numbers]
            folders = [self.folder] * len(numbers)
            with suppress(BrokenProcessPool):
                try:
                    for laid in pool.map(_lay_there, numbers, folders, listed):
                        done += 1
                        yield laid
                finally:
                    # Whoever stops early waits for the pages that lie on the benches, no more.
                    pool.shutdown(wait=False, cancel_futures=True)
        yield from self.here(numbers[done:])


def lay(press: Press, number: str, folder: Path, *, listed: tuple[str, str] | None = None) -> Laid:
    """Print one certificate into a folder, unless it is there and right.

    Args:
        listed: What the file of this number was drawn from, and the digest of its bytes.
    """
    path = folder / f"{number}.pdf"
    try:
        original = press.original(number)
        drawing = press.name(original)
        if listed is not None and listed[0] == drawing and _digest(path) == listed[1]:
            return Laid(number, drawing, None, drawn=False)
        data = press.printed(original).pdf
    except CredentialError as error:
        return Laid(number, None, None, drawn=False, refusal=(error.code, error.facts))
    write_whole(path, data)
    return Laid(number, drawing, sha256(data), drawn=True)


def write_whole(path: Path, data: bytes) -> None:
    """A whole file or none, readable by its owner alone: whoever has the file has the code."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _digest(path: Path) -> Sha256 | None:
    try:
        return sha256(path.read_bytes())
    except FileNotFoundError:
        return None


def _listed(folder: Path) -> dict[str, tuple[str, str]]:
    """Number -> drawing and digest, by the last line that can be read."""
    found: dict[str, tuple[str, str]] = {}
    with suppress(FileNotFoundError):
        for line in (folder / LIST).read_text("utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):  # cut off while it was written
                noted = json.loads(line)
                found[str(noted["number"])] = (str(noted["drawing"]), str(noted["sha256"]))
    return found


_of_this_process: list[Press] = []


def _begin(opening: Opening) -> None:
    # Whoever stops the run stops it once: the one who holds the list.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clock: Callable[[], datetime] = lambda: opening.at  # noqa: E731
    press = open_press(opening.config, passphrase=opening.passphrase, clock=clock)
    _of_this_process.append(press)


def _lay_there(number: str, folder: Path, listed: tuple[str, str] | None) -> Laid:
    return lay(_of_this_process[0], number, folder, listed=listed)
