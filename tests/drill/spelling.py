"""Other spellings of the same thing, and small damage: of texts, of base64 and of JSON.

Everything is drawn from the `Random` that is handed in, so that a number gives the same mutation
again. Nothing here knows what a certificate is.
"""

from __future__ import annotations

import json
import unicodedata
from random import Random

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STRANGE = (
    *("\x00", "\n", "\r\n", "\t", " ", "=", "+", "/", "~", ".", ",", "#", "%2E", "\\", '"', "{"),
    *("\ufeff", "\u200b", "\u202e", "\u00a0", "\uff11", "\u0661", "\ud800", "\U0001f600", "е"),
)


def damaged(random: Random, text: str) -> str:
    """A text with one to three places flipped, put in, taken out, exchanged, cut or doubled."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        text = random.choice(_DAMAGES)(random, text or "0")
    return text


def _flip(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1 << random.randrange(7)) + text[at + 1 :]


def _insert(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    put = random.choice((random.choice(STRANGE), random.choice(ALPHABET)))
    return text[:at] + put + text[at:]


def _delete(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return text[:at] + text[at + random.choice((1, 1, 1, 2, 4, 43)) :]


def _replace(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice(ALPHABET) + text[at + 1 :]


def _exchange(random: Random, text: str) -> str:
    one, other = sorted(random.randrange(len(text)) for _ in range(2))
    middle = text[one + 1 : other]
    return text[:one] + text[other] + middle + text[one] + text[other + 1 :]


def _neighbours(random: Random, text: str) -> str:
    at = random.randrange(max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _cut(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return random.choice((text[:at], text[at:]))


def _double(random: Random, text: str) -> str:
    one, other = sorted(random.randrange(len(text) + 1) for _ in range(2))
    return text[:other] + text[one:]


def _case(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return text[:at] + text[at:].swapcase()


_DAMAGES = (
    *(_flip, _flip, _flip, _insert, _insert, _delete, _delete, _replace, _exchange),
    *(_neighbours, _cut, _double, _case),
)


def rebased(random: Random, segment: str) -> str:
    """Base64url that a lenient reader takes for the same bytes."""
    at = random.randrange(len(segment) + 1)
    stray = segment
    if segment and segment[-1] in ALPHABET:  # bits that belong to no byte
        stray = segment[:-1] + ALPHABET[ALPHABET.find(segment[-1]) ^ random.choice((1, 2, 3))]
    return random.choice(
        (
            segment + "=" * (-len(segment) % 4 or 4),
            segment + random.choice(("=", "A", "AA", "==", "===", "\n", " ")),
            stray,
            segment.replace("-", "+").replace("_", "/"),
            segment.replace("-", "%2D").replace("_", "%5F"),
            segment[:at] + random.choice(STRANGE) + segment[at:],
            segment[:at] + "=" * random.choice((1, 2)) + segment[at:],
            segment[:at] + segment[at:].swapcase(),
        )
    )


def respelled(random: Random, document: object) -> bytes:
    """JSON for the same document, as another writer (or an attacker) might put it."""
    way = random.randrange(12)
    if way == 0:
        text = json.dumps(document, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    elif way == 1:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    elif way == 2:
        text = json.dumps(document, ensure_ascii=False, indent=random.choice((0, 1, 2, "\t")))
    elif way == 3:
        text = random.choice(("{}\n", "\n{}", " {}", "\ufeff{}", "{} ", "{}\x00", "[{}]"))
        text = text.replace("{}", _written(document))
    elif way == 4:
        text = _written(unicodedata.normalize("NFD", _written(document)))
        text = text[1:-1].replace('\\"', '"')
    elif way == 5:
        text = _written(document).replace("https:", "https\\u003a").replace('"', "'")
    else:
        return _Writer(random, odds=random.choice((0.02, 0.1, 0.4))).write(document)
    return text.encode("utf-8", "surrogatepass")


def _written(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class _Writer:
    """Writes JSON in which each value may be spelled otherwise, with the given odds."""

    def __init__(self, random: Random, *, odds: float) -> None:
        self.random, self.odds = random, odds

    def write(self, document: object) -> bytes:
        return self._value(document).encode("utf-8", "surrogatepass")

    def _value(self, value: object) -> str:
        odd = self.random.random() < self.odds
        if isinstance(value, dict):
            return self._object(value, odd=odd)
        if isinstance(value, list | tuple):
            return "[" + ",".join(map(self._value, value)) + ("," if odd else "") + "]"
        if isinstance(value, bool | float) or value is None or not odd:
            return _written(value)
        if isinstance(value, int):
            ways = ("{}.0", "{}e0", "{}E0", "+{}", "0{}", "{}.", "-0", '"{}"', "0x{:x}")
            return self.random.choice(ways).format(value)
        at = self.random.randrange(len(value) + 1)
        return self._string(value, at)

    def _string(self, value: str, at: int) -> str:
        way = self.random.randrange(4)
        if way == 0:
            return '"' + "".join(f"\\u{ord(each) & 0xFFFF:04X}" for each in value) + '"'
        if way == 1:
            return _written(value).replace("/", "\\/")
        return _written(value[:at] + self.random.choice(STRANGE) + value[at:])

    def _object(self, value: dict, *, odd: bool) -> str:
        members = [f"{_written(name)}:{self._value(each)}" for name, each in value.items()]
        if odd and members:
            way = self.random.randrange(3)
            at = self.random.randrange(len(members))
            if way == 0:
                members.reverse()
            elif way == 1:  # twice: first or last, the same or another value
                name = list(value)[at]
                other = tweaked(self.random, value[name])
                twin = f"{_written(name)}:{_written(other)}"
                members.insert(self.random.choice((0, len(members))), twin)
            else:
                members.append(self.random.choice(('"zc":0', '"_sd":[]', '"exp":1', '"":""')))
        return "{" + ",".join(members) + "}"


OTHERS = (None, True, 0, -1, 1, 2**31, 2**53, 10**30, "", "x", [], {}, [[]], "\ud83d", 1.5)


def tweaked(random: Random, value: object) -> object:
    """Another value in the place of this one, near or far."""
    if random.random() < 0.1:
        return random.choice(OTHERS)
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + random.choice((1, -1, 2, 86400, -86400, -value, 2**53))
    if isinstance(value, str):
        return damaged(random, value)
    if isinstance(value, list | tuple):
        return _other_list(random, list(value))
    return edited(random, value) if isinstance(value, dict) else value


def _other_list(random: Random, value: list) -> list:
    if not value:
        return ["x"]
    at = random.randrange(len(value))
    way = random.randrange(4)
    if way == 0:
        del value[at]
    elif way == 1:
        value.append(value[at])
    elif way == 2:
        random.shuffle(value)
    else:
        value[at] = tweaked(random, value[at])
    return value


def edited(random: Random, document: dict) -> dict:
    """The same object with one member of it, or of an object inside it, changed."""
    found = dict(document)
    if not found:
        return {"x": 1}
    name = random.choice(list(found))
    way = random.randrange(8)
    if way == 0:
        del found[name]
    elif way == 1:
        found[damaged(random, name)] = found.pop(name)
    elif way == 2:
        found[random.choice(("exp", "nbf", "aud", "cnf", "_sd", "...", "x"))] = tweaked(random, 1)
    else:
        found[name] = tweaked(random, found[name])
    return found
