"""The office finishes what was begun by itself, and survives what goes wrong."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from issuer.housekeeping import keep_house, tidy
from keys.errors import RolledBack

NOON = datetime(2025, 6, 27, 12, tzinfo=UTC)


class _Registrar:
    def __init__(self, *, fails: int = 0) -> None:
        self.tidied: list[datetime] = []
        self.enough = threading.Event()
        self._fails = fails

    def mint(self, *, at: datetime) -> int:
        self.tidied.append(at)
        if len(self.tidied) >= 3:
            self.enough.set()
        if len(self.tidied) <= self._fails:
            raise RolledBack("publication.rolled-back", file="log/checkpoint")
        return 0


def test_it_mints_and_publishes_at_once_and_again_after_each_interval():
    registrar = _Registrar()
    stop = keep_house(registrar, lambda: NOON, every=timedelta(milliseconds=1))
    assert registrar.enough.wait(10)
    stop.set()


def test_a_failure_is_logged_by_its_code_and_does_not_end_it(caplog):
    registrar = _Registrar(fails=2)
    stop = keep_house(registrar, lambda: NOON, every=timedelta(milliseconds=1))
    assert registrar.enough.wait(10)
    stop.set()
    assert "publication.rolled-back" in caplog.text


def test_its_moment_has_whole_seconds():
    registrar = _Registrar()
    tidy(registrar, NOON.replace(microsecond=5))
    assert registrar.tidied == [NOON]
