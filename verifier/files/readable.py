"""Whether the readable attachment says what the credential says.

It is there for people and is signed by nobody on its own. Its labels are for reading, so only its
values are looked at: each of what the credential says must stand among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from verifier.certificate import Certificate
from verifier.files.findings import FileFinding, altered
from verifier.files.found import READABLE, Found

_SAID: Final = ("certificate_no", "name", "title", "specialty", "committee", "approval_doc_no")


def judge_readable(found: Found, certificate: Certificate | None) -> list[FileFinding]:
    """What speaks against the readable attachment; nothing where there is none to compare."""
    if certificate is None:
        return []
    said = {str(getattr(certificate, name)) for name in _SAID if getattr(certificate, name)}
    readable = [each.data for each in found.attachments if each.name == READABLE]
    if all(said <= set(_texts(each)) for each in readable):
        return []
    return [altered("file.readable-differs")]


def _texts(data: bytes) -> Iterator[str]:
    try:
        left = [json.loads(data)]
    except (ValueError, RecursionError):
        return
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
