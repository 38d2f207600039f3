"""The numbers that other people's documents fix."""

from __future__ import annotations

from verifier import profile
from verifier.profile import CwtClaim, Status


def test_status_values_are_those_of_the_draft_and_one_of_ours() -> None:
    assert [(each.name, each.value) for each in Status] == [
        ("VALID", 0),
        ("REVOKED", 1),
        ("SUSPENDED", 2),
        ("SUPERSEDED", 3),
    ]
    assert max(Status) < 2**profile.BITS


def test_a_list_hides_one_holder_among_a_hundred_thousand() -> None:
    assert profile.LIST_SIZE >= 100_000
    assert profile.LIST_BYTES * 8 == profile.LIST_SIZE * profile.BITS


def test_private_claims_stay_in_the_private_range_and_in_one_byte() -> None:
    assert profile.CWT_PRIVATE < -65536
    assert sorted(CwtClaim) == list(range(1, 17))
