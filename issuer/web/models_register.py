"""Shapes of the register's JSON: a committee's filing as its signed statement says it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from issuer.web.models import Scope


class _Register(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FiledUnit(_Register):
    """An employer whose staff the committee may review."""

    name: str
    uscc: str | None = None


class FiledMeeting(_Register):
    """A meeting of the published timetable."""

    held_on: date
    filed_on: date | None = None


class CommitteeFiling(_Register):
    """核准备案; a member that is optional is absent where it is not so."""

    name: str
    filing_no: str
    organiser: str
    organiser_type: str
    series: list[str]
    specialties: list[str]
    levels: list[str]
    methods: list[str]
    region: str
    scope: Scope
    units: list[FiledUnit]
    valid_from: date
    valid_to: date
    threshold: int
    state: Literal["ACTIVE", "RECTIFYING", "SUSPENDED", "WITHDRAWN"]
    state_decision: str | None = None
    characteristic: int
    approver: str | None = None
    approved_on: date | None = None
    co_organisers: list[str] = Field(default_factory=list)
    office: str | None = None
    intake_region: str | None = None
    self_review: int = 0
    county_opinion: str | None = None
    city_filing: str | None = None
    meetings: list[FiledMeeting] = Field(default_factory=list)
    rectify_by: date | None = None


class PublicKeyEntry(_Register):
    """A public key by its name, and when it speaks."""

    thumbprint: str = Field(description="RFC 7638, SHA-256, base64url.")
    fingerprint: str = Field(description="Its first 128 bits, to be read aloud.")
    not_before: AwareDatetime
    not_after: AwareDatetime | None
    revoked_at: AwareDatetime | None


class CommitteeNews(_Register):
    """From when the list said so."""

    since: date
    what: Literal["entered", "filing", "state"]
    state: str
    state_decision: str | None
    filing_no: str


class CommitteeEntry(_Register):
    """A committee in the register."""

    committee: str = Field(description="Entity id.")
    may_review: bool = Field(description="Today, as the list has it now.")
    filing: CommitteeFiling
    keys: list[PublicKeyEntry] = Field(description="That ever signed for it, the latest first.")
    history: list[CommitteeNews] = Field(description="The latest first.")


class SignedListEntry(_Register):
    """The signed list that says so."""

    seq: int
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    digest: str = Field(description="SHA-256 of the list as signed, base64url.")
    fingerprint: str = Field(description="Its first 128 bits, to be read aloud.")


class CommitteeRegister(_Register):
    """The register."""

    authority: str
    signed_list: SignedListEntry
    committees: list[CommitteeEntry]


class ListAge(_Register):
    """A signed list: its number and its two moments."""

    name: Literal["trust", "status", "revocations"]
    seq: int
    issued_at: AwareDatetime
    expires_at: AwareDatetime


class OpenYear(_Register):
    """A year; `issued` is null where there are fewer than `few`, and more than none."""

    year: int
    issued: int | None
    revoked: int
    cancelled: int


class Openness(_Register):
    """The authority's work in figures; nobody can be found by counting."""

    authority: str
    lists: list[ListAge]
    log_size: int | None
    committees: dict[str, int]
    issued_to_the_nearest_ten: int
    few: int
    years: list[OpenYear]
