"""What is written down about a request: enough to run a service, nothing about a person.

A line names the route, never the path: `/v/<code>` is written as it stands in the route table,
so a code cannot reach a log in the first place. Queries and bodies are not looked at. Addresses
are cut to their network (/24, /56). The filter behind it takes codes out of whatever another
library writes.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from flask import Flask, Request, Response, g, request

_LOG: Final = logging.getLogger("zhicheng.access")
_CODE: Final = re.compile(r"(?i)(/v/)[^\s\"'?#]+(?:[?#][^\s\"']*)?")
_BARE_CODE: Final = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
UNMATCHED: Final = "(unmatched)"

Networks = Sequence[IPv4Network | IPv6Network]


class WithoutCodes(logging.Filter):
    """Takes codes and queries out of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; lets it pass."""
        said = record.getMessage()
        cut = _BARE_CODE.sub("…", _CODE.sub(r"\1…", said))
        if cut != said:
            record.msg, record.args = cut, ()
        # The last frame's source lines are harmless, but an exception's text may quote input.
        record.exc_info = None
        record.exc_text = None
        return True


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        """The record with the members that we put into it, and no others."""
        line = {
            "time": self._clock().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "says": record.getMessage(),
        }
        for name in _MEMBERS:
            if hasattr(record, name):
                line[name] = getattr(record, name)
        return json.dumps(line, ensure_ascii=False)


_MEMBERS: Final = (
    "method", "route", "status", "bytes", "ms", "network", "language", "ref", "kind", "where",
)  # fmt: skip


def to_stdout(clock: Callable[[], datetime]) -> None:
    """Send every log of this process to stdout, through the filter."""
    channel = logging.StreamHandler(sys.stdout)
    channel.setFormatter(AsJson(clock))
    channel.addFilter(WithoutCodes())
    root = logging.getLogger()
    root.handlers = [channel]
    root.setLevel(logging.WARNING)
    logging.getLogger("zhicheng").setLevel(logging.INFO)


def install(app: Flask, *, proxies: Networks, monotonic: Callable[[], float]) -> None:
    """Write one line a request."""

    def begin() -> None:
        g.begun = monotonic()

    def end(answer: Response) -> Response:
        begun = g.get("begun")
        taken = {} if begun is None else {"ms": round((monotonic() - begun) * 1000, 1)}
        _LOG.info(
            "request",
            extra={
                "method": request.method if request.method in _METHODS else "?",
                "route": request.url_rule.rule if request.url_rule else UNMATCHED,
                "status": answer.status_code,
                "bytes": answer.content_length or 0,
                "network": network_of_request(proxies=proxies),
                **taken,
            },
        )
        return answer

    app.before_request(begin)
    app.after_request(end)


_METHODS: Final = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])


def network_of_request(*, proxies: Networks) -> str:
    """The network that the running request comes from."""
    return network_of(client_of(request, proxies))


def client_of(from_client: Request, proxies: Networks) -> str:
    """The client's address; X-Forwarded-For is believed only hop by hop from known proxies."""
    hops = [hop.strip() for hop in from_client.headers.get("X-Forwarded-For", "").split(",")]
    address = from_client.remote_addr or ""
    while hops and _is_in(address, proxies):
        address = hops.pop() or address
    return address


def network_of(address: str) -> str:
    """The network that an address is in, /24 or /56; "-" for what is no address."""
    try:
        version = ip_address(address).version
    except ValueError:
        return "-"
    return str(ip_network(f"{address}/{24 if version == 4 else 56}", strict=False))


def _is_in(address: str, networks: Networks) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
