"""Inviting, joining, adding and shutting out, and every way in which they must not succeed."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from issuer.passkeys import RelyingParty
from issuer.registrar import units_desk
from issuer.store import unit_access_tables as tables
from issuer.store.session import begin_write
from issuer.store.vault import Vault
from issuer.unit_access.inviting import shut_out
from issuer.unit_access.sessions import PROVEN
from keys.errors import CredentialError
from keys.secret import DataKey, IndexKey, Pepper
from tests.issuer.unit_access.door import ATTEMPT, DEVICE, REFUSED, SECOND, UNIT, code_of, rows
from verifier.decision import WithdrawUnit

# -- inviting -------------------------------------------------------------------------------------


def test_an_invitation_is_kept_as_a_keyed_digest_and_its_person_sealed(door):
    code = door.invite("李明")
    kept = repr(rows(door, tables.unit_invitation))
    assert code not in kept
    assert "李明" not in kept
    assert repr("李明".encode())[2:-1] not in kept
    assert door.pepper.entry("invitation", code) in kept
    assert Pepper(bytes(32)).entry("invitation", code) not in kept


@pytest.mark.parametrize(
    ("person", "unit", "code"),
    [(" ", UNIT.id, "unit.person"), ("某" * 61, UNIT.id, "unit.person"),
     ("李明", "0000ffff", "unit.unknown"), ("李明", "李明", "unit.unknown")],
)  # fmt: skip
def test_nobody_is_invited_to_nowhere(door, person, unit, code):
    assert code_of(lambda: door.invite(person, unit)) == code


def test_a_unit_that_left_invites_nobody(door):
    door.withdraw()
    assert code_of(door.invite) == "unit.withdrawn"


def test_every_code_that_opens_nothing_is_nothing(door):
    used, over, left = door.invite(), door.invite(days=1), door.invite(unit=SECOND.id)
    begun = door.ceremonies.begin_join(used, at=door.at)
    answer = door.device().create(begun.options)
    door.ceremonies.join(begun.token, answer, device=DEVICE, at=door.at)
    door.later(days=1)
    door.withdraw(SECOND.id)
    for code in (used, over, left, "0" * 20):
        assert door.ceremonies.begin_join(code, at=door.at) is None


# -- joining --------------------------------------------------------------------------------------


def test_who_is_invited_makes_a_passkey_and_is_in(door):
    _, token = door.join(person="李明")
    here = door.here(token)
    assert (here.unit, here.name, here.person) == (UNIT.id, UNIT.name, "李明")
    assert token not in repr(rows(door, tables.unit_session))


def test_an_invitation_works_once_even_when_two_come_at_once(either):
    code = either.invite()
    first, second = (either.ceremonies.begin_join(code, at=either.at) for _ in range(2))
    one, other = either.device(), either.device()
    either.ceremonies.join(first.token, one.create(first.options), device=DEVICE, at=either.at)
    late = other.create(second.options)
    assert (
        code_of(lambda: either.ceremonies.join(second.token, late, device=DEVICE, at=either.at))
        == ATTEMPT
    )
    assert len(either.sessions.passkeys(UNIT.id)) == 1


def test_of_two_who_were_let_through_one_is_late(either, monkeypatch):
    """Both find the invitation open before either has used it."""
    code = either.invite()
    first, second = (either.ceremonies.begin_join(code, at=either.at) for _ in range(2))
    early = either.device().create(first.options)
    late = either.device().create(second.options)
    registered = RelyingParty.registered
    came = []

    def slow(party, answer, **asked):
        if not came:
            came.append(True)
            either.ceremonies.join(second.token, late, device=DEVICE, at=either.at)
        return registered(party, answer, **asked)

    monkeypatch.setattr(RelyingParty, "registered", slow)
    run = lambda: either.ceremonies.join(first.token, early, device=DEVICE, at=either.at)  # noqa: E731
    assert code_of(run) == ATTEMPT
    assert len(either.sessions.passkeys(UNIT.id)) == 1


def test_an_invitation_that_ran_out_meanwhile_makes_nothing(door):
    begun = door.ceremonies.begin_join(door.invite(days=1), at=door.at + timedelta(hours=23.99))
    answer = door.device().create(begun.options)
    door.later(days=1)
    assert (
        code_of(lambda: door.ceremonies.join(begun.token, answer, device=DEVICE, at=door.at))
        == ATTEMPT
    )


def test_a_credential_is_registered_once_whoever_brings_it(door):
    device, _ = door.join()
    assert code_of(lambda: door.join(device, unit=SECOND.id)) == "unit.passkey-known"


# -- adding ---------------------------------------------------------------------------------------


def add(door, here, device, *, instead=None):
    begun = door.ceremonies.begin_add(here, at=door.at)
    answer = device.create(begun.options)
    door.ceremonies.add(instead or here, begun.token, answer, device=DEVICE, at=door.at)
    return begun


def test_a_further_passkey_is_the_same_persons(door):
    first, token = door.join(person="李明")
    further = door.device()
    begun = add(door, door.here(token), further)
    assert further.holder == first.holder
    assert len(begun.options["excludeCredentials"]) == 1
    assert door.here(door.sign_in(further)).person == "李明"
    assert len(door.sessions.passkeys(UNIT.id)) == 2


def test_a_further_passkey_needs_the_session_that_began_it(door):
    _, mine = door.join()
    _, colleague = door.join(person="王芳")
    run = lambda: add(door, door.here(mine), door.device(), instead=door.here(colleague))  # noqa: E731
    assert code_of(run) == ATTEMPT


@pytest.mark.parametrize("ended", ["signed out", "unit left"])
def test_a_further_passkey_needs_a_session_that_still_stands(door, ended):
    _, token = door.join()
    here = door.here(token)
    if ended == "unit left":
        door.withdraw()
    else:
        door.sessions.end(token)
    assert code_of(lambda: add(door, here, door.device())) == ATTEMPT


def test_who_can_sign_in_is_changed_by_those_who_just_did(door):
    device, token = door.join()
    door.join()
    here = door.here(token)
    begun = door.ceremonies.begin_add(here, at=door.at)
    answer = door.device().create(begun.options)
    door.at += PROVEN
    late = lambda: door.ceremonies.add(here, begun.token, answer, device=DEVICE, at=door.at)  # noqa: E731
    assert code_of(lambda: door.ceremonies.begin_add(here, at=door.at)) == "unit.prove-again"
    assert code_of(late) == "unit.prove-again"
    remove = lambda: door.sessions.remove(here, here.passkey, at=door.at)  # noqa: E731
    assert code_of(remove) == "unit.prove-again"
    again = door.here(door.sign_in(device))
    add(door, again, door.device())
    door.sessions.remove(again, again.passkey, at=door.at)


# -- the office -----------------------------------------------------------------------------------


def test_the_office_shuts_out_one_passkey_or_all(either):
    device, token = either.join()
    _, other = either.join(person="王芳")
    either.invite()
    with begin_write(either.engine) as connection:
        assert shut_out(connection, UNIT.id, either.here(token).passkey) == 1
        with pytest.raises(CredentialError, match="unit.no-passkey"):
            shut_out(connection, UNIT.id, "0123456789abcdef")
    assert either.here(token) is None
    assert code_of(lambda: either.sign_in(device)) == REFUSED
    assert either.here(other)
    with begin_write(either.engine) as connection:
        assert shut_out(connection, UNIT.id) == 2
    assert either.here(other) is None
    assert rows(either, tables.unit_invitation) == []


def test_what_ran_out_is_forgotten(either):
    either.invite(days=1)
    either.join()
    either.ceremonies.begin_sign_in(at=either.at)
    either.later(days=2)
    device, _ = either.join()
    either.sign_in(device)
    assert rows(either, tables.unit_attempt) == []
    assert rows(either, tables.unit_invitation) == []
    assert len(rows(either, tables.unit_session)) == 2


def test_of_a_unit_that_leaves_nothing_stays_behind(door):
    door.join()
    door.invite()
    office = SimpleNamespace(vault=Vault(data=DataKey(bytes(32)), index=IndexKey(bytes(32))))
    with begin_write(door.engine) as connection:
        running = SimpleNamespace(connection=connection, office=office, at=door.at)
        units_desk.withdraw(running, WithdrawUnit(UNIT.id, "示例文号"), "D-9")
    for table in (tables.unit_passkey, tables.unit_session, tables.unit_invitation):
        assert rows(door, table) == []
