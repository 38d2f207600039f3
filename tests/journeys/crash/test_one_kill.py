"""A minting that was killed is finished by the command line, and the books say so."""

from __future__ import annotations

import json

from tests.journeys.crash.ground import confirmed, digest_of
from tests.journeys.crash.steps import Phase
from tests.journeys.crash.worker import Task, Worker

ROWS = 12


def test_a_minting_killed_in_its_commit_is_finished_from_the_command_line(sqlite_ground):
    instance = sqlite_ground.found()
    paper = confirmed(instance, serials=range(1, ROWS + 1))
    at, config = instance.world.at, instance.config
    task = Task("mint", batch=digest_of(paper), chunk=5)
    worker = Worker.started(config, task, at=at, stop=(Phase.KEEP, 2))
    assert worker.until(Phase.KEEP, 2)
    assert worker.kill() is not None
    assert worker.acknowledged == 5
    assert instance.cut_short(acknowledged=5) == []
    made = instance.digests()

    again = Worker.started(config, Task("command", arguments=("mint",)), at=at)
    code, said = again.answer()
    assert (code, json.loads(said)) == (0, {"made": ROWS - 5})
    audit = Worker.started(config, Task("command", arguments=("fsck",)), at=at)
    code, said = audit.answer()
    assert (code, json.loads(said)) == (0, {"defects": []})
    assert instance.finished(paper, made=made) == []
