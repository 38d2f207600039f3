"""A setting, and how its text is read: each reader gives the value, or raises ValueError. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final
from urllib.parse import urlsplit

from keys.errors import Malformed

_SCHEMES: Final = ("http", "https")
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: how a setting is read, what it is without it, what it is for.

    Attributes:
        default: Shown in the table; None where the value follows from other settings.
        says: What it is for, Chinese then English, for the table.
    """

    name: str
    kind: str
    read: Callable[[str], object]
    default: str | None
    says: str

    def value(self, text: str) -> object:
        """What a text says; raises Malformed("config.value")."""
        try:
            return self.read(text)
        except ValueError as error:
            raise Malformed("config.value", name=self.name, wanted=self.kind) from error


def read_language(text: str) -> str:
    """A language that we speak, in any of its usual spellings."""
    names = {"zh": "zh_CN", "zh_CN": "zh_CN", "zh-CN": "zh_CN", "en": "en"}
    if text not in names:
        raise ValueError(text)
    return names[text]


def read_bind(text: str) -> str:
    """host:port, as it is written."""
    host, _, port = text.rpartition(":")
    if not host or not 0 <= int(port) <= 65535:
        raise ValueError(text)
    return text


def whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number within bounds, both included."""

    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks, by comma."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def read_local_origin(text: str) -> str:
    """An origin of this machine: a browser trusts `localhost` without TLS, and no other name."""
    parts = urlsplit(text)
    port = f":{parts.port}" if parts.port else ""
    if parts.hostname != "localhost" or text not in (f"{s}://localhost{port}" for s in _SCHEMES):
        raise ValueError(text)
    return text


def is_entity(text: str) -> bool:
    """Whether a text can be an entity id: an https address, without query and fragment."""
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.netloc) and not (parts.query or parts.fragment)
