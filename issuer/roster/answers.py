"""The answers to a part of a roster, in the form in which they wait for the rest of it.

Words already, in the unit's language: what a line was told once, it is told. Beside them stands
the number of the certificate, so that one that comes again in a later part is known again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """One line with its answer.

    Attributes:
        line: Its number, as the spreadsheet shows it.
        conclusion: As a receipt counts it.
        certificate_no: "" where the line led to none.
        cells: What stands beside the line.
    """

    line: int
    conclusion: str
    certificate_no: str
    cells: tuple[str, ...]


def to_bytes(answers: Sequence[Answered]) -> bytes:
    """The form that is sealed."""
    rows = [[each.line, each.conclusion, each.certificate_no, each.cells] for each in answers]
    return json.dumps(rows, ensure_ascii=False).encode()


def from_bytes(data: bytes) -> list[Answered]:
    """Read it back; it was sealed by us."""
    return [
        Answered(line, conclusion, number, tuple(cells))
        for line, conclusion, number, cells in json.loads(data)
    ]
