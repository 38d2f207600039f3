"""Each write, flush and renaming is made to fail, and the office says so and goes on.

A process is killed at the call, or the kernel answers it with EIO or ENOSPC: of a publication each
call in all three ways, of a minting, which ends in the same publication, each in one of them in
turn. What is there then is whole; who was told that it is done was told the truth; the same errand
again does the rest.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, cycle, product
from pathlib import Path
from unittest import mock

import pytest

from issuer import registrar
from issuer.committee.drafts import Paper
from tests.cast import PLANT
from tests.journeys.crash.calls import FAULTS, Call, disordered, looked_on, noted
from tests.journeys.crash.ground import Ground, Instance, confirmed, digest_of, numbers_of
from tests.journeys.crash.worker import Answer, Task, Worker
from verifier.decision import Suspend

pytestmark = pytest.mark.drill

ROWS, CHUNK, BEFORE = 100, 50, 3
SEED, SHOWN = 20250802, 3
WRITES_OF_A_MINT = 16  # of its nearly thousand, spread over all of it; of all else each
DATABASE = ("office.db", "office.db-wal", "office.db-shm")
TOLD = {f"{where}.{what}" for where in ("store", "publication") for what in ("disk", "disk-full")}


@dataclass(frozen=True)
class Case:
    """A prepared instance, an errand in it, and the batch that is all made after it."""

    ground: Ground
    prepared: Instance
    task: Task
    paper: Paper

    def run(
        self, fault: str = "", *, build: str = "sound"
    ) -> tuple[Instance, Answer | None, list[Call]]:
        """The errand in a copy: what it came to, None where it was killed, and its calls."""
        instance = self.ground.copy(self.prepared)
        log = self.ground.folder / "calls"
        task = replace(self.task, build=build, watched=False)
        worker = Worker.ready(instance.config, task, at=instance.world.at)
        with looked_on(worker, log, fault=fault):
            worker.go()
            ended = worker.outcome()
        return instance, ended, noted(log)

    def again(self, instance: Instance) -> None:
        """Whoever restarts it."""
        Worker.started(instance.config, self.task, at=instance.world.at).answer()

    def finished(self, instance: Instance, chance: random.Random) -> list[str]:
        shown = chance.sample(numbers_of(self.paper, before=BEFORE)[1:], SHOWN)
        return instance.finished(self.paper, shown=shown, before=BEFORE)


def mint(ground: Ground) -> Case:
    """A batch is made and published."""
    prepared = ground.found()
    prepared.world.mint(confirmed(prepared, serials=range(1, BEFORE + 1)))
    paper = confirmed(prepared, serials=range(BEFORE + 1, BEFORE + ROWS + 1))
    return Case(ground, prepared, Task("mint", batch=digest_of(paper), chunk=CHUNK), paper)


def publish(ground: Ground) -> Case:
    """A made batch, a new committee and a suspension are published, and the lists of a day."""
    prepared = ground.found()
    world = prepared.world
    suspended = world.mint(confirmed(prepared, serials=range(1, BEFORE + 1)))[0].number
    paper = confirmed(prepared, serials=range(BEFORE + 1, BEFORE + ROWS + 1))
    with mock.patch.multiple(
        registrar, publish=lambda *_: (), taking_back=mock.Mock(spec=registrar.taking_back)
    ):
        world.admit_committee(PLANT)
        world.decide(Suspend(suspended, "威人社函〔2025〕7号（示例）"))
        world.registrar.mint(digest_of(paper), at=world.at)
    world.at += timedelta(days=1)
    return Case(ground, prepared, Task("publish"), paper)


def chosen(case: Case, calls: list[Call], instance: Instance) -> list[Call]:
    """The calls that are about the instance's files; of a minting's many pages some."""
    ours = [call for call in calls if call.on(instance.config.instance)]
    pages = [call for call in ours if call.name == "pwrite64"]
    if case.task.what == "mint":
        few = pages[:: len(pages) // WRITES_OF_A_MINT]
        ours = [call for call in ours if call not in pages or call in few]
    return ours


def told_wrong(instance: Instance, ended: Answer, failed: Call, calls: list[Call]) -> list[str]:
    """What is wrong with the answer to somebody whose disk failed at a call."""
    place = Path(failed.path)
    # SQLite may take its log into the database later, and forgets a folder that it cannot flush.
    spared = place.name == "office.db" or place == instance.config.instance
    found = []
    if ended.error not in TOLD and not (spared and not ended.error):
        found.append(f"told {ended.error or 'that it is done'}")
    if failed.flushes and place.name not in DATABASE and not spared:
        after = calls[calls.index(failed) + 1 :]
        found += ["flushed again" for call in after if call.flushes and call.path == failed.path]
    return found


def trials(case: Case, aims: list[Call]) -> list[tuple[Call, str]]:
    """Which call fails, and how."""
    if case.task.what == "mint":
        return list(zip(aims, cycle(FAULTS), strict=False))
    return list(product(aims, FAULTS))


@pytest.mark.long
@pytest.mark.parametrize("errand", [publish, mint], ids=lambda errand: errand.__name__)
def test_whatever_call_fails_nothing_is_half_or_lost(sqlite_ground, figures, errand):
    began, chance = time.monotonic(), random.Random(SEED)
    case = errand(sqlite_ground)
    instance, _, calls = case.run()
    assert disordered(calls, instance.config.public_dir) == []
    assert case.finished(instance, chance) == []
    aims, hits = chosen(case, calls, instance), Counter[str]()
    for aim, fault in trials(case, aims):
        instance, ended, calls = case.run(f"{aim.name}:{FAULTS[fault]}:when={aim.n}")
        if ended is not None:
            failed = next(call for call in calls if call.failed)
            assert told_wrong(instance, ended, failed, calls) == [], (fault, failed)
        assert (ended is None) is (fault == "KILL"), (fault, aim)
        assert instance.cut_short(acknowledged=0) == [], (fault, aim)
        case.again(instance)
        assert case.finished(instance, chance) == [], (fault, aim)
        case.ground.forget(instance)
        hits[aim.name] += 1
    assert {"write", "pwrite64", "fsync", "fdatasync"} < set(hits)
    names = " ".join(f"{name} {hits[name]}" for name in sorted(hits))
    figures(
        f"crash: strace: {errand.__name__} of {ROWS} rows, {hits.total()} times KILL EIO ENOSPC"
        f" at {len(aims)} calls: {names}, 0 lost 0 half 0 called done,"
        f" {time.monotonic() - began:.0f} s"
    )


# What is broken, which calls fail, how, and what is then said.
BROKEN = [
    ("checkpoint_before_tiles", "write", "KILL", "missing tile"),
    ("failing_disk_swallowed", "fsync", "EIO", "told that it is done"),
    ("failing_disk_swallowed", "write", "ENOSPC", "told that it is done"),
]


def found_wrong(case: Case, aim: Call, *, build: str, fault: str) -> list[str]:
    instance, ended, calls = case.run(f"{aim.name}:{FAULTS[fault]}:when={aim.n}", build=build)
    found = instance.cut_short(acknowledged=0)
    if ended is not None:
        failed = next(call for call in calls if call.failed)
        found += told_wrong(instance, ended, failed, calls)
    instance.world.close()
    return found


@pytest.mark.parametrize("broken", BROKEN, ids="-".join)
def test_a_broken_build_is_caught(sqlite_ground, figures, broken):
    build, name, fault, expected = broken
    case = publish(sqlite_ground)
    instance, _, calls = case.run(build=build)
    public = instance.config.public_dir
    aims = [call for call in calls if call.on(public) and call.name == name]
    said = chain.from_iterable(found_wrong(case, aim, build=build, fault=fault) for aim in aims)
    assert any(each.startswith(expected) for each in said)
    figures(f"crash: strace: negative control: {build} is caught by {fault} at a {name}")


@pytest.mark.parametrize("build", ["renamed_before_flushed", "folder_not_flushed"])
def test_a_wrong_order_of_calls_is_caught(sqlite_ground, figures, build):
    instance, ended, calls = publish(sqlite_ground).run(build=build)
    assert ended is not None
    assert not ended.error
    assert disordered(calls, instance.config.public_dir) != []
    figures(f"crash: strace: negative control: {build} is caught by the order of calls")
