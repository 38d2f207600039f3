"""A roster on its way: what is known of it from the tray to the day when it is forgotten.

A shape alone; how it is kept is the business of `issuer.store`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from keys.errors import CredentialError


class JobState(StrEnum):
    """How far a roster is."""

    WAITING = "WAITING"
    JUDGING = "JUDGING"
    DONE = "DONE"
    REFUSED = "REFUSED"  # as a whole: nothing of it was judged


class FileKind(StrEnum):
    """What a unit hands in, and gets back."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Job:
    """A roster on its way, without its files.

    Attributes:
        number: Of the roster; its receipt names it.
        at: When it was handed in.
        rows: Lines to judge; 0 until it was read.
        judged: Lines of which the answer is kept.
        begun_at: The moment that it is judged for.
        reason: Code and facts of why it was refused.
        counts: Conclusion -> lines, once it is done.
        files_until: Until when its files are given; None where there are none.
    """

    number: str
    unit: str
    at: datetime
    state: JobState
    language: str
    encoding: str
    kind: FileKind
    purpose: str
    rows: int = 0
    judged: int = 0
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    reason: CredentialError | None = None
    counts: Mapping[str, int] | None = None
    files_until: datetime | None = None
