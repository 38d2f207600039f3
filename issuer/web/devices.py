"""In two words, on what somebody signed in: for that person to know his own devices again.

Nothing finer is kept than a kind of browser and a kind of system, so that a list of devices is no
fingerprint.
"""

from __future__ import annotations

from typing import Final

_BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("HuaweiBrowser", "HuaweiBrowser"),
    ("MiuiBrowser", "MiuiBrowser"),
    ("QQBrowser", "QQBrowser"),
    ("UCBrowser", "UCBrowser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What a browser calls itself by -> its name; most call themselves by several, so in this order."""
_SYSTEMS: Final = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
UNKNOWN: Final = "—"


def device_of(user_agent: str) -> str:
    """Browser and system, as in "Chrome · Windows"; "—" for what is neither."""
    names = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return " · ".join(filter(None, names)) or UNKNOWN


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for mark, name in known if mark in user_agent), None)
