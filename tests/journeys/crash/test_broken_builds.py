"""The same kills and the same audit catch an office that is built wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.journeys.crash.ground import Instance, confirmed, digest_of
from tests.journeys.crash.steps import Phase
from tests.journeys.crash.worker import Task, Worker

pytestmark = pytest.mark.drill

ROWS, CHUNK = 12, 5
# What is broken, at which step after the first keeping a kill shows it, and what is said then.
KILLED = [
    ("kept_before_logged", Phase.APPEND, "fsck.copy-entry"),
    ("logged_before_signed", Phase.COMMIT, "fsck.checkpoint-behind"),
    ("published_before_committed", Phase.COMMIT, "publication.rolled-back"),
]


def after_keeping(instance: Instance, task: Task, phase: Phase) -> tuple[Phase, int]:
    """The first step of a phase after the first certificates are kept, in a sound minting."""
    worker = Worker.started(instance.config, task, at=instance.world.at)
    worker.answer()
    kept = [step.phase for step in worker.steps].index(Phase.KEEP)
    return next((step.phase, step.n) for step in worker.steps[kept:] if step.phase is phase)


def test_what_a_broken_build_leaves_when_it_is_killed_is_caught(sqlite_ground, figures):
    prepared = sqlite_ground.found()
    paper = confirmed(prepared, serials=range(1, ROWS + 1))
    for build, phase, defect in KILLED:
        task = Task("mint", batch=digest_of(paper), chunk=CHUNK)
        stop = after_keeping(sqlite_ground.copy(prepared), task, phase)
        for run, expected in (("sound", set()), (build, {defect})):
            instance = sqlite_ground.copy(prepared)
            task = replace(task, build=run)
            worker = Worker.started(instance.config, task, at=instance.world.at, stop=stop)
            assert worker.until(*stop)
            assert worker.kill() is not None
            found = set(instance.cut_short(acknowledged=worker.acknowledged))
            assert found >= expected
            assert bool(found) is bool(expected), (run, found)
    figures(
        f"crash: negative control: {len(KILLED)} of {len(KILLED)} broken builds caught by a kill"
    )


def test_numbers_drawn_before_they_are_planned_leave_a_gap_that_is_caught(sqlite_ground):
    prepared = sqlite_ground.found()
    paper = confirmed(prepared, serials=range(1, ROWS + 1))
    for build, expected in (("sound", []), ("numbered_before_planned", ["numbers"])):
        instance = sqlite_ground.copy(prepared)
        task = Task("mint", batch=digest_of(paper), chunk=CHUNK, build=build)
        stop = (Phase.PLAN, 2)
        worker = Worker.started(instance.config, task, at=instance.world.at, stop=stop)
        assert worker.until(*stop)
        assert worker.kill() is not None
        again = Worker.started(instance.config, task, at=instance.world.at)
        assert again.answer() == ROWS
        assert instance.finished(paper) == expected
