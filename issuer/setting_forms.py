"""How the text of a setting is read: each reader gives the value, or raises ValueError. Pure."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network


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


def is_entity(text: str) -> bool:
    """Whether a text can be an entity id: an https address, without query and fragment."""
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.netloc) and not (parts.query or parts.fragment)
