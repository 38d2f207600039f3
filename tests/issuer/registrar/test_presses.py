"""Several presses make what one makes, in the same order, whatever becomes of a process."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from issuer.minting import Minted
from issuer.registrar import minting_room
from issuer.registrar.presses import strike
from keys.encoding import sha256
from keys.errors import Refused
from tests.cast import CONFIRMED, ZONE, row
from tests.issuer.refusing import refused
from tests.province import digest_of

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*multi-threaded, use of fork:DeprecationWarning"  # xdist has threads; ours do not care
)
HERE = os.getpid()
CHUNKS = [[f"{chunk}.{place}" for place in range(3)] for chunk in range(7)]


def make(chunk):
    """Stands for minting: says which process made it."""
    for plan in chunk:
        text = f"{plan} by {'here' if os.getpid() == HERE else 'another'}"
        yield Minted(text, plan.encode(), sha256(b"jwt"), sha256(b"cwt"), CONFIRMED)


def told(struck) -> list[tuple[str, str]]:
    return [
        (plan, each.credential.split()[-1])
        for chunk, minted in struck
        for plan, each in zip(chunk, minted, strict=True)
    ]


def every(by: str) -> list[tuple[str, str]]:
    return [(plan, by) for chunk in CHUNKS for plan in chunk]


@pytest.mark.parametrize("workers", [2, 3, 20])
def test_other_processes_make_all_in_order(workers):
    assert told(strike(CHUNKS, make, workers=workers)) == every("another")
    assert multiprocessing.active_children() == []


def test_one_press_works_here():
    assert told(strike(CHUNKS, make, workers=1)) == every("here")
    assert told(strike(CHUNKS[:1], make, workers=9)) == every("here")[:3]
    assert told(strike([], make, workers=2)) == []


def test_what_a_killed_process_left_is_made_here():
    def fatal(chunk):
        if chunk == CHUNKS[3] and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return make(chunk)

    found = told(strike(CHUNKS, fatal, workers=2))
    assert [plan for plan, _ in found] == [plan for plan, _ in every("")]
    assert {plan[0] for plan, by in found if by == "here"} == {"3", "5"}


def test_chunks_are_asked_for_while_others_are_made_and_no_further_ahead():
    asked = []

    def planned():
        for chunk in CHUNKS:
            asked.append(chunk)
            yield chunk

    struck = strike(planned(), make, workers=2)
    ahead = []
    for chunk, _ in struck:
        ahead.append(len(asked) - CHUNKS.index(chunk) - 1)
    assert ahead == [2, 2, 2, 2, 2, 1, 0]


def test_a_refusal_is_told_at_its_chunk():
    def strict(chunk):
        if chunk == CHUNKS[2]:
            raise Refused("mint.not-valid", number="ZC1")
        return make(chunk)

    struck = strike(CHUNKS, strict, workers=2)
    assert told([next(struck), next(struck)]) == every("another")[:6]
    with refused("mint.not-valid", number="ZC1"):
        next(struck)
    assert multiprocessing.active_children() == []


def test_stopping_early_leaves_nobody_behind():
    big = [["x" * 10_000] * 100 for _ in range(9)]  # more than a pipe holds
    struck = strike(big, make, workers=2)
    next(struck)
    struck.close()
    assert multiprocessing.active_children() == []


def test_a_batch_is_the_same_whoever_signs_it(province, monkeypatch):
    monkeypatch.setattr(minting_room, "CHUNK", 3)
    paper = province.paper(ZONE, [row(serial) for serial in range(11, 21)])
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    steps: list[int] = []
    made = province.registrar.mint(
        digest_of(paper), at=province.at, progress=steps.append, workers=2
    )
    assert (made, steps) == (10, [3, 3, 3, 1])
    assert [title.row.name for title in province.gather(paper)] == [
        each.name for each in paper.rows
    ]
    province.check()


def test_what_was_judged_by_a_list_that_is_no_more_is_made_again(province, monkeypatch):
    """Between signing and keeping somebody signs a list: nothing judged by the old one is kept."""
    paper = province.paper(ZONE, [row(serial) for serial in range(11, 14)])
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    office, digest = province.office, digest_of(paper)
    minting_room._plan_chunk(office, digest, at=province.at)
    room = minting_room._Room(office, digest)
    waiting = room.waiting(at=province.at)

    def and_meanwhile(chunks, make, *, workers):
        for chunk in strike(chunks, make, workers=workers):
            with minting_room.errand(office, at=province.at) as running:
                running.renew_revocations()
            yield chunk

    with monkeypatch.context() as patch:
        patch.setattr(minting_room, "strike", and_meanwhile)
        assert room.make(waiting, at=province.at) == 0
    assert minting_room.mint_batch(office, digest, at=province.at) == 3
    province.registrar.publish(at=province.at)
    province.gather(paper)
    province.check()
