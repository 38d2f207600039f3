"""A disk that is full stops the office and says so; verifying goes on; space is all it needs.

The disk is filled at random moments of a minting and its publication, to the last byte or almost.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import pytest

from issuer.cli.terminal import CATALOGUES, REFUSED
from issuer.committee.drafts import Paper
from keys.words import LANGUAGES, Words
from tests.journeys.crash.disk import MIB, Disk, small_disk
from tests.journeys.crash.ground import Ground, Instance, confirmed, digest_of, numbers_of
from tests.journeys.crash.steps import Phase, Step
from tests.journeys.crash.worker import Answer, Task, Worker
from verifier.verdict import VerdictCode
from verifier.verify import verify

pytestmark = pytest.mark.drill

DISK = 24 * MIB
ROWS, CHUNK, BEFORE = 100, 50, 3
MOMENTS = 50
LEFT = (0, 0, 4096, 16384, 65536, 262144)  # bytes
SEED, SHOWN = 20250803, 3
FULL = {"store.disk-full", "publication.disk-full"}
# SQLite calls a shared memory that cannot grow an I/O error.
TOLD = FULL | {"store.disk"}


@dataclass(frozen=True)
class Case:
    """An instance on a small disk: some certificates are published, a batch is to be made."""

    ground: Ground
    disk: Disk
    prepared: Instance
    paper: Paper
    task: Task
    course: list[Step]

    def run(self, step: Step, *, leave: int, build: str = "sound") -> tuple[Instance, Answer, int]:
        """Mint, and fill the disk at a step: what it came to, and how many it said are kept."""
        instance, stop = self.ground.copy(self.prepared), (step.phase, step.n)
        task = replace(self.task, build=build)
        worker = Worker.started(instance.config, task, at=instance.world.at, stop=stop)
        assert worker.until(*stop)
        self.disk.fill(leave=leave)
        worker.go()
        ended = worker.outcome()
        assert ended is not None
        return instance, ended, worker.acknowledged

    def unverified(self, instance: Instance) -> list[str]:
        """What a stranger cannot verify of what was published before, while the disk is full."""
        bundle, at = instance.world.bundle(), instance.world.at
        texts = instance.texts(list(instance.world.titles))
        verdicts = [verify(text, bundle, at) for text in texts]
        return [each.code.value for each in verdicts if each.code is not VerdictCode.VALID]

    def told_wrong(self, instance: Instance, ended: Answer) -> list[str]:
        """What is wrong with the answer to somebody whose disk was full."""
        if ended.error:
            return [] if ended.error in TOLD else [ended.error]
        all_made = ended.gave == ROWS and len(instance.digests()) == BEFORE + ROWS
        return instance.ailments(published=True) + ([] if all_made else ["done, and not made"])

    def done_with(self, instance: Instance) -> None:
        self.disk.free()
        self.ground.forget(instance)


@pytest.fixture
def case(tmp_path) -> Iterator[Case]:
    with small_disk(tmp_path / "disk", size=DISK) as disk:
        ground = Ground(disk.root, None)
        prepared = ground.found()
        prepared.world.mint(confirmed(prepared, serials=range(1, BEFORE + 1)))
        paper = confirmed(prepared, serials=range(BEFORE + 1, BEFORE + ROWS + 1))
        task = Task("mint", batch=digest_of(paper), chunk=CHUNK)
        tried = ground.copy(prepared)
        worker = Worker.started(tried.config, task, at=tried.world.at)
        assert worker.answer() == ROWS
        ground.forget(tried)
        yield Case(ground, disk, prepared, paper, task, worker.steps)
        ground.close()


def moments(case: Case, chance: random.Random) -> Iterator[tuple[Step, int]]:
    """Steps, and bytes that are left then: each phase at its first step and to the last byte,
    then any of any phase."""
    steps: dict[Phase, list[Step]] = {}
    for step in case.course:
        steps.setdefault(step.phase, []).append(step)
    yield from ((each[0], 0) for each in steps.values())
    while True:
        yield chance.choice(steps[chance.choice(list(steps))]), chance.choice(LEFT)


@pytest.mark.long
def test_a_full_disk_stops_the_office_and_space_is_all_it_needs(case, figures):
    began, chance = time.monotonic(), random.Random(SEED)
    told, phases = Counter[str](), set[Phase]()
    for step, leave in islice(moments(case, chance), MOMENTS):
        instance, ended, acknowledged = case.run(step, leave=leave)
        assert case.told_wrong(instance, ended) == [], (step, leave)
        assert case.unverified(instance) == [], (step, leave)
        told[ended.error or "done"] += 1
        phases.add(step.phase)
        case.disk.free()

        assert instance.cut_short(acknowledged=BEFORE + acknowledged) == [], (step, leave)
        made = instance.digests()
        again = Worker.started(instance.config, case.task, at=instance.world.at)
        assert again.answer() == BEFORE + ROWS - len(made)
        shown = chance.sample(numbers_of(case.paper, before=BEFORE), SHOWN)
        found = instance.finished(case.paper, made=made, shown=shown, before=BEFORE)
        assert found == [], (step, leave)
        case.done_with(instance)
    assert set(told) >= FULL
    answers = ", ".join(f"{code} {told[code]}" for code in sorted(told))
    figures(
        f"crash: disk full at {MOMENTS} moments of a mint in {len(phases)} phases: {answers};"
        f" 0 lost 0 half, verified throughout, no repair, {time.monotonic() - began:.0f} s"
    )


def test_a_clerk_is_told_in_words_that_the_disk_is_full(case):
    instance = case.ground.copy(case.prepared)
    command = Task("command", arguments=("mint",))
    stop = (Phase.KEEP, 1)
    worker = Worker.started(instance.config, command, at=instance.world.at, stop=stop)
    assert worker.until(*stop)
    case.disk.fill()
    worker.go()
    code, said = worker.answer()
    assert (code, json.loads(said)["error"]) == (REFUSED, "store.disk-full")
    for language in LANGUAGES:
        for each in TOLD | {"publication.disk", "store.busy", "store.unavailable"}:
            words = Words(language, *CATALOGUES)(each, reason="EIO")
            assert words
            assert each not in words


# What is broken, the step at which the disk is filled, and what shows it.
BROKEN = [
    ("full_disk_swallowed", Phase.KEEP, "done, and not made"),
    ("failing_disk_swallowed", Phase.PUBLISH, "fsck.file-missing"),
]


@pytest.mark.parametrize(("build", "phase", "expected"), BROKEN)
def test_a_build_that_takes_no_notice_of_a_full_disk_is_caught(
    case, figures, build, phase, expected
):
    step = next(step for step in case.course if step.phase is phase)
    instance, ended, _ = case.run(step, leave=0, build=build)
    case.disk.free()
    assert expected in case.told_wrong(instance, ended)
    figures(f"crash: disk full: negative control: {build} is caught")
