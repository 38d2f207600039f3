"""What was found about a file, beside what is found about the certificate in it.

Each finding has a code with words and a mend in the catalogue `files`. A file that was altered
makes the whole answer a forgery, whatever the record says; what should have been checked and
could not be leaves it open. Neither is ever green.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from verifier.certificate import Certificate
from verifier.files.kinds import Kind
from verifier.verdict import PRECEDENCE, SIGNATURE, Outcome, Verdict, VerdictCode


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing that was looked at in a file; as `verifier.verdict.Finding`, without a step."""

    code: str
    outcome: Outcome
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def meaning(self) -> VerdictCode:
        """The verdict that it alone would lead to."""
        if self.outcome is Outcome.INVALID:
            return VerdictCode.FORGED
        return VerdictCode.CANNOT_TELL if self.outcome is Outcome.UNKNOWN else VerdictCode.VALID


def fits(code: str, **facts: str | int) -> FileFinding:
    """It was looked at and is as it should be."""
    return FileFinding(code, Outcome.VALID, facts)


def altered(code: str, **facts: str | int) -> FileFinding:
    """It was altered, or belongs elsewhere."""
    return FileFinding(code, Outcome.INVALID, facts)


def unsure(code: str, **facts: str | int) -> FileFinding:
    """It matters, and could not be checked."""
    return FileFinding(code, Outcome.UNKNOWN, facts)


def note(code: str, **facts: str | int) -> FileFinding:
    """There was nothing to check, and the reader should know."""
    return FileFinding(code, Outcome.SKIPPED, facts)


_AFTER: Final = PRECEDENCE.index(VerdictCode.SERVICE_PROBLEM) + 1
_ORDER: Final = (
    *PRECEDENCE[:_AFTER],
    VerdictCode.NOT_FOUND,
    *PRECEDENCE[_AFTER:],
)
"""Gravest first; a record that could not be read is graver than whatever else is open."""


def gravest(codes: Iterable[VerdictCode]) -> VerdictCode:
    """The gravest of some verdicts."""
    return min(codes, key=_ORDER.index)


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What is to be believed of a file.

    Attributes:
        record: The verdict on the certificate that the file leads to, whatever became of the file.
        findings: About the file.
        sealed: Whether the seal of the certificate's own authority covers every byte of it.
    """

    kind: Kind
    pages: int
    record: Verdict
    findings: tuple[FileFinding, ...]
    sealed: bool

    @property
    def verdict(self) -> Verdict:
        """The one answer: the gravest of the record's verdict and of the findings."""
        code = gravest([self.record.code, *(each.meaning for each in self.findings)])
        return replace(self.record, code=code)

    @property
    def on_record(self) -> Certificate | None:
        """What the record says, for the reader's own eyes to hold against the file.

        None where no authority's signature held.
        """
        signed = any(
            each.step == SIGNATURE and each.outcome is Outcome.VALID
            for each in self.record.findings
        )
        known = signed and self.record.code is not VerdictCode.FORGED
        return self.record.claimed if known else None

    @property
    def compare(self) -> bool:
        """Whether the reader's own eyes must hold what the file shows against the record."""
        return self.on_record is not None and not (self.sealed and self.verdict.code.is_valid)
