"""Collects vectors: each flaw is one change to a control that is as it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tests.vectors.vector import Expected, Vector
from tests.verifier.world import NOW

OFFICE = "office.json"
RIGHTS_LOST = "rights-lost.json"
KEYS_LOST = "keys-lost.json"
MEMBER_LOST = "member-lost.json"
TAKEN_BACK = "taken-back.json"
WITHOUT_BOOKS = "without-books.json"
BOOK_EXCHANGED = "book-exchanged.json"
ANCHOR = "anchor.json"
OTHER_ANCHOR = "other-anchor.json"


def verdict(code: str, *findings: str) -> Expected:
    return Expected(verdict=code, findings=findings)


def forged(*findings: str) -> Expected:
    return verdict("FORGED", *findings)


def no_authority(*findings: str) -> Expected:
    return verdict("NO_AUTHORITY", *findings)


def error(code: str) -> Expected:
    """Refused before there is anything to judge."""
    return Expected(error=code, findings=(code,))


def rejected(*problems: str) -> Expected:
    """A batch that is well signed and breaks rules; every problem is named."""
    return Expected(error="batch.rejected", findings=problems)


ACCEPTED = Expected()
VALID = verdict("VALID")


class Collection:
    """The vectors, controls first."""

    def __init__(self) -> None:
        self.positive: dict[str, Vector] = {}
        self.negative: dict[str, Vector] = {}

    def control(
        self,
        name: str,
        says: str,
        expected: Expected,
        *,
        kind: str = "verify",
        input: str | None = None,  # noqa: A002 - the member's name in the file
        issuer: str | None = None,
        bundle: str = OFFICE,
        at: datetime = NOW,
    ) -> None:
        """Something that is as it should be."""
        assert name not in self.positive
        self.positive[name] = Vector(
            name, says, kind, bundle, ANCHOR, at, expected, input=input, issuer=issuer
        )

    def flaw(
        self,
        name: str,
        says: str,
        expected: Expected,
        *,
        of: str,
        **change: str | datetime | Mapping[str, int],
    ) -> None:
        """One thing wrong with the control `of`: its input, bundle, anchor, moment or memory."""
        assert name not in self.negative
        assert len(change) == 1, f"{name} has more than one defect"
        control = self.positive[of]
        self.negative[name] = replace(
            control,
            name=name,
            says=says,
            expected=expected,
            control=of,
            **change,
        )
