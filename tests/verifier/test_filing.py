"""A filing reads back as it was written, says only what is so, and contradicts itself nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from keys.errors import Malformed
from verifier.filing import (
    COMMITTEE_METADATA,
    Approver,
    CommitteeAuthority,
    CommitteeState,
    OrganiserType,
    PlannedMeeting,
    Unit,
)
from verifier.rules.shapes import APPROVERS
from verifier.titles import Level, Method, Scope, ScopeKind

PLAIN = CommitteeAuthority(
    entity="https://zc.weihai.example/committees/electronics",
    name="威海示例电子信息特色专业职称评审委员会",
    filing_no="威人社备〔2025〕1号（示例）",
    organiser="威海示例开发区管理委员会",
    organiser_type=OrganiserType.DEVELOPMENT_ZONE,
    series=("ENGINEERING",),
    specialties=("电子信息",),
    levels=(Level.INTERMEDIATE,),
    methods=(Method.REVIEW,),
    region="3710",
    scope=Scope(ScopeKind.PROVINCE, "37"),
    valid_from=date(2025, 3, 1),
    valid_to=date(2028, 2, 29),
)
FULL = replace(
    PLAIN,
    approver=Approver.COUNTY,
    approved_on=date(2025, 2, 20),
    co_organisers=("威海示例机床有限公司",),
    office="威海示例开发区职称评审办公室",
    intake_region="37",
    self_review=True,
    county_opinion="环人社审〔2025〕1号（示例）",
    city_filing="威人社核〔2025〕1号（示例）",
    meetings=(
        PlannedMeeting(date(2025, 6, 14), date(2025, 5, 30)),
        PlannedMeeting(date(2026, 1, 9)),
    ),
    units=(Unit("威海示例电子有限公司", "91371000MA3EXD010A"),),
    state=CommitteeState.RECTIFYING,
    state_decision="威人社改〔2025〕1号（示例）",
    rectify_by=date(2025, 9, 30),
)
ONLY_SOME = {
    "approver", "approved_on", "co_organisers", "office", "intake_region", "self_review",
    "county_opinion", "city_filing", "meetings", "rectify_by",
}  # fmt: skip


def told(filing):
    return dict(filing.to_metadata()[COMMITTEE_METADATA])


def read(members):
    return CommitteeAuthority.from_metadata(PLAIN.entity, {COMMITTEE_METADATA: members})


@pytest.mark.parametrize("filing", [PLAIN, FULL])
def test_a_filing_reads_back_as_it_was_written(filing):
    assert read(told(filing)) == filing


def test_what_is_not_so_is_not_said():
    assert not ONLY_SOME & set(told(PLAIN))
    assert set(told(FULL)) >= ONLY_SOME


@pytest.mark.parametrize(("member", "wrong"), [
    ("approver", "TOWN"), ("approved_on", "2025-2-3"), ("co_organisers", "甲"), ("office", ""),
    ("self_review", 2), ("meetings", [{"filed_on": "2025-05-30"}]),
    ("meetings", [{"held_on": "2025-06-14", "kept_on": "2025-06-14"}]),
])  # fmt: skip
def test_a_member_of_another_shape_is_named(member, wrong):
    with pytest.raises(Malformed) as refusal:
        read({**told(FULL), member: wrong})
    assert refusal.value.facts["member"] in (member, "held_on", "kept_on")


def test_only_who_must_mend_its_ways_has_a_last_day_for_it():
    active = replace(FULL, state=CommitteeState.ACTIVE, state_decision=None)
    with pytest.raises(Malformed) as refusal:
        read(told(active))
    assert refusal.value.facts["member"] == "rectify_by"


def test_approvers_are_those_of_the_rules():
    assert frozenset(Approver) == APPROVERS
