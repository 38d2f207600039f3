"""Several processes with the same errand at the same time: one result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from issuer.store import decisions, log, session
from tests.cast import RECEIVED, ZONE, row
from tests.journeys.crash.ground import Instance, confirmed, digest_of
from tests.journeys.crash.steps import Phase
from tests.journeys.crash.worker import Task, Worker
from verifier.log_entry import EntryKind, read_entry

pytestmark = pytest.mark.drill

ROWS, CHUNK = 120, 40
SIGNED = (Phase.SIGN, CHUNK)  # of a whole chunk, and nothing of it is kept


def side_by_side(
    instance: Instance, task: Task, *, processes: int, stop: tuple[Phase, int] | None = None
) -> list[object]:
    """What the processes gave; with a stop, all of them reach it before any goes on."""
    config, at = instance.config, instance.world.at
    workers = [Worker.ready(config, task, at=at, stop=stop) for _ in range(processes)]
    for worker in workers:
        worker.go()
    if stop is not None:
        for worker in workers:
            assert worker.until(*stop)
        for worker in workers:
            worker.go()
    return [worker.answer() for worker in workers]


def entries(instance: Instance, kind: EntryKind) -> Sequence[object]:
    with session.read(instance.world.office.engine) as connection:
        return [read_entry(each.leaf) for each in log.of_kind(connection, kind)]


@pytest.mark.parametrize("stop", [SIGNED, None], ids=["all-signed", "as-it-comes"])
def test_processes_that_mint_the_same_batch_make_it_once(ground, figures, stop):
    prepared = ground.found()
    paper = confirmed(prepared, serials=range(1, ROWS + 1))
    task = Task("mint", batch=digest_of(paper), chunk=CHUNK)
    for processes in (2, 4):
        instance = ground.copy(prepared)
        made = side_by_side(instance, task, processes=processes, stop=stop)
        assert sum(made) == ROWS, made
        assert instance.finished(paper) == []
        assert len(entries(instance, EntryKind.CERTIFICATE)) == ROWS
        how = "together" if stop else "as it comes"
        figures(
            f"crash: {ground.engine}: {processes} processes mint {how}, made {made}: {ROWS} in all"
        )


def test_a_build_that_does_not_ask_who_was_first_is_caught(ground, figures):
    prepared = ground.found()
    paper = confirmed(prepared, serials=range(1, ROWS + 1))
    task = Task("mint", batch=digest_of(paper), chunk=CHUNK, build="kept_unguarded")
    side_by_side(prepared, task, processes=2, stop=SIGNED)
    assert "fsck.entry-orphan" in prepared.ailments(published=True)
    figures(f"crash: {ground.engine}: negative control: a build without the guard is caught")


def test_processes_that_mint_overlapping_batches_make_each_certificate_once(ground, figures):
    instance = ground.found()
    first = confirmed(instance, serials=range(1, 61))
    second = confirmed(instance, serials=range(61, 121))
    batches = (digest_of(first), digest_of(second), None)
    config, at = instance.config, instance.world.at
    workers = [
        Worker.ready(config, Task("mint", batch=batch, chunk=CHUNK), at=at) for batch in batches
    ]
    for worker in workers:
        worker.go()
    made = [worker.answer() for worker in workers]
    assert sum(made) == ROWS
    assert instance.ailments(published=True) == []
    assert len(instance.world.gather(first)) == len(instance.world.gather(second)) == ROWS // 2
    instance.world.check()
    figures(f"crash: {ground.engine}: one mints a batch, one another, one all: made {made}")


def test_lists_that_are_renewed_in_the_middle_of_a_mint_stop_nothing(ground):
    """The night's work of another process, whose clock is a day ahead of the minting."""
    instance = ground.found()
    paper = confirmed(instance, serials=range(1, ROWS + 1))
    task, stop = Task("mint", batch=digest_of(paper), chunk=CHUNK), (Phase.SIGN, CHUNK + 1)
    worker = Worker.started(instance.config, task, at=instance.world.at, stop=stop)
    assert worker.until(*stop)
    instance.world.at += timedelta(days=1)
    Worker.started(instance.config, Task("publish"), at=instance.world.at).answer()
    worker.go()
    assert worker.answer() == ROWS
    assert instance.finished(paper) == []


def test_processes_that_hand_in_the_same_batch_get_the_same_receipt(ground, figures):
    prepared = ground.found()
    world = prepared.world
    world.at = RECEIVED
    paper = world.paper(ZONE, [row(serial) for serial in range(1, 41)])
    task = Task("receive", data=paper.to_bytes())
    for processes in (2, 4):
        instance = ground.copy(prepared)
        stop = (Phase.BEGIN, 1)
        answers = side_by_side(instance, task, processes=processes, stop=stop)
        assert sorted(new for new, _ in answers) == [False] * (processes - 1) + [True]
        receipts = [receipt for _, receipt in answers]
        assert all(receipt == receipts[0] for receipt in receipts)
        assert len(entries(instance, EntryKind.BATCH)) == 1
        assert instance.ailments(published=True) == []
    figures(f"crash: {ground.engine}: 2 and 4 processes hand in one batch: one entry, one receipt")


def test_processes_that_bring_the_same_decision_carry_it_out_once(ground, figures):
    prepared = ground.found()
    confirmed(prepared, serials=range(1, 3))
    world = prepared.world
    paper = world.paper(ZONE, [row(serial) for serial in range(3, 9)])
    world.hand_in(paper)
    world.declare(paper)
    task = Task("decide", data=world.sealed(world.confirmation(paper), number="QR-1"))
    for processes in (2, 4):
        instance = ground.copy(prepared)
        before = len(entries(instance, EntryKind.DECISION))
        answers = side_by_side(instance, task, processes=processes, stop=(Phase.BEGIN, 1))
        assert sorted(answers) == [False] * (processes - 1) + [True]
        assert len(entries(instance, EntryKind.DECISION)) == before + 1
        office = instance.world.office
        with session.read(office.engine) as connection:
            kept = decisions.every(connection, vault=office.vault)
        assert [each.number for each in kept].count("QR-1") == 1
        assert instance.ailments(published=True) == []
    figures(f"crash: {ground.engine}: 2 and 4 processes bring one decision: carried out once")
