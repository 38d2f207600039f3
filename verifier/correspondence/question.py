"""What is asked: somebody holds something that is no title; what does it correspond to here?

Names and bounds, no rules. The bound on answers is the one thing that no catalogue entry can
move: a skill level, a school class or a senior digital grade at most opens a review.

Follows 威人社字〔2022〕32号 五, 晋人社厅发〔2020〕38号 三、9 and 盘人社发〔2024〕34号 一、（一）.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from verifier.titles import DigitalGrade


class Answer(StrEnum):
    """What follows from what is held, in one region on one day."""

    EQUIVALENT = "EQUIVALENT"  # counts as it is, no certificate is made
    MAY_BE_RECOGNISED = "MAY_BE_RECOGNISED"  # a committee may grant the title without a vote
    MAY_APPLY = "MAY_APPLY"  # opens a review
    NO = "NO"
    UNKNOWN = "UNKNOWN"  # no document says anything


class Held(StrEnum):
    """What may be held. The value is the subject of its catalogue entries."""

    DIGITAL_GRADE = "digital-grade"  # 专业技术等级证书 of a digital engineer
    SKILL_LEVEL = "skill-level"  # 职业技能等级
    SKILL_AWARD = "skill-award"  # 技能大师、技术能手
    QUALIFICATION = "qualification"  # 专业技术人员职业资格
    SCHOOL_CLASS = "school-class"  # 技工院校班别, counts as education for applying


GRADES: Final = {
    Held.DIGITAL_GRADE: tuple(DigitalGrade),
    Held.SKILL_LEVEL: (
        *("APPRENTICE", "JUNIOR_WORKER", "INTERMEDIATE_WORKER", "SENIOR_WORKER"),
        *("SKILL_TECHNICIAN", "SENIOR_SKILL_TECHNICIAN"),
        *("SPECIAL_GRADE_SKILL_TECHNICIAN", "CHIEF_SKILL_TECHNICIAN"),
    ),
    Held.SKILL_AWARD: ("NATIONAL", "PROVINCIAL"),
    Held.SCHOOL_CLASS: ("MIDDLE_WORKER", "SENIOR_WORKER_CLASS", "PREP_TECHNICIAN"),
}
"""Grades by name, lowest first; those of a qualification are in the catalogue."""

_OPENS_A_REVIEW: Final = frozenset({Answer.MAY_APPLY, Answer.NO})
_SENIOR: Final = DigitalGrade.SENIOR.value


def may_answer(held: Held, grade: str) -> frozenset[Answer]:
    """What any entry may ever say of it; an entry that says more is not followed."""
    if held in (Held.SKILL_LEVEL, Held.SCHOOL_CLASS):
        return _OPENS_A_REVIEW
    if held is Held.DIGITAL_GRADE and grade == _SENIOR:
        return _OPENS_A_REVIEW
    if held is Held.SKILL_AWARD:
        return _OPENS_A_REVIEW | {Answer.MAY_BE_RECOGNISED}
    return _OPENS_A_REVIEW | {Answer.MAY_BE_RECOGNISED, Answer.EQUIVALENT}


@dataclass(frozen=True, slots=True)
class Question:
    """One question, without a word about the person.

    Attributes:
        held: What kind of thing is held.
        grade: Its grade: one of GRADES; of a qualification the word of its table ("中级"), "-"
            where it has none.
        region: Where the title would count, GB/T 2260, two to six digits.
        on: The day that is asked about.
        name: Name of the qualification, or code of the digital engineer's occupation; else None.
        obtained_on: Day of its certificate, None where it is not known.
        years: Whole years of work since, None where they are not known.
        met, not_met: Conditions (`requires` of an entry) that are known to hold, or not to.
    """

    held: Held
    grade: str
    region: str
    on: date
    name: str | None = None
    obtained_on: date | None = None
    years: int | None = None
    met: frozenset[str] = frozenset()
    not_met: frozenset[str] = frozenset()
