"""The register says what the signed list says of each committee, with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from issuer.register import matches, register_of
from tests.issuer.desk_world import AT, BACHELOR_UNIT, committee, trust_list
from verifier.filing import CommitteeState, PlannedMeeting

FALLEN = committee(state=CommitteeState.SUSPENDED, state_decision="威人社停〔2025〕1号（示例）")


def entry(*states, at=AT):
    (found,) = register_of(trust_list(*states), at=at)
    return found


def test_a_committee_stands_under_the_last_part_of_its_id():
    found = entry()
    assert (found.slug, found.filing) == ("electronics", committee())


@pytest.mark.parametrize(("at", "may"), [
    (datetime(2028, 2, 29, 1, tzinfo=UTC), True),
    (datetime(2028, 3, 1, 1, tzinfo=UTC), False),
])  # fmt: skip
def test_whoever_is_past_the_filing_may_not_review(at, may):
    assert entry().may_review(on=at.date()) is may


def test_whoever_was_suspended_may_not_review():
    assert entry(committee()).may_review(on=AT.date())
    assert not entry(committee(), FALLEN).may_review(on=AT.date())


def test_history_tells_entry_change_and_state_the_latest_first():
    wider = committee(specialties=("电子信息", "海洋装备", "软件"))
    fallen = replace(FALLEN, specialties=wider.specialties)
    found = entry(committee(), wider, wider, fallen, wider)
    assert [(each.since, each.what) for each in found.chapters] == [
        (date(2025, 3, 7), "state"),
        (date(2025, 3, 6), "state"),
        (date(2025, 3, 4), "filing"),
        (date(2025, 3, 3), "entered"),
    ]
    assert found.chapters[1].filing.state_decision == FALLEN.state_decision


def test_a_timetable_that_is_entered_is_a_change_of_the_filing():
    planned = committee(meetings=(PlannedMeeting(date(2025, 10, 16), date(2025, 9, 30)),))
    assert [each.what for each in entry(committee(), planned).chapters] == ["filing", "entered"]


@pytest.mark.parametrize(("asked", "found"), [
    ("", True), ("海洋装备", True), ("开发区 电子", True), ("威人社备〔2025〕1号", True),
    ("示例电子有限公司", True), ("海洋 中药", False),
])  # fmt: skip
def test_a_search_finds_names_specialties_organisers_and_units(asked, found):
    assert matches(entry(committee(units=(BACHELOR_UNIT,))), asked) is found
