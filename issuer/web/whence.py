"""Where a request comes from, as far as its address tells: for the limits, and for the log.

The limits count by *place* and by the *surroundings* of a place. A place is one IPv4 address or
one IPv6 /56: what one household, one office or one rented machine has, and already the many people
behind one carrier's gateway. Surroundings are the /24 or /48 around it, in which a stranger with a
handful of addresses counts as one and his neighbours have room beside him. The log is told the
/24 or /56 only.

Follows RFC 6177 (what a site is given in IPv6) and RFC 4291, 2.5.5.2 (IPv4 written as IPv6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Networks = Sequence[IPv4Network | IPv6Network]
NOWHERE: Final = "-"
"""The place, the surroundings and the network of what is no address."""


def client_of(environ: WSGIEnvironment, proxies: Networks) -> str:
    """The client's address; X-Forwarded-For is believed only hop by hop from known proxies."""
    address: str = environ.get("REMOTE_ADDR") or ""
    if not proxies:
        return address
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while hops and _is_in(address, proxies):
        address = hops.pop() or address
    return address


def network_of(address: str) -> str:
    """The network that an address is in, /24 or /56, for the log."""
    if found := _IPV4.match(address):
        return f"{found[1]}.0/24"
    return _around(address, 24, 56)


def place_of(address: str) -> str:
    """What the limits take for one caller: an IPv4 address, or an IPv6 /56."""
    if _IPV4.match(address):
        return address
    return _around(address, 32, 56).removesuffix("/32")


def surroundings_of(place: str) -> str:
    """The /24 or /48 around a place."""
    if found := _IPV4.match(place):
        return f"{found[1]}.0/24"
    return _around(place.removesuffix("/56"), 24, 48)


def place_of_request(*, proxies: Networks) -> str:
    """The place that the running request comes from."""
    return place_of(client_of(request.environ, proxies))


# Nearly every address; the library takes ten times as long over it.
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"({_OCTET}\.{_OCTET}\.{_OCTET})\.{_OCTET}\Z")


def _around(address: str, bits_of_4: int, bits_of_6: int) -> str:
    found = _read(address)
    if found is None:
        return NOWHERE
    bits = bits_of_4 if found.version == 4 else bits_of_6
    return str(ip_network(f"{found}/{bits}", strict=False))


def _is_in(address: str, networks: Networks) -> bool:
    found = _read(address)
    return found is not None and any(found in network for network in networks)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    # A server that listens on both writes 203.0.113.7 as ::ffff:203.0.113.7.
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    if mapped is not None:
        return mapped
    if isinstance(found, IPv6Address) and found.scope_id:
        return IPv6Address(int(found))
    return found
