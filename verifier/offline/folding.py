"""Signed documents folded for the offline page: the same bytes, spelled so that they compress.

A trust list is base64url around JSON around base64url around JSON: no compression sees through
it. Folded, every compact envelope stands as its header, its payload as text with the envelopes in
it taken out, and its signature; the page puts them together again, byte for byte, before it checks
anything. Nothing is judged here, and what is no compact envelope stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from keys.encoding import Json, b64, unb64
from keys.errors import Malformed

MARK: Final = "\x01"
"""Stands in a payload for an envelope that was taken out: no canonical JSON holds it as such."""
_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_QUOTED: Final = re.compile(rf'(?<="){_COMPACT.pattern}(?=")')


def folded(token: str) -> Json:
    """An envelope as `h`eader, `p`ayload, `i`nner envelopes and `s`ignature; else the text."""
    if not _COMPACT.fullmatch(token):
        return token
    header, payload, signature = token.split(".")
    try:
        head, text = (unb64(each).decode() for each in (header, payload))
    except (Malformed, UnicodeDecodeError):
        return token
    if MARK in text:
        return token
    inner: list[Json] = [folded(each) for each in _QUOTED.findall(text)]
    return {"h": head, "p": _QUOTED.sub(MARK, text), "i": inner, "s": signature}


def unfolded(document: Json) -> str:
    """The envelope again; as the page does it (page/folding.mjs)."""
    if not isinstance(document, Mapping):
        return str(document)
    inner = iter(map(unfolded, _texts(document["i"])))
    payload = re.sub(MARK, lambda _: next(inner), str(document["p"]))
    head = b64(str(document["h"]).encode())
    return f"{head}.{b64(payload.encode())}.{document['s']}"


def _texts(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list) else []
