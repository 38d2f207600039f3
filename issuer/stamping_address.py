"""Which address of a time-stamping authority a setting may name. Opens nothing."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def stamping_address(text: str) -> str:
    """An address that may be asked: https, or plain http on this machine; ValueError otherwise.

    A digest on its way may be seen by anybody; but an answer over plain http could be anybody's.
    """
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    if not secure or not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError(text)
    _ = parts.port  # raises where it is none
    return text


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
