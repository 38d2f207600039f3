"""Which files are taken, told by their first bytes, and how large they may be.

The name of a file and the type that a browser sends for it are words of a stranger; neither is
asked. Follows ISO 32000-1 7.5.2, W3C PNG 5.2 and ITU-T T.81 B.1.1 for the first bytes, and OWASP
ASVS 5.0.0, 5.2.1 and 5.2.6 for the bounds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from keys.errors import Malformed, TooLarge

MAX_FILE_BYTES: Final = 10 * 2**20
MAX_PAGES: Final = 20
MAX_PIXELS: Final = 40_000_000
_MIB: Final = 2**20


class Kind(StrEnum):
    """What a file is."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


_BEGINNINGS: Final = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
)


def is_file(data: bytes) -> bool:
    """Whether some bytes begin as a file that is taken here."""
    return any(data.startswith(beginning) for beginning, _ in _BEGINNINGS)


def kind_of(data: bytes) -> Kind:
    """What a file is.

    Raises:
        TooLarge: "file.too-large".
        Malformed: "file.kind".
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge("file.too-large", limit=MAX_FILE_BYTES // _MIB)
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    raise Malformed("file.kind")
