"""How often something may fail, and that nobody can use the limits against somebody else."""

from __future__ import annotations

import logging

import pytest

from issuer.web import limits
from issuer.web.limits import (
    ALL_FAILURES,
    ALL_SECONDS,
    NETWORK_FAILURES,
    NETWORK_SECONDS,
    NUMBER_FAILURES,
    NUMBER_SECONDS,
    PRESSED_SURROUNDINGS,
    SURROUNDING_FAILURES,
    LookupLimits,
    ReportLimits,
)


@pytest.fixture
def lookups(ticking):
    return LookupLimits(ticking)


def somewhere(place: int) -> str:
    """A network with nobody around it."""
    return f"10.{place // 250}.{place % 250}.1"


def press(lookups, *, besides: int = 0) -> list[str]:
    """Failures up to the bound over all, one for each network and number."""
    nets = [somewhere(place) for place in range(ALL_FAILURES - besides)]
    for place, net in enumerate(nets):
        assert lookups.wait(number=f"N{place}", network=net) == 0
        lookups.failed(number=f"N{place}", network=net)
    return nets


def test_a_network_may_fail_so_often_and_then_waits_until_the_first_is_over(lookups, ticking):
    for place in range(NETWORK_FAILURES):
        lookups.failed(number=f"N{place}", network="192.0.2.1")
        ticking.now += 1
    assert lookups.wait(number="N", network="192.0.2.1") == NETWORK_SECONDS - NETWORK_FAILURES
    assert lookups.wait(number="N", network="192.0.2.2") == 0
    ticking.now += NETWORK_SECONDS - NETWORK_FAILURES
    assert lookups.wait(number="N", network="192.0.2.1") == 0


def test_a_number_is_bounded_for_everybody_for_a_day(lookups, ticking):
    for place in range(NUMBER_FAILURES):
        lookups.failed(number="N", network=somewhere(place))
    assert lookups.wait(number="N", network="192.0.2.1") == NUMBER_SECONDS
    assert lookups.wait(number="M", network="192.0.2.1") == 0
    ticking.now += NUMBER_SECONDS
    assert lookups.wait(number="N", network="192.0.2.1") == 0


def test_who_rents_addresses_side_by_side_is_one_and_has_room_for_neighbours(lookups):
    rented = [f"192.0.2.{last}" for last in range(SURROUNDING_FAILURES // NETWORK_FAILURES)]
    for place, net in enumerate(net for net in rented for _ in range(NETWORK_FAILURES)):
        assert lookups.wait(number=f"N{place}", network="192.0.2.200") == 0
        lookups.failed(number=f"N{place}", network=net)
    assert lookups.wait(number="N", network="192.0.2.200") > 0
    assert lookups.wait(number="N", network="198.51.100.1") == 0


def test_past_the_bound_over_all_who_failed_waits_and_who_did_not_is_served(lookups, ticking):
    nets = press(lookups)
    assert 0 < lookups.wait(number="N", network=nets[-1]) <= NETWORK_SECONDS
    assert lookups.wait(number="N", network="192.0.2.1") == 0
    ticking.now += ALL_SECONDS
    assert lookups.wait(number="N", network=nets[-1]) == 0


def test_before_that_bound_a_slip_of_the_finger_costs_nothing(lookups):
    """The control: the bound, and not the failure alone, makes those wait who failed."""
    nets = press(lookups, besides=1)
    assert lookups.wait(number="N", network=nets[-1]) == 0


def test_past_it_a_street_of_rented_addresses_is_one(lookups):
    for last in range(PRESSED_SURROUNDINGS):
        lookups.failed(number=f"R{last}", network=f"192.0.2.{last}")
    assert lookups.wait(number="N", network="192.0.2.200") == 0
    press(lookups, besides=PRESSED_SURROUNDINGS)
    assert lookups.wait(number="N", network="192.0.2.200") > 0


def test_the_log_is_told_once_and_names_nobody(lookups, ticking, caplog):
    with caplog.at_level(logging.WARNING, "zhicheng.limits"):
        nets = press(lookups)
        lookups.failed(number="N", network=nets[0])
        assert [record.getMessage() for record in caplog.records] == [
            "more failures than people make"
        ]
        assert caplog.records[0].kind == "look-up"
        ticking.now += ALL_SECONDS
        press(lookups)
    assert len(caplog.records) == 2
    assert "10." not in str([vars(record)["msg"] for record in caplog.records])


def test_what_counts_whatever_it_finds_is_counted_when_it_is_let_in(ticking):
    reports = ReportLimits(ticking)
    waits = [reports.take(network="192.0.2.1") for _ in range(limits.NETWORK_REPORTS + 2)]
    assert waits == [0] * limits.NETWORK_REPORTS + [NETWORK_SECONDS] * 2


def test_no_number_and_no_address_is_kept(lookups):
    lookups.failed(number="ZC37100020250120000018", network="203.0.113.77")
    for _, window in lookups._bounds.values():
        assert all(len(key) == 32 and b"ZC" not in key for key in window._failed)


def test_counters_are_bounded(monkeypatch, lookups):
    monkeypatch.setattr(limits, "_MOST_KEPT", 100)
    for place in range(300):
        lookups.failed(number=f"N{place}", network=somewhere(place))
    assert max(len(window._failed) for _, window in lookups._bounds.values()) == 100
