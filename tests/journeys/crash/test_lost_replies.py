"""A cut between the commit and the reply: who sends the same again doubles nothing.

A client that was cut off cannot know whether its errand was done. It sends the same bytes again,
whichever it was, and afterwards everything is done once and published.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from issuer.lifecycle import BatchState
from issuer.store import decisions, lists, log, rows, session
from issuer.store.lists import REVOCATIONS, status_name
from tests.cast import ZONE, row
from tests.journeys.crash.ground import Ground, Instance, confirmed, digest_of
from tests.journeys.crash.steps import Phase, Step
from tests.journeys.crash.worker import Task, Worker
from verifier.acts import Cause
from verifier.decision import Revoke
from verifier.log_entry import EntryKind
from verifier.verdict import VerdictCode

pytestmark = pytest.mark.drill

NUMBER = "QR-2025-1"
PUBLISHED_CUTS = 2
SEED = 20250701


@dataclass(frozen=True)
class Case:
    """An errand on a prepared instance, whether it is carried out, and what must then hold."""

    instance: Instance
    task: Task
    done: Callable[[Instance], bool]
    holds: Callable[[Instance], None]


def entries(instance: Instance, kind: EntryKind) -> int:
    with session.read(instance.world.office.engine) as connection:
        return len(log.of_kind(connection, kind))


def seq(instance: Instance, name: str) -> int:
    with session.read(instance.world.office.engine) as connection:
        found = lists.latest(connection, name)
    return found.seq if found else 0


def decided(instance: Instance) -> bool:
    office = instance.world.office
    with session.read(office.engine) as connection:
        return decisions.find(connection, NUMBER, vault=office.vault) is not None


def hand_in(ground: Ground) -> Case:
    prepared = ground.found()
    confirmed(prepared, serials=range(1, 4))
    paper = prepared.world.paper(ZONE, [row(serial) for serial in range(4, 9)])
    digest, before = digest_of(paper), entries(prepared, EntryKind.BATCH)

    def done(instance: Instance) -> bool:
        return entries(instance, EntryKind.BATCH) > before

    def holds(instance: Instance) -> None:
        assert entries(instance, EntryKind.BATCH) == before + 1
        assert instance.world.registrar.batch_state(digest).state is BatchState.ADMITTED

    return Case(prepared, Task("receive", data=paper.to_bytes()), done, holds)


def confirm(ground: Ground) -> Case:
    prepared = ground.found()
    confirmed(prepared, serials=range(1, 4))
    world = prepared.world
    paper = world.paper(ZONE, [row(serial) for serial in range(4, 9)])
    world.hand_in(paper)
    world.declare(paper)
    before = entries(prepared, EntryKind.DECISION)

    def holds(instance: Instance) -> None:
        assert entries(instance, EntryKind.DECISION) == before + 1
        with session.read(instance.world.office.engine) as connection:
            assert len(rows.publications(connection, digest_of(paper))) == 1
        assert len(instance.world.mint(paper)) == len(paper.rows)

    sealed = world.sealed(world.confirmation(paper), number=NUMBER)
    return Case(prepared, Task("decide", data=sealed), decided, holds)


def revoke(ground: Ground) -> Case:
    prepared = ground.found()
    world = prepared.world
    titles = world.mint(confirmed(prepared, serials=range(1, 4)))
    gone = titles[0].number
    act = Revoke(gone, Cause.IMPROPER_MEANS, "威人社撤〔2025〕1号（示例）", world.at.date(), None)
    watched = (status_name(1), REVOCATIONS)
    before = {name: seq(prepared, name) for name in watched}

    def holds(instance: Instance) -> None:
        assert entries(instance, EntryKind.DECISION) == 3  # committee, confirmation, revocation
        assert {name: seq(instance, name) - before[name] for name in watched} == dict.fromkeys(
            watched, 1
        )
        assert instance.world.verify(gone).code is VerdictCode.REVOKED
        assert instance.world.verify(titles[1].number).code is VerdictCode.VALID

    sealed = world.sealed(act, number=NUMBER)
    return Case(prepared, Task("decide", data=sealed), decided, holds)


def cuts(instance: Instance, task: Task, chance: random.Random) -> list[Step]:
    """Before and after each commit, and anywhere while its files are published."""
    worker = Worker.started(instance.config, task, at=instance.world.at)
    worker.answer()
    commits = [step for step in worker.steps if step.phase is Phase.COMMIT]
    files = [step for step in worker.steps if step.phase is Phase.PUBLISH]
    return commits + chance.sample(files, PUBLISHED_CUTS)


@pytest.mark.parametrize("errand", [hand_in, confirm, revoke])
def test_who_was_cut_off_and_sends_the_same_again_doubles_nothing(ground, figures, errand):
    case, chance = errand(ground), random.Random(SEED)
    places = cuts(ground.copy(case.instance), case.task, chance)
    was_done = 0
    for place in places:
        instance = ground.copy(case.instance)
        stop, at = (place.phase, place.n), instance.world.at
        worker = Worker.started(instance.config, case.task, at=at, stop=stop)
        assert worker.until(*stop)
        assert worker.kill() is not None
        assert instance.cut_short(acknowledged=0) == []
        done = case.done(instance)
        was_done += done
        assert done or place.about == "before"

        answer = Worker.started(instance.config, case.task, at=at).answer()
        assert (answer[0] if isinstance(answer, tuple) else answer) is not done
        assert instance.ailments(published=True) == []
        case.holds(instance)
        assert instance.ailments(published=True) == []
        instance.world.close()
    assert 0 < was_done < len(places)
    figures(
        f"crash: {ground.engine}: {errand.__name__} cut {len(places)} times before its reply"
        f" ({was_done} of them after the commit), sent again: 0 doubled"
    )


def test_what_was_committed_and_cut_off_is_published_by_whoever_publishes_next(ground):
    """Also where the client never comes back."""
    case = revoke(ground)
    instance, at = case.instance, case.instance.world.at
    worker = Worker.started(instance.config, case.task, at=at, stop=(Phase.PUBLISH, 1))
    assert worker.until(Phase.PUBLISH, 1)
    assert worker.kill() is not None
    Worker.started(instance.config, Task("publish"), at=at).answer()
    assert instance.ailments(published=True) == []
    case.holds(instance)
