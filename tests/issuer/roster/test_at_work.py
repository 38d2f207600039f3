"""A worker that goes on: it judges, sweeps, and outlives what goes wrong."""

from __future__ import annotations

import threading

from issuer.roster import at_work
from issuer.roster.at_work import go_on, keep_judging
from keys.errors import Unavailable


class _Worker:
    """So many rosters wait; asked once more, it has done enough."""

    def __init__(self, *, waiting: int, fails: int = 0) -> None:
        self.judged = self.swept = 0
        self.stop = threading.Event()
        self._waiting, self._fails = waiting, fails

    def work(self) -> bool:
        if self._fails:
            self._fails -= 1
            raise Unavailable("store.unavailable")
        if not self._waiting:
            self.stop.set()
            return False
        self._waiting -= 1
        self.judged += 1
        return True

    def sweep(self) -> None:
        self.swept += 1


def test_it_judges_what_waits_and_sweeps_now_and_then():
    worker = _Worker(waiting=3)
    go_on(worker, worker.stop, monotonic=iter(range(0, 1000, 40)).__next__)
    assert (worker.judged, worker.swept) == (3, 2)


def test_a_failure_is_logged_by_its_code_and_does_not_end_it(caplog, monkeypatch):
    monkeypatch.setattr(at_work, "_AFTER_FAILURE", at_work.EVERY * 0)
    worker = _Worker(waiting=1, fails=2)
    go_on(worker, worker.stop)
    assert worker.judged == 1
    assert "store.unavailable" in caplog.text


def test_a_thread_judges_what_is_laid_while_it_runs(province):
    from tests.issuer.roster.test_worker import Shop
    from tests.issuer.roster.world import DOOR, Units, book, door

    shop = Shop(Units.of(province))
    title = next(iter(province.titles.values()))
    judged, worker = threading.Event(), shop.worker()
    judge = worker.judge

    def told(taken) -> None:
        judge(taken)
        judged.set()

    worker.judge = told
    stop = keep_judging(worker)
    number = shop.lay(book(DOOR, door(title)))
    assert judged.wait(60)
    stop.set()
    assert shop.result(number)
