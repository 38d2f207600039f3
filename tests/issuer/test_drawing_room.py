"""At most so many draw at once, at most so many wait, and nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from issuer.drawing_room import DrawingRoom
from keys.errors import Refused
from tests.issuer.refusing import refused

SOON = timedelta(milliseconds=20)
LATE = timedelta(seconds=60)


def test_what_is_drawn_comes_back_and_what_is_refused_is_told():
    room = DrawingRoom(1)
    assert room.run(lambda: 7) == 7

    def refuse():
        raise Refused("render.does-not-fit", field="name")

    with refused("render.does-not-fit", field="name"):
        room.run(refuse)


def test_so_many_draw_at_once_and_no_more():
    room, both, lock = DrawingRoom(2, patience=LATE), threading.Barrier(2), threading.Lock()
    drawing, most = set(), []

    def draw():
        with lock:
            drawing.add(threading.get_ident())
            most.append(len(drawing))
        both.wait(60)  # for another at the other bench
        with lock:
            drawing.discard(threading.get_ident())

    with ThreadPoolExecutor(16) as callers:
        list(callers.map(lambda _: room.run(draw), range(30)))
    assert max(most) == 2


def test_whoever_finds_the_line_full_is_sent_away_at_once():
    room, go = DrawingRoom(1, in_line=1, patience=LATE), threading.Event()
    begun = threading.Event()

    def draw():
        begun.set()
        return go.wait(60)

    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(room.run, draw)
        begun.wait(60)
        second = callers.submit(room.run, lambda: 2)
        while room._pool._work_queue.qsize() == 0:  # until the second one stands in line
            pass
        with refused("render.busy", seconds=60):
            room.run(lambda: 3)
        go.set()
        assert (first.result(60), second.result(60)) == (True, 2)
    assert room.run(lambda: 4) == 4


def test_whoever_waited_too_long_is_sent_away_and_what_was_begun_is_ended():
    room, go, ended = DrawingRoom(1, patience=SOON), threading.Event(), threading.Event()

    def draw():
        go.wait(60)
        ended.set()

    with refused("render.busy", seconds=1):
        room.run(draw)
    with refused("render.busy"):
        room.run(lambda: pytest.fail("it was given up before its turn"))
    go.set()
    assert ended.wait(60)


def test_places_are_given_back_however_it_ended():
    room = DrawingRoom(1, in_line=1)

    def refuse():
        raise Refused("render.does-not-fit", field="name")

    for _ in range(5):
        assert room.run(lambda: 1) == 1
        with refused("render.does-not-fit"):
            room.run(refuse)


def test_a_timeout_of_the_work_itself_is_not_taken_for_impatience():
    def fail():
        raise TimeoutError("the time stamp")

    with pytest.raises(TimeoutError, match="the time stamp"):
        DrawingRoom(1).run(fail)
