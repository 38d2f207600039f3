"""How long a session lasts, what ends it, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.store.session import read
from issuer.store.unit_access_tables import unit_session
from issuer.unit_access.sessions import IDLE, LONGEST, TOKEN_BYTES
from keys.errors import Refused
from tests.issuer.unit_access.door import SECOND, UNIT

SECOND_ = timedelta(seconds=1)


def test_the_bounds_are_those_that_were_decided():
    assert (timedelta(minutes=15), timedelta(hours=8)) == (IDLE, LONGEST)
    assert TOKEN_BYTES * 8 >= 128


def test_a_token_is_random_and_kept_as_a_keyed_digest(door):
    device, token = door.join()
    other = door.sign_in(device)
    assert len({token, other}) == 2
    with read(door.engine) as connection:
        kept = set(connection.scalars(unit_session.select()))
    assert kept == {door.pepper.entry("session", each) for each in (token, other)}


def test_a_quarter_of_an_hour_without_use_ends_it(door):
    _, token = door.join()
    door.at += IDLE - SECOND_
    assert door.here(token)
    door.at += IDLE
    assert door.here(token) is None


def test_use_keeps_it_and_eight_hours_end_it_all_the_same(door):
    _, token = door.join()
    began = door.at
    while door.at + timedelta(minutes=14) < began + LONGEST:
        door.later(minutes=14)
        assert door.here(token)
    door.at = began + LONGEST - SECOND_
    assert door.here(token)
    door.at = began + LONGEST
    assert door.here(token) is None


def test_an_unknown_token_opens_nothing(door):
    door.join()
    for token in ("", "x" * 43):
        assert door.here(token) is None


def test_signing_out_ends_it(door):
    _, token = door.join()
    door.sessions.end("x" * 43)
    assert door.here(token)
    door.sessions.end(token)
    assert door.here(token) is None


def test_it_ends_with_the_registration_of_its_unit(door):
    _, token = door.join()
    _, other = door.join(unit=SECOND.id)
    door.withdraw()
    assert door.here(token) is None
    assert door.here(other)


def test_it_ends_with_its_passkey(either):
    _, leaver = either.join(person="王芳")
    _, token = either.join()
    gone = either.here(leaver).passkey
    either.sessions.remove(either.here(token), gone, at=either.at)
    assert either.here(leaver) is None
    assert [each.id for each in either.sessions.passkeys(UNIT.id)] == [either.here(token).passkey]


def test_the_last_passkey_and_a_strangers_stay(door):
    _, token = door.join()
    _, theirs = door.join(unit=SECOND.id)
    here = door.here(token)
    with pytest.raises(Refused, match="unit.last-passkey"):
        door.sessions.remove(here, here.passkey, at=door.at)
    door.join()
    for strange in (door.here(theirs).passkey, "0123456789abcdef", ""):
        with pytest.raises(Refused, match="unit.no-passkey"):
            door.sessions.remove(here, strange, at=door.at)
    assert door.here(theirs)


def test_a_person_sees_and_ends_his_own_places_only(either):
    device, first = either.join(person="李明")
    either.later(minutes=1)
    second = either.sign_in(device)
    _, colleague = either.join(person="王芳")
    here = either.here(second)
    assert [each.begun_at < either.at for each in either.sessions.places(here, at=either.at)] == [
        False, True,
    ]  # fmt: skip
    assert either.sessions.end_others(here) == 1
    assert either.here(first) is None
    assert either.here(second)
    assert either.here(colleague)


def test_places_that_ran_out_are_not_shown(door):
    device, _ = door.join()
    door.at += IDLE
    here = door.here(door.sign_in(device))
    assert len(door.sessions.places(here, at=door.at)) == 1


def test_a_session_says_who_and_when_and_never_its_token(door):
    _, token = door.join(person="李明")
    here = door.here(token)
    assert token not in repr(here)
    assert here.begun_at == here.seen_at == door.at
    with pytest.raises(AttributeError):
        here.unit = SECOND.id
