"""The bench's own arithmetic: ratios, their median, and what is called reached."""

from __future__ import annotations

import pytest

from tests.bench.apart import Taken
from tests.bench.rounds import Fact, LeftOut, Row, measure, measure_together
from tests.bench.table import table


def took(*seconds, work=None, peak=0.0):
    return [Taken(each, each, peak, work) for each in seconds]


def test_a_rate_is_held_against_the_others_round_by_round():
    row = Row("1 mint", "bare", 0.5, 100, ours=took(2, 2, 8), theirs=took(1, 1, 2))
    assert row.ratios == pytest.approx([0.5, 0.5, 0.25])
    assert row.ratio == pytest.approx(0.5)
    assert row.reached


def test_a_side_that_did_more_is_not_called_slower():
    row = Row("1 mint", "peer", 1.0, 100, ours=took(2), theirs=took(4, work=400))
    assert row.ratio == pytest.approx(0.5)
    assert not row.reached


def test_of_times_the_smaller_is_better():
    row = Row("5 cold", "python", 3.0, 1, falling=True, ours=took(0.2), theirs=took(0.1))
    assert row.ratio == pytest.approx(2.0)
    assert row.reached


def test_of_memory_the_most_that_was_held_counts():
    row = Row("2 mint", "parse", 1.5, 10, falling=True, memory=True)
    row.ours, row.theirs = took(9, peak=300), took(1, peak=100)
    assert row.ratio == pytest.approx(3.0)
    assert not row.reached


def test_a_row_without_a_goal_is_not_judged():
    assert Row("1 mint", "jose", None, 1, ours=took(1), theirs=took(1)).reached is None


def test_sides_take_turns_and_ours_is_measured_once_a_round():
    order = []

    def side(name):
        def once():
            order.append(name)
            return Taken(1.0, 1.0, 1.0)

        return once

    rows = [Row(name, name, None, 1) for name in ("a", "b")]
    measure_together(side("ours"), list(zip(rows, [side("a"), side("b")], strict=True)), rounds=2)
    assert order == ["ours", "a", "b", "b", "a", "ours"]
    assert all(len(row.ours) == len(row.theirs) == 2 for row in rows)


def test_the_table_says_what_was_left_out_and_why():
    row = measure(Row("1 mint x", "bare", 0.5, 1), took(2).pop, took(1).pop, rounds=1)
    shown = table([row, LeftOut("1 mint x", "cert-issuer", 10.0, "no wheel for this system")])
    assert "cert-issuer: left out: no wheel for this system" in shown
    assert ">= 0.50" in shown
    assert "yes" in shown.splitlines()[2]


def test_a_count_is_held_against_its_bound():
    assert Fact("8 hashes", "log2", 14, 14, "", 1.0).reached
    assert not Fact("8 hashes", "log2", 15, 14, "", 1.0).reached
    assert "15.0" in table([Fact("8 hashes", "log2", 15, 14, "", 1.0)])
