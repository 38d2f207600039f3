from __future__ import annotations

import pytest

from keys.encoding import b64, sha256, unb64
from keys.errors import Malformed, Untrusted
from keys.secret import (
    SECRET_BYTES,
    DataKey,
    IndexKey,
    Pepper,
    code_digest,
    open_under_code,
    seal_under_code,
    unwrap_code,
    wrap_code,
)
from tests.keys.cast import refused

PLACE = "person/17/name"
CODE = "0123456789ABCDEFGHJKMNPQRS"


def test_sealed_data_opens_in_its_place():
    key = DataKey.generate()
    sealed = key.seal("李明".encode(), place=PLACE)
    assert key.open(sealed, place=PLACE) == "李明".encode()
    assert key.sealed_this(sealed)
    assert "李明".encode() not in sealed
    assert key.seal(b"x", place=PLACE) != key.seal(b"x", place=PLACE)
    assert key.open(key.seal(b"", place=PLACE), place=PLACE) == b""


def test_sealed_data_does_not_open_elsewhere():
    key = DataKey.generate()
    sealed = key.seal(b"x", place=PLACE)
    for place in ("person/18/name", "person/17/id_no", ""):
        refused(Untrusted, "data.sealed", lambda place=place: key.open(sealed, place=place))
    refused(Untrusted, "data.sealed", lambda: DataKey.generate().open(sealed, place=PLACE))
    assert not DataKey.generate().sealed_this(sealed)


def test_every_changed_or_missing_byte_of_sealed_data_is_noticed():
    key = DataKey.generate()
    sealed = key.seal(b"hello", place=PLACE)
    for place in range(len(sealed)):
        spoilt = bytearray(sealed)
        spoilt[place] ^= 1
        refused(Untrusted, "data.sealed", lambda s=spoilt: key.open(bytes(s), place=PLACE))
        refused(Untrusted, "data.sealed", lambda n=place: key.open(sealed[:n], place=PLACE))


@pytest.mark.parametrize("kind", [DataKey, IndexKey, Pepper])
def test_a_secret_has_32_bytes_and_a_name_that_tells_nothing(kind):
    refused(Malformed, "key.form", lambda: kind(b"short"))
    secret = kind.generate()
    assert kind(secret.private_bytes()).id == secret.id
    assert len(unb64(secret.id)) == SECRET_BYTES
    assert secret.id != b64(secret.private_bytes())
    assert secret.id != sha256(secret.private_bytes())
    assert b64(secret.private_bytes()) not in repr(secret)


def test_a_blind_index_finds_the_same_value_of_the_same_kind():
    key = IndexKey.generate()
    assert key.blind("name", "Ren\u00e9") == key.blind("name", "Rene\u0301")
    assert key.blind("name", "x") != key.blind("number", "x")
    assert key.blind("name", "x") != IndexKey.generate().blind("name", "x")
    with pytest.raises(ValueError, match="NUL"):
        key.blind("a\0b", "c")


def test_a_data_key_has_an_index_of_its_own_which_is_always_the_same():
    key = DataKey.generate()
    assert key.index().blind("name", "x") == DataKey(key.private_bytes()).index().blind("name", "x")
    assert key.index().blind("name", "x") != IndexKey(key.private_bytes()).blind("name", "x")
    assert key.index().id != key.id


def test_the_door_opens_to_what_people_type():
    pepper = Pepper.generate()
    door = pepper.door("ZC37100020250110000017", "李明", "K7M2QX")
    assert pepper.door(" zc37100020250110000017 ", " 李明", "k7m2qx\n") == door
    assert door[0] != b64(door[1])
    assert len(door[1]) == SECRET_BYTES


def test_every_part_of_the_door_counts():
    pepper = Pepper.generate()
    doors = {
        pepper.door("A", "B", "C"),
        pepper.door("AB", "", "C"),
        pepper.door("A", "BC", ""),
        pepper.door("", "AB", "C"),
        pepper.door("C", "B", "A"),
        Pepper.generate().door("A", "B", "C"),
    }
    assert len({look_up for look_up, _ in doors}) == 6
    assert len({wrap for _, wrap in doors}) == 6


def test_a_record_opens_to_its_code_alone():
    sealed = seal_under_code(CODE, b"record")
    assert open_under_code(CODE, sealed) == b"record"
    refused(Untrusted, "data.sealed", lambda: open_under_code(CODE[:-1] + "T", sealed))
    refused(Untrusted, "data.sealed", lambda: open_under_code(CODE, sealed[:27]))
    refused(Untrusted, "data.sealed", lambda: open_under_code(CODE, sealed[:-1] + b"\0\0"))
    refused(Untrusted, "data.sealed", lambda: open_under_code(code_digest(CODE), sealed))
    assert code_digest(CODE) == sha256(CODE.encode())


def test_a_code_unwraps_behind_its_door():
    wrap = Pepper.generate().door("A", "B", "C")[1]
    wrapped = wrap_code(wrap, CODE)
    assert unwrap_code(wrap, wrapped) == CODE
    other = Pepper.generate().door("A", "B", "C")[1]
    refused(Untrusted, "data.sealed", lambda: unwrap_code(other, wrapped))
    refused(Untrusted, "data.sealed", lambda: unwrap_code(wrap, b""))


def test_code_and_name_find_a_claim_together_or_not_at_all():
    pepper = Pepper(bytes(32))
    found = pepper.claim("C", "李明")
    others = {pepper.claim("D", "李明"), pepper.claim("C", "李鸣"), pepper.claim("C李", "明")}
    assert pepper.claim("C", "李明") == found
    assert found not in others
    assert found != Pepper(bytes(31) + b"1").claim("C", "李明")
    assert len(others) == 3


def test_a_ticket_is_of_one_claim_and_one_form():
    pepper = Pepper(bytes(32))
    claim = pepper.claim("C", "李明")
    ticket = pepper.ticket(claim, "once")
    assert pepper.ticket(claim, "once") == ticket
    others = {pepper.ticket(claim, "twice"), pepper.ticket(pepper.claim("D", "李明"), "once")}
    assert {ticket, claim} & others == set()
    assert len(ticket) == 43


def test_what_a_bearer_holds_is_found_by_kind_and_secret_under_this_pepper_alone():
    pepper = Pepper(bytes(32))
    found = pepper.entry("session", "abc")
    assert found == Pepper(bytes(32)).entry("session", "abc")
    others = [
        pepper.entry("invitation", "abc"),
        pepper.entry("sessiona", "bc"),
        pepper.claim("session", "abc"),
        Pepper(bytes(range(32))).entry("session", "abc"),
    ]
    assert found not in others
