"""The verdict: what the numbered steps found, and the one word that follows from it.

A finding is a fact with a stable code; a verdict is all findings together and the gravest of
them. Disbelief is data here: only unreadable input raises. What could not be checked is never
called valid. Words for people are in the message catalogues, not here.

Follows RFC 2119 in one point: a certificate that is not VALID must not leave this module as if
it were (`Verdict.certificate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from keys.errors import Untrusted
from verifier.certificate import Certificate
from verifier.china_time import china_day


class Outcome(StrEnum):
    """How one thing that was looked at turned out."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"  # it could not be checked, and that matters
    SKIPPED = "skipped"  # there was nothing to look at


# The ten steps of `verifier.verify`, by number.
READ, KEY, SIGNATURE, DOCUMENT, DATES, LOG, BATCH, RULES, STATUS, SCOPE = range(1, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        step: 1 to 10, the step of `verifier.verify`.
        code: Stable, dotted: "status.revoked".
        facts: What the words need; never a person's data.
        rule: Id of the catalogue entry it rests on, if one.
    """

    step: int
    code: str
    outcome: Outcome
    facts: Mapping[str, str | int] = field(default_factory=dict)
    rule: str | None = None


class VerdictCode(StrEnum):
    """The machine's word for a verdict; the same in page, API and command line."""

    VALID = "VALID"
    VALID_AUTH_WITHDRAWN = "VALID_AUTH_WITHDRAWN"
    RECOGNISED_PEER = "RECOGNISED_PEER"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    SCOPE_EXPIRED = "SCOPE_EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    SUSPENDED = "SUSPENDED"
    PEER_UNCONFIRMED = "PEER_UNCONFIRMED"
    REVOKED = "REVOKED"
    CANCELLED = "CANCELLED"
    FORGED = "FORGED"
    WRONG_ISSUER = "WRONG_ISSUER"
    NO_AUTHORITY = "NO_AUTHORITY"
    NOT_OFFICIAL_QR = "NOT_OFFICIAL_QR"
    NOT_FOUND = "NOT_FOUND"
    STALE_OFFLINE = "STALE_OFFLINE"
    SERVICE_PROBLEM = "SERVICE_PROBLEM"
    CANNOT_TELL = "CANNOT_TELL"

    @property
    def is_valid(self) -> bool:
        """Whether the certificate counts; green, and nothing else is."""
        return self in _GREEN

    @property
    def is_open(self) -> bool:
        """Whether nothing can be said: neither valid nor not."""
        return self in _OPEN


_GREEN: Final = frozenset(
    {VerdictCode.VALID, VerdictCode.VALID_AUTH_WITHDRAWN, VerdictCode.RECOGNISED_PEER}
)
_OPEN: Final = frozenset(
    {
        VerdictCode.PEER_UNCONFIRMED,
        VerdictCode.NOT_FOUND,
        VerdictCode.STALE_OFFLINE,
        VerdictCode.SERVICE_PROBLEM,
        VerdictCode.CANNOT_TELL,
    }
)

# Under names of their own: Python 3.11 finds a member of an enum by a function call each time.
_INVALID, _UNKNOWN = Outcome.INVALID, Outcome.UNKNOWN
_COUNTS: Final = VerdictCode.VALID

# Gravest first. What makes the certificate a lie goes before what happened to a true one, both go
# before what could not be checked, and all before where it counts.
PRECEDENCE: Final = (
    VerdictCode.NOT_OFFICIAL_QR,
    VerdictCode.FORGED,
    VerdictCode.WRONG_ISSUER,
    VerdictCode.NO_AUTHORITY,
    VerdictCode.REVOKED,
    VerdictCode.CANCELLED,
    VerdictCode.SUPERSEDED,
    VerdictCode.SUSPENDED,
    VerdictCode.SERVICE_PROBLEM,
    VerdictCode.PEER_UNCONFIRMED,
    VerdictCode.CANNOT_TELL,
    VerdictCode.STALE_OFFLINE,
    VerdictCode.SCOPE_EXPIRED,
    VerdictCode.OUT_OF_SCOPE,
    VerdictCode.RECOGNISED_PEER,
    VerdictCode.VALID_AUTH_WITHDRAWN,
    VerdictCode.VALID,
)

# What a code means where it is not what its step and outcome say.
MEANING: Final[Mapping[str, VerdictCode]] = MappingProxyType(
    {
        "read.foreign-host": VerdictCode.NOT_OFFICIAL_QR,
        "key.unknown-issuer": VerdictCode.WRONG_ISSUER,
        "batch.later-withdrawn": VerdictCode.VALID_AUTH_WITHDRAWN,
        "status.revoked": VerdictCode.REVOKED,
        "status.revoked-undated": VerdictCode.REVOKED,
        "status.cancelled": VerdictCode.CANCELLED,
        "status.superseded": VerdictCode.SUPERSEDED,
        "status.suspended": VerdictCode.SUSPENDED,
        "status.stale": VerdictCode.STALE_OFFLINE,
        "status.expired": VerdictCode.STALE_OFFLINE,
        # Said by whoever keeps records or lists and cannot read them, never by the ten steps.
        "status.records-unreachable": VerdictCode.SERVICE_PROBLEM,
        "status.lists-unreadable": VerdictCode.SERVICE_PROBLEM,
        "status.peer-unconfirmed": VerdictCode.PEER_UNCONFIRMED,
        "scope.expired": VerdictCode.SCOPE_EXPIRED,
        "scope.outside": VerdictCode.OUT_OF_SCOPE,
        "scope.recognised": VerdictCode.RECOGNISED_PEER,
    }
)
_INVALID_AT: Final[Mapping[int, VerdictCode]] = MappingProxyType(
    {BATCH: VerdictCode.NO_AUTHORITY, RULES: VerdictCode.NO_AUTHORITY}
)


def meaning(finding: Finding) -> VerdictCode:
    """The verdict that a finding alone would lead to."""
    if finding.code in MEANING:
        return MEANING[finding.code]
    if finding.outcome is _INVALID:
        return _INVALID_AT.get(finding.step, VerdictCode.FORGED)
    if finding.outcome is _UNKNOWN:
        return VerdictCode.CANNOT_TELL
    return _COUNTS


def decide(findings: Iterable[Finding]) -> VerdictCode:
    """The gravest meaning among the findings; CANNOT_TELL when there are none at all."""
    meant = list(map(meaning, findings))
    graver = [code for code in meant if code is not _COUNTS]
    return gravest(graver or meant)


def gravest(codes: Iterable[VerdictCode]) -> VerdictCode:
    """The code that comes first in PRECEDENCE; CANNOT_TELL when there is none."""
    return min(codes, key=PRECEDENCE.index, default=VerdictCode.CANNOT_TELL)


class NotValid(Untrusted):
    """A certificate was asked of a verdict that is not valid."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be believed of a presented text.

    Attributes:
        findings: In the order of the steps.
        checked_at: The moment asked about.
        status_as_of: When the status list that was read was issued; None where none was.
        form: "sd-jwt", "cwt" or "link"; "" where nothing was presented.
        claimed: What the text SAYS, whatever the verdict: anybody could have written it. Only
            for a page that explains why it is not believed.
    """

    code: VerdictCode
    findings: tuple[Finding, ...]
    checked_at: datetime
    status_as_of: datetime | None = None
    form: str = ""
    claimed: Certificate | None = None

    @property
    def certificate(self) -> Certificate:
        """The certificate, to rely on.

        Raises:
            NotValid: "verdict.not-valid" unless the verdict is one that counts.
        """
        if not self.code.is_valid or self.claimed is None:
            raise NotValid("verdict.not-valid", verdict=self.code.value)
        return self.claimed

    @property
    def against(self) -> tuple[Finding, ...]:
        """The findings that speak against the certificate, or leave something open."""
        return tuple(
            each for each in self.findings if each.outcome in (Outcome.INVALID, Outcome.UNKNOWN)
        )

    @property
    def deciding(self) -> Finding | None:
        """The first finding that led to the verdict; None for a plain VALID."""
        if self.code is VerdictCode.VALID:
            return None
        return next((each for each in self.findings if meaning(each) is self.code), None)


def day(at: datetime) -> str:
    """The day of a moment in China, "2025-06-18": how days stand in facts."""
    return china_day(at).isoformat()
