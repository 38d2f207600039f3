"""Whose request it is: one address or one /56 is a place, its neighbours are around it."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from issuer.web.whence import client_of, network_of, place_of, surroundings_of

PROXIES = (ip_network("10.9.0.0/16"), ip_network("2001:db8:9::/48"))


@pytest.mark.parametrize(
    ("address", "place", "around", "logged"),
    [
        ("203.0.113.77", "203.0.113.77", "203.0.113.0/24", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.77", "203.0.113.0/24", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56", "2001:db8:1::/48", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56", "fe80::/48", "fe80::/56"),
        ("203.0.113.777", "-", "-", "-"),
        ("nonsense", "-", "-", "-"),
        ("", "-", "-", "-"),
    ],
)
def test_an_address_is_in_a_place_with_surroundings(address, place, around, logged):
    assert place_of(address) == place
    assert surroundings_of(place) == around
    assert network_of(address) == logged


def test_one_home_is_one_place_and_two_addresses_of_a_carrier_are_two():
    assert place_of("2001:db8:1:2ff::1") == place_of("2001:db8:1:200:ffff::9")
    assert place_of("203.0.113.77") != place_of("203.0.113.78")
    assert surroundings_of("203.0.113.77") == surroundings_of("203.0.113.78")
    assert surroundings_of("2001:db8:1:200::/56") == surroundings_of("2001:db8:1:300::/56")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.77", "198.51.100.1", "203.0.113.77"),
        ("10.9.0.1", "192.0.2.9, 198.51.100.1", "198.51.100.1"),
        ("2001:db8:9::1", "192.0.2.9, 2001:db8:9::2", "192.0.2.9"),
        ("::ffff:10.9.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.9.0.1", "", "10.9.0.1"),
    ],
)
def test_who_writes_his_own_address_is_not_believed(peer, forwarded, client):
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_of(environ, PROXIES) == client
    assert client_of(environ, ()) == peer
