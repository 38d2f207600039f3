from __future__ import annotations

import jwt
import pytest

from keys.encoding import b64, canonical, parse, sha256
from keys.envelope import (
    MAX_SIGNATURES,
    claimed_kids,
    countersign,
    open_compact,
    open_together,
    peek,
    seal,
    seal_together,
)
from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring
from keys.roles import Role, Typ
from tests.keys.cast import LIMIT, PAYLOAD, day, forged, header, refused, ring, signer, trusted

LI, WANG = signer(Role.COMMITTEE, "li-ming"), signer(Role.COMMITTEE, "wang-fang")
LI_AGAIN = signer(Role.COMMITTEE, "li-ming")
OFFICE = signer(Role.CREDENTIAL)
NOW = day(2)
STRANGER = signer(Role.COMMITTEE, "zhao-wei")
KEYS = ring(LI, WANG, LI_AGAIN, OFFICE)


def opened(token, typ=Typ.CREDENTIAL, keys=KEYS, at=NOW, limit=LIMIT):
    return open_compact(token, typ, keys, at=at, limit=limit)


def together(sealed, threshold=2, keys=KEYS, at=NOW, limit=LIMIT):
    return open_together(sealed, Typ.BATCH, keys, threshold=threshold, at=at, limit=limit)


def changed(sealed, **members):
    return canonical({**parse(sealed, limit=LIMIT), **members})


def test_another_library_reads_what_we_seal():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE)
    key = jwt.PyJWK.from_dict(OFFICE.public.to_jwk())
    assert jwt.decode(token, key, algorithms=["ES256"])["number"] == 7
    for each in parse(seal_together(PAYLOAD, Typ.BATCH, [LI, WANG]), limit=LIMIT)["signatures"]:
        signed_by = (
            LI if jwt.get_unverified_header(each["protected"] + "..")["kid"] == LI.kid else WANG
        )
        token = f"{each['protected']}.{b64(PAYLOAD)}.{each['signature']}"
        jwt.decode(token, jwt.PyJWK.from_dict(signed_by.public.to_jwk()), algorithms=["ES256"])


def test_the_limit_comes_first():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE)
    assert opened(token, limit=len(token))
    error = refused(TooLarge, "envelope.too-large", lambda: opened(token, limit=len(token) - 1))
    assert error.facts["limit"] == len(token) - 1
    refused(TooLarge, "envelope.too-large", lambda: opened("\x00" * 101, limit=100))
    sealed = seal_together(PAYLOAD, Typ.BATCH, [LI, WANG])
    refused(TooLarge, "envelope.too-large", lambda: together(sealed, limit=len(sealed) - 1))
    refused(TooLarge, "envelope.too-large", lambda: together("é" * 80, limit=100))
    refused(TooLarge, "envelope.too-large", lambda: peek(token, limit=10))


def test_two_people_reach_a_threshold_of_two():
    sealed = seal_together(PAYLOAD, Typ.BATCH, [WANG, LI])
    found = together(sealed)
    assert found.payload == PAYLOAD
    assert {key.person for key in found.signers} == {"li-ming", "wang-fang"}
    assert [key.kid for key in found.signers] == sorted(key.kid for key in found.signers)
    assert together(sealed.decode()) == found


def test_one_person_signing_twice_counts_once():
    sealed = seal_together(PAYLOAD, Typ.BATCH, [LI, LI_AGAIN])
    error = refused(Untrusted, "envelope.threshold", lambda: together(sealed))
    assert error.facts == {"needed": 2, "found": 1}
    assert len(together(sealed, threshold=1).signers) == 1


def test_keys_of_nobody_count_each_for_itself():
    one, two = signer(Role.ANCHOR), signer(Role.ANCHOR)
    sealed = seal_together(PAYLOAD, Typ.TRUST_LIST, [one, two])
    found = open_together(
        sealed, Typ.TRUST_LIST, ring(one, two), threshold=2, at=day(2), limit=LIMIT
    )
    assert len(found.signers) == 2


def test_a_key_signs_once():
    refused(
        Untrusted,
        "envelope.duplicate-signature",
        lambda: seal_together(PAYLOAD, Typ.BATCH, [LI, LI]),
    )
    sealed = seal_together(PAYLOAD, Typ.BATCH, [LI])
    refused(Untrusted, "envelope.duplicate-signature", lambda: countersign(sealed, Typ.BATCH, LI))
    once = parse(sealed, limit=LIMIT)["signatures"][0]
    again = parse(seal_together(PAYLOAD, Typ.BATCH, [LI]), limit=LIMIT)["signatures"][0]
    twice = changed(sealed, signatures=[once, again])
    refused(Untrusted, "envelope.duplicate-signature", lambda: together(twice, threshold=1))


@pytest.mark.parametrize("order", [0, 1])
def test_one_bad_signature_refuses_the_whole(order):
    parts = parse(seal_together(PAYLOAD, Typ.BATCH, [LI, WANG]), limit=LIMIT)
    signatures = [dict(each) for each in parts["signatures"]]
    signatures[order]["signature"] = b64(b"\1" * 64)
    sealed = changed(canonical(parts), signatures=signatures)
    refused(Untrusted, "signature.wrong", lambda: together(sealed, threshold=1))


