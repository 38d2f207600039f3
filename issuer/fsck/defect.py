"""One place where two records differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from keys.errors import Fact


@dataclass(frozen=True, slots=True)
class Defect:
    """A difference between two records of the office.

    Attributes:
        code: "fsck.copy-entry"; its words, with the mend, are in the catalogue "store".
        facts: Numbers, digests and names of files. Never a person's data.
    """

    code: str
    facts: Mapping[str, Fact]


def defect(code: str, /, **facts: Fact) -> Defect:
    """A defect from its facts."""
    return Defect(f"fsck.{code}", facts)
