"""A minting that is killed anywhere is finished by running it again: nothing lost or doubled."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from issuer.registrar.minting_room import CHUNK
from tests.journeys.crash.ground import Instance, confirmed, digest_of, numbers_of
from tests.journeys.crash.steps import MINTING, Phase, counted
from tests.journeys.crash.worker import Task, Worker

pytestmark = pytest.mark.drill

ROWS = 300
KILLS = {"sqlite": 60, "postgresql": 10}
SHOWN = 5  # certificates of each trial that are shown to a stranger; the books are read whole
# Chunk and presses: as ordered, with more joints, and with processes forked to sign. A worker
# counts as ended only when what it forked has ended too.
WAYS = ((CHUNK, 1), (60, 1), (60, 2))
SEED = 20250618
JITTER = 0.004  # seconds; a signature takes about one thousandth
RESTARTED_AND_KILLED = 0.2


@dataclass(frozen=True)
class Aim:
    """Where to kill: at a step, exactly or some moments after it was taken."""

    task: Task
    phase: Phase
    n: int
    exactly: bool


def course(instance: Instance, task: Task) -> Counter[Phase]:
    """The steps of a minting that nobody disturbs."""
    worker = Worker.started(instance.config, task, at=instance.world.at)
    assert worker.answer() == ROWS
    assert worker.acknowledged == ROWS
    return counted(worker.steps)


def aims(chance: random.Random, courses: dict[Task, Counter[Phase]]) -> Iterator[Aim]:
    """Each phase once, exactly; after that wherever chance will have it, without end."""
    for phase in MINTING:
        yield aim_at(phase, chance, courses, exactly=True)
    while True:
        yield aim_at(chance.choice(MINTING), chance, courses, exactly=False)


def aim_at(
    phase: Phase, chance: random.Random, courses: dict[Task, Counter[Phase]], *, exactly: bool
) -> Aim:
    task = chance.choice([task for task in courses if courses[task][phase]])
    return Aim(task, phase, chance.randint(1, courses[task][phase]), exactly)


def killed(instance: Instance, aim: Aim, chance: random.Random) -> tuple[Worker, Phase | None]:
    """Run a minting and kill it; the phase that was hit, None when it was through before."""
    stop = (aim.phase, aim.n) if aim.exactly else None
    worker = Worker.started(instance.config, aim.task, at=instance.world.at, stop=stop)
    worker.until(aim.phase, aim.n)
    if not aim.exactly:
        time.sleep(chance.uniform(0, JITTER))
    last = worker.kill()
    return worker, last.phase if last else None


@pytest.mark.long
def test_a_mint_killed_anywhere_is_finished_by_running_it_again(ground, figures):
    began, chance = time.monotonic(), random.Random(SEED)
    prepared = ground.found()
    paper = confirmed(prepared, serials=range(1, ROWS + 1))
    batch = digest_of(paper)
    tasks = [Task("mint", batch=batch, chunk=chunk, presses=presses) for chunk, presses in WAYS]
    courses = {task: course(ground.copy(prepared), task) for task in tasks}
    hits, restarts, wanted = Counter[Phase](), 0, KILLS[ground.engine]
    for aim in aims(chance, courses):
        if sum(hits.values()) - restarts == wanted:
            break
        instance, acknowledged, kills = ground.copy(prepared), 0, 0
        while kills == 0 or chance.random() < RESTARTED_AND_KILLED:
            worker, hit = killed(instance, aim, chance)
            acknowledged += worker.acknowledged
            assert instance.cut_short(acknowledged=acknowledged) == [], (aim, hit)
            if hit is None:
                break
            hits[hit] += 1
            kills += 1
        restarts += max(0, kills - 1)
        made, numbers = instance.digests(), instance.numbers()
        again = Worker.started(instance.config, aim.task, at=instance.world.at)
        assert again.answer() == ROWS - len(made), (aim, hit)
        assert numbers <= instance.numbers()
        shown = chance.sample(numbers_of(paper), SHOWN)
        assert instance.finished(paper, made=made, shown=shown) == [], (aim, hit)
        instance.world.close()
    assert set(hits) >= set(MINTING)
    phases = " ".join(f"{phase} {hits[phase]}" for phase in Phase if hits[phase])
    figures(
        f"crash: {ground.engine}: {wanted} kills of a {ROWS}-row mint and {restarts} of"
        f" its restarts, phases {phases}, 0 lost 0 doubled 0 half, {time.monotonic() - began:.0f} s"
    )