@pytest.mark.parametrize(
    ("other", "keys", "code"),
    [
        (STRANGER, KEYS, "key.unknown"),
        (WANG, Keyring([trusted(LI), trusted(WANG).revoked(day(2), "lost")]), "key.revoked"),
        (WANG, Keyring([trusted(LI), trusted(WANG, since=day(3))]), "key.window"),
    ],
)
def test_one_signature_of_somebody_else_refuses_the_whole(other, keys, code):
    sealed = seal_together(PAYLOAD, Typ.BATCH, [LI, other])
    refused(Untrusted, code, lambda: together(sealed, threshold=1, keys=keys))


def test_one_signature_in_another_role_or_typ_refuses_the_whole():
    good = parse(seal_together(PAYLOAD, Typ.BATCH, [LI]), limit=LIMIT)
    for token, code in (
        (forged(header(OFFICE, Typ.BATCH), PAYLOAD, OFFICE), "key.role"),
        (seal(PAYLOAD, Typ.NOTICE, WANG), "envelope.typ"),
    ):
        protected, _, signature = token.split(".")
        both = [*good["signatures"], {"protected": protected, "signature": signature}]
        sealed = changed(canonical(good), signatures=both)
        refused(Untrusted, code, lambda sealed=sealed: together(sealed, threshold=1))


@pytest.mark.parametrize(
    "members",
    [
        {"header": {"kid": "x"}},
        {"payload": None},
        {"payload": b64(PAYLOAD) + "="},
        {"payload": ""},
        {"signatures": []},
        {"signatures": {}},
        {"signatures": ["x"]},
        {"signatures": [{"protected": "AA"}]},
        {"signatures": [{"protected": "AA", "signature": "AA", "header": {}}]},
        {"signatures": [{"protected": 1, "signature": "AA"}]},
        {"signatures": [{"protected": "A\n", "signature": "AA"}]},
        {"signatures": [{"protected": "AA", "signature": "AA"}] * (MAX_SIGNATURES + 1)},
    ],
)
def test_another_form_of_general_json_is_refused(members):
    sealed = changed(seal_together(PAYLOAD, Typ.BATCH, [LI]), **members)
    refused(Malformed, "envelope.form", lambda: together(sealed, threshold=1))


@pytest.mark.parametrize("text", ["", "{}", "[]", "hello", '{"payload":"AA","payload":"AA"}'])
def test_what_is_no_envelope_is_refused(text):
    refused(Malformed, "envelope.form", lambda: together(text, threshold=1))
    refused(Malformed, "envelope.form", lambda: peek(text))
    refused(Malformed, "envelope.form", lambda: claimed_kids(text.encode()))


def test_a_flattened_envelope_is_refused():
    """RFC 7515 7.2.2 has a third form; two forms are enough."""
    protected, payload, signature = seal(PAYLOAD, Typ.BATCH, LI).split(".")
    flat = canonical({"protected": protected, "payload": payload, "signature": signature})
    refused(Malformed, "envelope.form", lambda: together(flat, threshold=1))


def test_a_threshold_is_at_least_one():
    sealed = seal_together(PAYLOAD, Typ.BATCH, [LI])
    with pytest.raises(ValueError, match="one person"):
        together(sealed, threshold=0)
    with pytest.raises(ValueError, match="signer"):
        seal_together(PAYLOAD, Typ.BATCH, [])


def test_a_countersignature_joins_the_first():
    sealed = countersign(seal_together(PAYLOAD, Typ.BATCH, [LI]), Typ.BATCH, WANG)
    assert together(sealed).payload == PAYLOAD
    assert set(claimed_kids(sealed)) == {LI.kid, WANG.kid}


def test_a_countersigned_compact_becomes_general():
    sealed = countersign(seal(PAYLOAD, Typ.BATCH, LI), Typ.BATCH, WANG)
    assert len(together(sealed).signers) == 2


def test_a_countersignature_is_of_the_same_kind_and_role():
    sealed = seal_together(PAYLOAD, Typ.BATCH, [LI])
    refused(Untrusted, "envelope.typ", lambda: countersign(sealed, Typ.NOTICE, WANG))
    refused(Untrusted, "key.role", lambda: countersign(sealed, Typ.BATCH, OFFICE))


def test_there_is_room_for_so_many_signatures():
    people = [signer(Role.COMMITTEE, f"p{number}") for number in range(MAX_SIGNATURES + 1)]
    seal_together(PAYLOAD, Typ.BATCH, people[1:])
    refused(TooLarge, "envelope.too-large", lambda: seal_together(PAYLOAD, Typ.BATCH, people))


def test_the_same_content_signed_again_is_the_same_payload():
    one, two = (seal_together(PAYLOAD, Typ.BATCH, [LI, WANG]) for _ in range(2))
    assert one != two
    assert sha256(together(one).payload) == sha256(together(two).payload)


def test_a_peek_shows_what_is_claimed_by_anybody():
    fake = forged(b"{}", PAYLOAD, STRANGER)
    assert peek(fake)["number"] == 7
    assert peek(seal_together(PAYLOAD, Typ.BATCH, [LI]))["number"] == 7
    refused(Malformed, "envelope.header", lambda: claimed_kids(fake))
