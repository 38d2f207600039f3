"""What a rule may ask for by name, and where a row says it.

The one bridge between the words of the rule catalogue (`members`, `needs`) and the typed facts.
Whether enough is there is for `verifier.ruling`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from verifier.facts.choices import Education, Recommender
from verifier.facts.union import Fact


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a row says what a rule asks for by name.

    Attributes:
        kind, member: The fact and its member.
        holds: Whether a value that is there is what is asked for.
    """

    kind: str
    member: str
    holds: Callable[[Any], bool] = lambda value: value is not None


def _is(wanted: object) -> Callable[[Any], bool]:
    return lambda value: value == wanted


ASKED: Final[Mapping[str, Asked]] = {
    "nominator_role": Asked("nomination", "role"),
    "nominator_signature": Asked("nomination", "signed_on"),
    "exam_pass": Asked("exam_pass", "passed_on"),
    "exam_certificate_no": Asked("exam_pass", "certificate_no"),
    "recommended_by_local_hrss": Asked("recommendation", "by", _is(Recommender.LOCAL_HRSS)),
    "recommended_by_dispatch_agency": Asked(
        "recommendation", "by", _is(Recommender.DISPATCH_AGENCY)
    ),
    "personal_application": Asked("recommendation", "applied_on"),
    "unit_consent": Asked("recommendation", "consented_on"),
    "department_review": Asked("recommendation", "reviewed_on"),
    "prior_notice": Asked("recommendation", "noticed_on"),
    "unit_notice_from": Asked("unit_notice", "posted_on"),
    "unit_notice_to": Asked("unit_notice", "closed_on"),
    "unit_notice_no_objection": Asked("unit_notice", "objections", _is(0)),
    "responsible_recommender": Asked("responsible", "recommender"),
    "responsible_reviewer": Asked("responsible", "reviewer"),
    "converted_from": Asked("conversion", "certificate_no"),
    "entrustment_letter_no": Asked("entrustment", "letter_no"),
    "entrusting_authority": Asked("entrustment", "authority"),
    "home_region": Asked("entrustment", "home_region"),
    "entrustment_approved_on": Asked("entrustment", "approved_on"),
    "enterprise_postdoc": Asked("postdoc", "enterprise"),
    "left_station_on": Asked("postdoc", "left_on"),
    "postdoc_in_station": Asked("postdoc", "left_on", _is(None)),
    "science_fund_grant": Asked("postdoc", "fund_no"),
    "provincial_project_lead": Asked("postdoc", "project_no"),
    "government_post": Asked("government_service", "post"),
    "moved_on": Asked("government_service", "moved_on"),
    "assessment_record": Asked("assessment", "record_no"),
    "employer_assessment": Asked("assessment", "employer_record_no"),
    "graduation": Asked("background", "graduated_on"),
    "years_in_field": Asked("background", "years_in_field"),
    "doctorate": Asked("background", "education", _is(Education.DOCTOR)),
}
"""Name in a rule -> where a row says it. What stands in the row itself is not here."""


def carried_by(facts: Iterable[Fact]) -> frozenset[str]:
    """The names of ASKED that facts carry."""
    by_kind = {each.KIND: each for each in facts}
    return frozenset(
        name
        for name, asked in ASKED.items()
        if asked.kind in by_kind and asked.holds(getattr(by_kind[asked.kind], asked.member))
    )
