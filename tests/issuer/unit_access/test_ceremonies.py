"""Signing in with a passkey, and every way in which it must not succeed."""

from __future__ import annotations

import pytest

from issuer.passkeys import RelyingParty
from issuer.unit_access.ceremonies import ANSWERED_WITHIN, Ceremonies
from keys.errors import CredentialError
from keys.secret import Pepper
from tests.issuer.unit_access.door import ATTEMPT, DEVICE, REFUSED, SECOND, UNIT, code_of

# -- signing in -----------------------------------------------------------------------------------


def test_a_passkey_signs_in_without_a_name(door):
    device, _ = door.join(person="李明")
    other, _ = door.join(unit=SECOND.id, person="王芳")
    assert door.here(door.sign_in(device)).unit == UNIT.id
    assert door.here(door.sign_in(other)).person == "王芳"


def test_a_challenge_is_spent_by_its_first_answer(door):
    device, _ = door.join()
    begun = door.ceremonies.begin_sign_in(at=door.at)
    answer = device.get(begun.options)
    door.ceremonies.sign_in(begun.token, answer, device=DEVICE, at=door.at)
    again = lambda: door.ceremonies.sign_in(begun.token, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(again) == ATTEMPT


def test_a_challenge_is_spent_by_a_wrong_answer_too(door):
    device, _ = door.join()
    begun = door.ceremonies.begin_sign_in(at=door.at)
    good = device.get(begun.options)
    for answer, code in (("{}", REFUSED), (good, ATTEMPT)):
        run = lambda said=answer: door.ceremonies.sign_in(  # noqa: E731
            begun.token, said, device=DEVICE, at=door.at
        )
        assert code_of(run) == code


def test_a_challenge_answers_to_the_browser_that_asked(door):
    device, _ = door.join()
    mine, theirs = (door.ceremonies.begin_sign_in(at=door.at) for _ in range(2))
    answer = device.get(mine.options)
    run = lambda: door.ceremonies.sign_in(theirs.token, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(run) == REFUSED
    nobody = lambda: door.ceremonies.sign_in("x" * 43, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(nobody) == ATTEMPT


def test_a_challenge_waits_some_minutes(door):
    device, _ = door.join()
    begun = door.ceremonies.begin_sign_in(at=door.at)
    answer = device.get(begun.options)
    door.at += ANSWERED_WITHIN
    run = lambda: door.ceremonies.sign_in(begun.token, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(run) == ATTEMPT


def test_a_challenge_is_for_one_purpose(door):
    device, _ = door.join()
    begun = door.ceremonies.begin_join(door.invite(), at=door.at)
    answer = device.get(begun.options)
    run = lambda: door.ceremonies.sign_in(begun.token, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(run) == ATTEMPT


def refusals(door):
    """Each way in which a passkey is no passkey of a unit."""
    stranger, (removed, token), (left, _) = door.device(), door.join(), door.join(unit=SECOND.id)
    door.join()
    door.sessions.remove(door.here(token), door.here(token).passkey, at=door.at)
    door.withdraw(SECOND.id)
    return [(stranger, {}), (removed, {}), (left, {})]


def test_every_passkey_that_is_none_gets_one_refusal(door):
    device, _ = door.join()
    wrong = [*refusals(door), (device, {"origin": "https://zc.example"}), (device, {"flags": 1})]
    for each, false in wrong:
        with pytest.raises(CredentialError) as caught:
            door.sign_in(each, **false)
        assert (caught.value.code, caught.value.facts) == (REFUSED, {})
    assert door.here(door.sign_in(device))


def test_another_units_credential_is_not_taken_for_ones_own(door):
    mine, _ = door.join()
    theirs, _ = door.join(unit=SECOND.id)
    # My key under their name, and their answer in my name.
    assert code_of(lambda: door.sign_in(mine, credential=theirs.credential)) == REFUSED
    assert code_of(lambda: door.sign_in(theirs, holder=mine.holder)) == REFUSED


def test_a_counter_that_was_seen_is_refused_and_one_that_goes_on_is_kept(door):
    device, _ = door.join()
    device.counter = 4
    door.sign_in(device)
    assert code_of(lambda: door.sign_in(device, counter=5)) == REFUSED
    assert code_of(lambda: door.sign_in(device, counter=0)) == REFUSED
    assert door.here(door.sign_in(device, counter=6))


def test_one_counter_lets_one_in(either, monkeypatch):
    """Two copies that answer at the same moment: both are read before either is written."""
    device, _ = either.join()
    first, second = (either.ceremonies.begin_sign_in(at=either.at) for _ in range(2))
    late = device.get(second.options, counter=9)
    asserted = RelyingParty.asserted
    came = []

    def slow(party, answer, passkey, *, challenge):
        counter = asserted(party, answer, passkey, challenge=challenge)
        if not came:
            came.append(True)
            either.ceremonies.sign_in(second.token, late, device=DEVICE, at=either.at)
        return counter

    monkeypatch.setattr(RelyingParty, "asserted", slow)
    early = device.get(first.options, counter=9)
    run = lambda: either.ceremonies.sign_in(first.token, early, device=DEVICE, at=either.at)  # noqa: E731
    assert code_of(run) == REFUSED


def test_signing_in_again_ends_what_the_browser_had(door):
    device, before = door.join()
    after = door.sign_in(device, instead=before)
    assert door.here(before) is None
    assert door.here(after)


def test_a_passkey_of_another_office_is_none_here(door):
    device, _ = door.join()
    elsewhere = Ceremonies(door.engine, Pepper(bytes(32)), door.ceremonies.party)
    begun = elsewhere.begin_sign_in(at=door.at)
    answer = device.get(begun.options)
    run = lambda: door.ceremonies.sign_in(begun.token, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(run) == ATTEMPT
