"""The kinds of evidence beside a grade certificate, one class each.

Numbers and days of papers, never a copy of one; names follow the rule catalogue and
docs/formats/batch.md, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from verifier.facts.choices import (
    Education,
    Employment,
    EnterpriseGrade,
    Intake,
    Major,
    Nominator,
    Recommender,
    SchoolClass,
    SkillLevel,
    Way,
)
from verifier.facts.typed import Typed
from verifier.titles import Level


@dataclass(frozen=True, slots=True)
class Pathway(Typed):
    """The way of applying, where no other fact tells it; what it rests on is the row's basis."""

    KIND: ClassVar[str] = "pathway"
    way: Way


@dataclass(frozen=True, slots=True)
class Nomination(Typed):
    """举荐 by an enterprise: who signed for it, when, and which enterprise."""

    KIND: ClassVar[str] = "nomination"
    enterprise: str  # 统一社会信用代码
    grade: EnterpriseGrade
    role: Nominator
    signed_on: date


@dataclass(frozen=True, slots=True)
class ExamPass(Typed):
    """An examination that was passed; `valid_until` is its last day, where it has one."""

    KIND: ClassVar[str] = "exam_pass"
    exam: str
    certificate_no: str
    passed_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Employed(Typed):
    """用工形式, where it is not the ordinary one."""

    KIND: ClassVar[str] = "employment"
    form: Employment


@dataclass(frozen=True, slots=True)
class Recommendation(Typed):
    """推荐: by whom, of whom, and the days of its steps."""

    KIND: ClassVar[str] = "recommendation"
    by: Recommender
    intake: Intake | None = None
    applied_on: date | None = None
    consented_on: date | None = None
    reviewed_on: date | None = None
    noticed_on: date | None = None
    handed_in_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitNotice(Typed):
    """单位公示: first and last day, and how many objections were left standing."""

    KIND: ClassVar[str] = "unit_notice"
    posted_on: date
    closed_on: date
    objections: int


@dataclass(frozen=True, slots=True)
class Responsible(Typed):
    """谁推荐、谁审核，谁评审、谁负责: the offices that answer, by name of post or unit."""

    KIND: ClassVar[str] = "responsible"
    recommender: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class Converted(Typed):
    """转评: the certificate that was held, and since when its title was."""

    KIND: ClassVar[str] = "conversion"
    certificate_no: str
    level: Level
    tenure_start: date


@dataclass(frozen=True, slots=True)
class Entrustment(Typed):
    """委托评审: the letter, who wrote it, where the applicant belongs, when it was approved."""

    KIND: ClassVar[str] = "entrustment"
    letter_no: str
    authority: str
    home_region: str
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Posting(Typed):
    """派驻: where, since when, and until when (or up to which day it was shown)."""

    KIND: ClassVar[str] = "posting"
    region: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class OffPost(Typed):
    """离岗: the unit that was left, in which the person applies, and the day."""

    KIND: ClassVar[str] = "off_post"
    unit: str
    left_on: date


@dataclass(frozen=True, slots=True)
class Postdoc(Typed):
    """博士后: station, its enterprise, day of leaving (None: in station), grant or project."""

    KIND: ClassVar[str] = "postdoc"
    station: str
    enterprise: str | None = None
    left_on: date | None = None
    fund_no: str | None = None
    project_no: str | None = None


@dataclass(frozen=True, slots=True)
class GovernmentService(Typed):
    """机关任职, and the day of moving to an enterprise."""

    KIND: ClassVar[str] = "government_service"
    post: str
    moved_on: date


@dataclass(frozen=True, slots=True)
class Assessment(Typed):
    """考核: the record, its day, and the employer's own where it made one."""

    KIND: ClassVar[str] = "assessment"
    record_no: str
    assessed_on: date
    employer_record_no: str | None = None


@dataclass(frozen=True, slots=True)
class Posts(Typed):
    """岗位: how many of this level the unit may fill (评聘结合)."""

    KIND: ClassVar[str] = "posts"
    quota: int


@dataclass(frozen=True, slots=True)
class Background(Typed):
    """What conditions look at: education, years, title and skill held; years are full years."""

    KIND: ClassVar[str] = "background"
    education: Education | None = None
    school_class: SchoolClass | None = None
    graduated_on: date | None = None
    major: Major | None = None
    years_in_field: int | None = None
    title: Level | None = None
    years_in_title: int | None = None
    skill: SkillLevel | None = None
    years_in_skill_work: int | None = None
    awards: str | None = None  # names of the rules, joined by "|"
