"""What an opened bundle keeps for the next certificate: found once, bounded, never a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from keys.encoding import unb64
from keys.errors import Untrusted
from tests.verifier.world import ENTITY, MARINE, NOW, World, moment
from verifier import authority_view
from verifier.committee import standing_at
from verifier.profile import KID_PREFIX_BYTES


@pytest.fixture
def world() -> World:
    return World()


def test_a_standing_is_kept_for_its_moment_and_for_no_other(world):
    world.suspend(MARINE, at=moment(6, 1))
    view = world.bundle().authority(ENTITY)
    for at in (moment(5, 31), moment(6, 1), moment(5, 31), NOW):
        assert view.standing(MARINE, at=at) == standing_at(view.trust, MARINE, at=at)
    assert view.standing(MARINE, at=NOW) is view.standing(MARINE, at=NOW)


def test_no_refusal_is_kept(world):
    view = world.bundle().authority(ENTITY)
    for _ in range(2):
        with pytest.raises(Untrusted):
            view.standing(f"{ENTITY}/committees/nobody", at=NOW)
    assert view._standings == {}


def test_what_is_kept_has_a_bound(world, monkeypatch):
    monkeypatch.setattr(authority_view, "_MOST_STANDINGS", 3)
    view = world.bundle().authority(ENTITY)
    for second in range(10):
        view.standing(MARINE, at=NOW + timedelta(seconds=second))
        assert len(view._standings) <= 3


def test_an_authority_is_found_by_its_certificate_keys_alone(world):
    bundle = world.bundle()
    view = bundle.authority(ENTITY)
    for key in view.credential_keys:
        assert bundle.with_key(unb64(key.kid)[:KID_PREFIX_BYTES]) is view
    for key in view.other_keys:
        assert bundle.with_key(unb64(key.kid)[:KID_PREFIX_BYTES]) is None
    assert bundle.with_key(bytes(KID_PREFIX_BYTES)) is None
