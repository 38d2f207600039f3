"""What is shown, and where and for what it is to count: the two halves of the question.

A title is known by its verdict: what it says was read from a certificate whose signature held,
or nothing is known of it at all. Shapes only; `judging` answers.

Follows the terms of the regulations: 有效范围, 定向评价、定向使用, 申报高一级职称.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from keys.errors import CredentialError
from verifier.bundle import Bundle
from verifier.certificate import Certificate
from verifier.titles import Level, Scope
from verifier.verdict import SIGNATURE, Outcome, Verdict, VerdictCode


class Answer(StrEnum):
    """Whether it counts there. The receiving authority decides, whatever is answered."""

    RECOGNISED = "RECOGNISED"
    NEEDS_CONFIRMATION = "NEEDS_CONFIRMATION"  # the receiving authority confirms or reviews it
    NOT_VALID_HERE = "NOT_VALID_HERE"
    UNKNOWN = "UNKNOWN"


class Employer(StrEnum):
    """Kind of the employer that wants to rely on it."""

    PRIVATE = "PRIVATE"  # 民营企业
    STATE = "STATE"  # 国有企业
    INSTITUTION = "INSTITUTION"  # 事业单位
    GOVERNMENT = "GOVERNMENT"  # 机关
    OTHER = "OTHER"


class Purpose(StrEnum):
    """What it is to count for."""

    EMPLOYMENT = "EMPLOYMENT"  # 聘用
    APPLY_HIGHER = "APPLY_HIGHER"  # 申报高一级职称
    TALENT = "TALENT"  # 人才引进、落户
    PROCUREMENT = "PROCUREMENT"  # 招标投标、资质
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Receiving:
    """Where, when and for whom it is to count; None is "not said".

    Attributes:
        region: GB/T 2260, two to six digits.
        on: The day that is asked about.
        unit: Name of the employer.
        same_work: Whether the work stays in the same or a near specialty.
    """

    region: str
    on: date
    employer: Employer | None = None
    unit: str | None = None
    purpose: Purpose | None = None
    same_work: bool | None = None


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a certificate says, signed: as much as recognition needs, and no person.

    Attributes:
        issuer_region: Region of the authority that signed it.
        characteristic: Whether its committee was filed for a characteristic specialty.
    """

    certificate_no: str | None
    title: str
    series: str
    level: Level
    scope: Scope
    issuer_region: str
    award_date: date | None = None
    characteristic: bool = False


@dataclass(frozen=True, slots=True)
class TitleHeld:
    """A certificate as it was verified.

    Attributes:
        facts: None where nothing that it says may be believed.
        as_of: As of when its state is known; the moment of verification where no list was read.
        successor: The corrected version, where it is at hand; only for SUPERSEDED.
    """

    verdict: VerdictCode
    as_of: datetime
    facts: TitleFacts | None = None
    successor: TitleHeld | None = None


def title_of(verdict: Verdict, bundle: Bundle | None = None) -> TitleHeld:
    """The title in a verdict; what it says only where its signature held."""
    signed = any(
        each.step == SIGNATURE and each.outcome is Outcome.VALID for each in verdict.findings
    )
    certificate = verdict.claimed if signed else None
    return TitleHeld(
        verdict=verdict.code,
        as_of=verdict.status_as_of or verdict.checked_at,
        facts=_facts(certificate, bundle) if certificate and bundle else None,
    )


def _facts(certificate: Certificate, bundle: Bundle) -> TitleFacts | None:
    try:
        region = bundle.authority(certificate.issuer).profile.region
    except CredentialError:
        return None
    return TitleFacts(
        certificate_no=certificate.certificate_no,
        title=certificate.title,
        series=certificate.series,
        level=certificate.level,
        scope=certificate.scope,
        issuer_region=region,
        award_date=certificate.award_date,
        characteristic=_is_characteristic(certificate, bundle),
    )


def _is_characteristic(certificate: Certificate, bundle: Bundle) -> bool:
    """By the filing of its committee; False where the bundle does not carry the batch."""
    if certificate.evidence is None:
        return False
    view = bundle.authority(certificate.issuer)
    try:
        return view.batch(certificate.evidence.batch).authority.characteristic
    except (KeyError, CredentialError):
        return False
