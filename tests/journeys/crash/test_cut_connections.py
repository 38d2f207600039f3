"""The connection to the database is cut: who tries again gets the same, and nothing twice.

Cut at every commit, before the server saw it and after it did it, and anywhere in its answers.
The same process tries again, with the same bytes: it must find the database again by itself.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.journeys.crash.ground import Ground, Instance, confirmed, digest_of, numbers_of
from tests.journeys.crash.proxy import Cut, between
from tests.journeys.crash.test_lost_replies import Case, confirm, entries, hand_in, revoke
from tests.journeys.crash.worker import Answer, Task, Worker
from verifier.log_entry import EntryKind

pytestmark = pytest.mark.drill

ROWS, CHUNK = 60, 30
CUT_ANSWERS = 3
SEED, SHOWN = 20250804, 3


@pytest.fixture
def ground(tmp_path, postgres_server) -> Iterator[Ground]:
    made = Ground(tmp_path, postgres_server)
    yield made
    made.close()


def mint(ground: Ground) -> Case:
    prepared = ground.found()
    paper = confirmed(prepared, serials=range(1, ROWS + 1))

    def done(instance: Instance) -> bool:
        return len(instance.digests()) == ROWS

    def holds(instance: Instance) -> None:
        assert instance.finished(paper, shown=numbers_of(paper)[:SHOWN]) == []
        assert entries(instance, EntryKind.CERTIFICATE) == ROWS

    return Case(prepared, Task("mint", batch=digest_of(paper), chunk=CHUNK), done, holds)


def publish(ground: Ground) -> Case:
    """The lists of a new day."""
    prepared = ground.found()
    paper = confirmed(prepared, serials=range(1, 4))
    prepared.world.mint(paper)
    before = entries(prepared, EntryKind.STATUS)
    prepared.world.at += timedelta(days=1)

    def done(instance: Instance) -> bool:
        return entries(instance, EntryKind.STATUS) > before

    def holds(instance: Instance) -> None:
        assert instance.finished(paper) == []
        assert entries(instance, EntryKind.STATUS) == before + 1

    return Case(prepared, Task("publish"), done, holds)


def run(instance: Instance, task: Task, cut: Cut | None) -> tuple[Answer, dict[str, int]]:
    """The errand through a proxy, tried again while the database does not answer."""
    url = instance.config.database_url
    with between(url) as (proxy, through):
        config = replace(instance.config, database_url=through)
        task = replace(task, tries=2, watched=False)
        worker = Worker.ready(config, task, at=instance.world.at)
        proxy.seen.update(asked=0, done=0, bytes=0)
        proxy.cut = cut
        worker.go()
        ended = worker.outcome()
        assert ended is not None
        assert proxy.cuts == (cut is not None), cut
        return ended, proxy.seen


def cuts(seen: dict[str, int], chance: random.Random) -> Iterator[Cut]:
    for n in range(1, seen["done"] + 1):
        yield Cut("asked", n)
        yield Cut("done", n)
    for _ in range(CUT_ANSWERS):
        yield Cut("bytes", chance.randint(1, seen["bytes"]))


ERRANDS: list[Callable[[Ground], Case]] = [hand_in, confirm, mint, publish, revoke]


@pytest.mark.parametrize("errand", ERRANDS, ids=lambda errand: errand.__name__)
def test_who_was_cut_off_and_tries_again_gets_the_same(ground, figures, errand):
    began, chance = time.monotonic(), random.Random(SEED)
    case = errand(ground)
    whole = ground.copy(case.instance)
    ended, seen = run(whole, case.task, None)
    assert (ended.error, ended.tries) == ("", 1)
    case.holds(whole)
    assert seen["done"] > 0
    places, cut_off = list(cuts(seen, chance)), Counter[str]()
    for cut in places:
        instance = ground.copy(case.instance)
        ended, _ = run(instance, case.task, cut)
        assert not ended.error, (cut, ended)
        assert instance.ailments(published=True) == [], cut
        case.holds(instance)
        assert case.done(instance)
        if case.task.what == "receive":
            again, _ = run(instance, case.task, None)
            assert again.gave == (False, ended.gave[1]), cut
            case.holds(instance)
        cut_off[cut.what] += ended.tries - 1
        instance.world.close()
    assert cut_off["asked"] == cut_off["done"] == seen["done"]
    figures(
        f"crash: postgresql: connection of {errand.__name__} cut {len(places)} times"
        f" ({cut_off['done']} after the commit): tried again, the same and nothing twice,"
        f" {time.monotonic() - began:.0f} s"
    )


@pytest.mark.parametrize("build", ["received_anew", "receipt_of_the_moment"])
def test_a_build_that_receives_anew_what_is_sent_again_is_caught(ground, figures, build):
    case = hand_in(ground)
    instance = ground.copy(case.instance)
    before = entries(instance, EntryKind.BATCH)
    task = replace(case.task, build=build)
    ended, _ = run(instance, task, Cut("done", 1))
    assert not ended.error
    sound, _ = run(ground.copy(case.instance), case.task, None)
    assert entries(instance, EntryKind.BATCH) > before + 1 or ended.gave[1] != sound.gave[1]
    figures(f"crash: postgresql: negative control: {build} is caught by a cut connection")
