"""Publishing that is killed between any two steps: a reader is never misled, the next run mends.

What is published is the making of one batch and a revocation in an older one. A stranger who
opens the folder at any moment sees the one state or the other, and whole files.
"""

from __future__ import annotations

import pytest

from keys.errors import CredentialError
from tests.journeys.crash.ground import Ground, Instance, confirmed, digest_of
from tests.journeys.crash.steps import Phase, Step
from tests.journeys.crash.worker import Task, Worker
from verifier.acts import Cause
from verifier.bundle import open_bundle
from verifier.decision import Revoke
from verifier.verdict import VerdictCode
from verifier.verify import verify

pytestmark = pytest.mark.drill

REST = ".unfinished/"


class Case:
    """An instance with much to publish, and the folder before and after."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.prepared = ground.found()
        world = self.prepared.world
        self.gone = world.mint(confirmed(self.prepared, serials=range(1, 6)))[0].number
        paper = confirmed(self.prepared, serials=range(6, 306))
        self.before = contents(self.prepared)
        act = Revoke(self.gone, Cause.COURT, "威法〔2025〕1号（示例）", world.at.date(), None)
        self._unpublished(Task("mint", batch=digest_of(paper)))
        self._unpublished(Task("decide", data=world.sealed(act)))
        after = ground.copy(self.prepared)
        self.places = self._course(after, Task("publish"))
        self.after = contents(after)

    def _unpublished(self, task: Task) -> None:
        """Carry out an errand and kill it before its first file."""
        config, at = self.prepared.config, self.prepared.world.at
        worker = Worker.started(config, task, at=at, stop=(Phase.PUBLISH, 1))
        assert worker.until(Phase.PUBLISH, 1)
        assert worker.kill() is not None

    def _course(self, instance: Instance, task: Task) -> list[Step]:
        worker = Worker.started(instance.config, task, at=instance.world.at)
        worker.answer()
        return [step for step in worker.steps if step.phase is Phase.PUBLISH]

    def half_a_bundle(self, task: Task) -> Step:
        """The step of a publication at which its bundle is begun and not done."""
        steps = self._course(self.ground.copy(self.prepared), task)
        begun = [step.about for step in steps].index("before bundle.json")
        return steps[begun + 1]

    def stopped(self, task: Task, place: Step) -> tuple[Instance, Worker]:
        """A copy, and a worker that waits in it at this step."""
        instance, stop = self.ground.copy(self.prepared), (place.phase, place.n)
        worker = Worker.started(instance.config, task, at=instance.world.at, stop=stop)
        assert worker.until(*stop)
        return instance, worker

    def misled(self, instance: Instance) -> list[str]:
        """What a stranger could be misled by at this moment."""
        found = contents(instance)
        wrong = [
            name
            for name, data in found.items()
            if not name.startswith(REST)
            and data not in (self.before.get(name), self.after.get(name))
        ]
        new = found["bundle.json"] == self.after["bundle.json"]
        wanted = VerdictCode.REVOKED if new else VerdictCode.VALID
        world = instance.world
        try:
            bundle = open_bundle(
                found["bundle.json"], world.office.anchor, at=world.at, memory=world.seen
            )
            verdict = verify(world.text(self.gone), bundle, world.at)
        except CredentialError as error:
            return [*wrong, error.code]
        return wrong if verdict.code is wanted else [*wrong, verdict.code.value]


def contents(instance: Instance) -> dict[str, bytes]:
    public = instance.config.public_dir
    return {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in public.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_publishing_killed_between_any_two_steps_misleads_nobody_and_is_mended(
    sqlite_ground, figures
):
    case = Case(sqlite_ground)
    kinds = {place.about.partition(" ")[0] for place in case.places}
    assert kinds == {"before", "beside", "after"}
    for place in case.places:
        instance, worker = case.stopped(Task("publish"), place)
        assert case.misled(instance) == [], place
        assert worker.kill() is not None
        assert case.misled(instance) == [], place
        Worker.started(instance.config, Task("publish"), at=instance.world.at).answer()
        assert instance.ailments(published=True) == []
        found = contents(instance)
        assert {name: found.get(name) for name in case.after} == case.after
        # A partial tile says what its full tile says; it may stay.
        assert all(".p/" in name for name in found.keys() - case.after.keys())
        assert case.misled(instance) == []
        instance.world.close()
    files = sum(place.about.startswith("before") for place in case.places)
    figures(
        f"crash: publishing {files} files killed at each of {len(case.places)} steps:"
        " 0 readers misled, mended by the next"
    )


def test_a_bundle_that_is_written_where_readers_are_is_caught(sqlite_ground, figures):
    case = Case(sqlite_ground)
    task = Task("publish", build="written_in_place")
    instance, worker = case.stopped(task, case.half_a_bundle(task))
    assert case.misled(instance) != []
    worker.kill()
    figures("crash: negative control: a bundle written in place is caught half written")
