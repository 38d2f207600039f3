"""Authorities and committees as their statements have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from keys.errors import Malformed, Untrusted
from keys.trust import TrustList
from tests.verifier.world import DIGITAL, ENTITY, MARINE, MET, NOW, World, moment
from verifier.committee import (
    CommitteeAuthority,
    CommitteeState,
    IssuerProfile,
    Unit,
    filed_on,
    standing_at,
)


@pytest.fixture
def world() -> World:
    return World()


def lists(world: World) -> TrustList:
    return world.bundle().authority(ENTITY).trust


def test_a_filing_survives_the_wire(world):
    filing = replace(
        world.filings[MARINE],
        units=(Unit("蓝帆示例公司", "91371000MA00000000"), Unit("另一示例公司")),
        specialties=("海洋装备",),
        characteristic=True,
        threshold=3,
    )
    world.filings[MARINE] = filing
    world.change_committee(MARINE, at=moment(1, 5))
    assert CommitteeAuthority.from_statement(lists(world).current(MARINE)) == filing


def test_a_profile_survives_the_wire(world):
    statement = world.bundle().anchor_list.current(ENTITY)
    assert IssuerProfile.from_statement(statement) == world.profile
    assert world.profile.host == "zc.weihai.example"


def test_a_committee_is_no_authority_and_an_authority_no_committee(world):
    bundle = world.bundle()
    with pytest.raises(Malformed) as caught:
        CommitteeAuthority.from_statement(bundle.anchor_list.current(ENTITY))
    assert caught.value.code == "committee.not-one"
    with pytest.raises(Malformed) as caught:
        IssuerProfile.from_statement(bundle.authority(ENTITY).trust.current(MARINE))
    assert caught.value.code == "committee.not-an-issuer"


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"threshold": 1}, "threshold"),
        ({"series": ()}, "series"),
        ({"levels": ()}, "levels"),
        ({"methods": ()}, "methods"),
        ({"valid_to": date(2023, 1, 1)}, "valid_to"),
        ({"state": CommitteeState.SUSPENDED}, "state_decision"),
    ],
)
def test_a_filing_that_means_nothing_is_refused(world, changes, member):
    world.change_committee(MARINE, at=moment(6, 1), **changes)
    with pytest.raises(Malformed) as caught:
        CommitteeAuthority.from_statement(lists(world).current(MARINE))
    assert caught.value.facts == {"where": "committee", "member": member}


@pytest.mark.parametrize(
    ("state", "may"),
    [("ACTIVE", True), ("RECTIFYING", True), ("SUSPENDED", False), ("WITHDRAWN", False)],
)
def test_who_may_review(state, may):
    assert CommitteeState(state).may_review is may


def test_the_state_is_that_of_its_moment(world):
    world.suspend(MARINE, at=moment(6, 1))
    world.change_committee(MARINE, at=moment(6, 20), state=CommitteeState.ACTIVE)
    trust = lists(world)
    states = [
        standing_at(trust, MARINE, at=moment(month, day)).authority.state
        for month, day in [(5, 31), (6, 1), (6, 19), (6, 20)]
    ]
    assert states == ["ACTIVE", "SUSPENDED", "SUSPENDED", "ACTIVE"]


def test_a_statement_renewed_for_another_reason_does_not_move_the_day_of_suspension(world):
    world.suspend(MARINE, at=moment(6, 1))
    world.change_committee(MARINE, at=moment(6, 10), organiser="更名后的示例组建单位")
    standing = standing_at(lists(world), MARINE, at=NOW)
    assert standing.since == moment(6, 1)
    assert standing.authority.organiser == "更名后的示例组建单位"


def test_an_unknown_committee_has_no_standing(world):
    trust = lists(world)
    for ask in (
        lambda: standing_at(trust, f"{ENTITY}/committees/nobody", at=NOW),
        lambda: standing_at(trust, MARINE, at=moment(1, 3)),
        lambda: filed_on(trust, MARINE, on=MET, at=moment(1, 3)),
    ):
        with pytest.raises(Untrusted) as caught:
            ask()
        assert caught.value.code == "trust.unknown-entity"


def test_a_committee_that_the_list_no_longer_names_is_unknown(world):
    del world.committee_statements[DIGITAL]
    with pytest.raises(Untrusted) as caught:
        standing_at(lists(world), DIGITAL, at=NOW)
    assert caught.value.code == "trust.unknown-entity"


def test_a_filing_covers_its_first_and_last_day(world):
    trust = lists(world)
    for on in (date(2024, 1, 4), date(2026, 12, 31)):
        assert filed_on(trust, MARINE, on=on, at=NOW).entity == MARINE
    for on in (date(2024, 1, 3), date(2027, 1, 1)):
        with pytest.raises(Untrusted) as caught:
            filed_on(trust, MARINE, on=on, at=NOW)
        assert caught.value.code == "committee.filing"
        assert caught.value.facts["on"] == on.isoformat()


def test_the_latest_filing_that_covers_the_day_is_taken(world):
    world.change_committee(MARINE, at=moment(5, 1), filing_no="威人社备〔2024〕7号")
    world.change_committee(MARINE, at=moment(6, 1), valid_from=date(2024, 6, 1))
    assert filed_on(lists(world), MARINE, on=MET, at=NOW).filing_no == "威人社备〔2024〕7号"


def test_what_was_added_after_the_meeting_does_not_count_for_it(world):
    world.change_committee(MARINE, at=moment(6, 1), specialties=("海洋工程", "后来增设的专业"))
    trust = lists(world)
    assert "后来增设的专业" not in filed_on(trust, MARINE, on=MET, at=NOW).specialties
    assert "后来增设的专业" in filed_on(trust, MARINE, on=date(2024, 6, 20), at=NOW).specialties


def test_before_anything_was_said_the_first_statement_that_covers_the_day_speaks(world):
    world.change_committee(MARINE, at=moment(6, 1), valid_from=date(2023, 1, 1), filing_no="甲")
    world.change_committee(MARINE, at=moment(6, 2), valid_from=date(2023, 1, 1), filing_no="乙")
    assert filed_on(lists(world), MARINE, on=date(2023, 6, 1), at=NOW).filing_no == "甲"


def test_an_unknown_level_is_refused(world):
    world.change_committee(MARINE, at=moment(6, 1), levels=("CHIEF",))
    with pytest.raises(Malformed) as caught:
        CommitteeAuthority.from_statement(lists(world).current(MARINE))
    assert caught.value.facts["member"] == "levels"


def test_an_authority_without_a_host_is_refused(world):
    world.profile = replace(world.profile, hosts=())
    world.authority_statements.append(world.state_authority(moment(6, 1)))
    with pytest.raises(Malformed) as caught:
        world.bundle()
    assert caught.value.facts == {"where": "issuer", "member": "hosts"}
