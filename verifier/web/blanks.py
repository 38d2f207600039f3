"""An answer told once with gaps, and filled for each visitor: the moment, and the code asked for.

What is written into the gaps while the answer is told are marks that nobody can know, drawn anew
by each process: a moment thousands of years from now, and a code. They are cut out again where
they stand, so a certificate cannot contain one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from verifier.china_time import in_words
from verifier.profile import CODE_CHARACTERS

MOMENT: Final = datetime(3000, 1, 1, tzinfo=UTC) + timedelta(
    seconds=secrets.randbelow(6000 * 365 * 86400)
)
"""Stands for the moment of verification."""
CODE: Final = secrets.token_hex(CODE_CHARACTERS // 2)
"""Stands for the code."""

Fill = Callable[[datetime, str], str]
_GAPS: Final[Mapping[bytes, Fill]] = {
    MOMENT.isoformat().encode(): lambda at, _: at.isoformat(),
    in_words(MOMENT).encode(): lambda at, _: in_words(at),
    CODE.encode(): lambda _, code: code,
}


class Blank:
    """A text with gaps.

    Attributes:
        style: The style of its own that a page brings, "" for none: its policy must allow just
            this one, whatever fonts have come since.
    """

    __slots__ = ("_parts", "style")

    def __init__(self, told: bytes, *, style: str = "") -> None:
        """Cut the marks out of a text that was told with them."""
        self.style: Final = style
        parts: list[bytes | Fill] = [told]
        for mark, fill in _GAPS.items():
            parts = [each for part in parts for each in _cut(part, mark, fill)]
        self._parts: Final = tuple(parts)

    def fill(self, at: datetime, code: str) -> bytes:
        """The text for a visitor who asks now, with this code."""
        return b"".join(
            part if isinstance(part, bytes) else part(at, code).encode() for part in self._parts
        )


def _cut(part: bytes | Fill, mark: bytes, fill: Fill) -> Iterator[bytes | Fill]:
    if not isinstance(part, bytes):
        yield part
        return
    first, *rest = part.split(mark)
    yield first
    for after in rest:
        yield fill
        yield after
