"""An answer told once with gaps, and filled for each visitor: the moment, and the code asked for.

What is written into the gaps while the answer is told are marks that nobody can know, drawn anew
by each process: a moment thousands of years from now, and a code. They are cut out again where
they stand, so a certificate cannot contain one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
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
_GAPS: Final[dict[str, Fill]] = {
    MOMENT.isoformat(): lambda at, _: at.isoformat(),
    in_words(MOMENT): lambda at, _: in_words(at),
    CODE: lambda _, code: code,
}
_GAP: Final = re.compile("(" + "|".join(re.escape(mark) for mark in _GAPS) + ")")


class Blank:
    """A text with gaps."""

    __slots__ = ("_begin", "_rest")

    def __init__(self, told: str) -> None:
        """Cut the marks out of a text that was told with them."""
        begin, *parts = _GAP.split(told)
        self._begin: Final = begin.encode()
        self._rest: Final[Sequence[tuple[Fill, bytes]]] = tuple(
            (_GAPS[mark], after.encode())
            for mark, after in zip(parts[::2], parts[1::2], strict=True)
        )

    def fill(self, at: datetime, code: str) -> bytes:
        """The text for a visitor who asks now, with this code."""
        parts = [self._begin]
        for gap, after in self._rest:
            parts += (gap(at, code).encode(), after)
        return b"".join(parts)
