"""A few benches at which certificates are drawn, and a queue that has an end.

Drawing takes a whole processor for a while. More at the same time would make everybody wait
longer and hold more memory, so there are as many threads as benches, each with a compiler of its
own, and whoever would stand in line too long is told at once to come back. It knows nothing of
what is drawn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Final, TypeVar

from keys.errors import Unavailable

T = TypeVar("T")

PATIENCE: Final = timedelta(seconds=10)
"""A phone's browser shows a blank page meanwhile; nobody looks at one for longer."""
IN_LINE: Final = 16
"""For each bench: at some tenth of a second each they are through within the patience."""


class DrawingRoom:
    """Threads that draw; may be shared by all threads of a process.

    Args:
        benches: How many draw at the same time.
        in_line: How many more may wait.
        patience: How long one waits, drawing included.
    """

    def __init__(
        self, benches: int, *, in_line: int | None = None, patience: timedelta = PATIENCE
    ) -> None:
        self._pool = ThreadPoolExecutor(benches, thread_name_prefix="drawing")
        places = benches + (benches * IN_LINE if in_line is None else in_line)
        self._places = threading.BoundedSemaphore(places)
        self._patience = patience

    def run(self, work: Callable[[], T]) -> T:
        """What `work` gives, done at a bench.

        Raises:
            Unavailable: "render.busy" (`seconds`): the line is full, or it took too long. What
                was begun is still ended, for whoever asks next.
        """
        if not self._places.acquire(blocking=False):
            raise self._busy()
        done: Future[T] = self._pool.submit(work)
        done.add_done_callback(lambda _: self._places.release())
        try:
            return done.result(self._patience.total_seconds())
        except TimeoutError as error:
            if done.done() and not done.cancelled():
                raise  # the work's own
            done.cancel()
            raise self._busy() from error

    def _busy(self) -> Unavailable:
        return Unavailable("render.busy", seconds=int(self._patience.total_seconds()) or 1)
