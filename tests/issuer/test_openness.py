"""What is counted, what is not told, and which keys are the authority's own."""

from __future__ import annotations

from datetime import date

import pytest

from issuer.openness import FEW, INSTITUTIONAL, Year, keys_of, openness_of, told
from keys.roles import Role
from tests.verifier.world import ENTITY, NOW, World
from verifier.acts import Cause
from verifier.filing import CommitteeState


def view_of(world):
    return world.bundle().authority(ENTITY)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, None), (FEW - 1, None), (FEW, FEW), (4711, 4711)]
)
def test_a_few_are_not_told_and_none_is_none(count, shown):
    assert told(count) == shown


def test_years_count_what_was_issued_and_every_line_of_the_list():
    world = World()
    world.take_back(world.copy, Cause.IMPROPER_MEANS, on=date(2024, 6, 25))
    world.take_back(world.recognised, Cause.ERROR, on=date(2024, 6, 26))
    found = openness_of(view_of(world), {2024: 1240, 2022: 3}, at=NOW)
    assert found.years == (Year(2024, 1240, 1, 1), Year(2022, None, 0, 0))


def test_a_sum_does_not_tell_what_its_parts_hide():
    world = World()
    sums = {openness_of(view_of(world), {2024: 1240, 2022: n}, at=NOW).issued for n in (1, 2, 3, 4)}
    assert sums == {1240}


def test_lists_and_committees_are_those_of_the_signed_bundle():
    world = World()
    view = view_of(world)
    found = openness_of(view, {}, at=NOW)
    assert [each.name for each in found.lists] == ["trust", "status", "revocations"]
    assert found.lists[0].seq == view.trust.seq
    assert found.committees[CommitteeState.ACTIVE] == len(view.trust.subjects())
    assert found.log_size == (view.checkpoint.size if view.checkpoint else None)


def test_keys_of_people_are_not_among_the_authoritys():
    keys = keys_of(view_of(World()))
    roles = [key.role for key in keys]
    assert Role.CREDENTIAL in roles
    assert Role.LOG in roles
    assert set(roles) <= set(INSTITUTIONAL)
    assert roles == sorted(roles, key=INSTITUTIONAL.index)
