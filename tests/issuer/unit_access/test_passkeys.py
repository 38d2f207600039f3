"""What a passkey's answer must say, one false member at a time; and each check that notices."""

from __future__ import annotations

import json
import secrets

import pytest

from issuer.passkeys import ALGORITHMS, Passkey, RelyingParty
from keys.encoding import b64
from keys.errors import Untrusted
from tests.issuer.unit_access.authenticator import PRESENT, VERIFIED, Authenticator, new_key

PARTY = RelyingParty("https://zc.weihai.example", "威海市人力资源和社会保障局（示例）")
HOLDER = bytes(range(16))
CHALLENGE = bytes(range(32))
OTHER = bytes(range(1, 33))


@pytest.fixture
def device():
    return Authenticator(PARTY.origin, PARTY.host)


def register(device, party=PARTY, **false):
    options = party.creation(CHALLENGE, holder=HOLDER, named="示例单位")
    return party.registered(device.create(options, **false), challenge=CHALLENGE, holder=HOLDER)


def assert_with(device, kept, party=PARTY, **false):
    answer = device.get(party.request(CHALLENGE), **false)
    return party.asserted(answer, kept, challenge=CHALLENGE)


def refused(run):
    with pytest.raises(Untrusted) as caught:
        run()
    assert caught.value.code == "unit.passkey-refused"
    assert caught.value.facts == {}
    return str(caught.value.__cause__)


def test_a_passkey_is_made_and_answers(device):
    kept = register(device)
    assert kept.credential == device.credential
    assert (kept.counter, kept.holder) == (0, HOLDER)
    assert assert_with(device, kept) == 0


def test_the_browser_is_asked_to_verify_the_person_and_to_keep_the_key():
    made = PARTY.creation(CHALLENGE, holder=HOLDER, named="示例单位", but=[b"known"])
    assert made["rp"] == {"id": "zc.weihai.example", "name": PARTY.name}
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert made["attestation"] == "none"
    assert [each["alg"] for each in made["pubKeyCredParams"]] == list(ALGORITHMS)
    assert [each["id"] for each in made["excludeCredentials"]] == [b64(b"known")]
    asked = PARTY.request(CHALLENGE)
    assert (asked["rpId"], asked["userVerification"]) == ("zc.weihai.example", "required")
    assert "allowCredentials" not in asked


def test_a_port_is_no_part_of_whom_a_passkey_is_for():
    assert RelyingParty("http://localhost:8137", "").host == "localhost"


FALSE_OF_BOTH = {
    "other origin": ({"origin": "https://zc-weihai.example"}, "Invalid origin"),
    "a host below ours": ({"origin": "https://a.zc.weihai.example"}, "Invalid origin"),
    "another port": ({"origin": "https://zc.weihai.example:8443"}, "Invalid origin"),
    "without TLS": ({"origin": "http://zc.weihai.example"}, "Invalid origin"),
    "other relying party": ({"host": "weihai.example"}, "Wrong RP ID hash"),
    "another challenge": ({"challenge": b64(OTHER)}, "Wrong challenge"),
    "no challenge": ({"challenge": ""}, "Wrong challenge"),
    "another ceremony": ({"kind": "payment.get"}, "Incorrect type"),
    "in a stranger's frame": ({"crossing": True}, "another site's frame"),
}


@pytest.mark.parametrize("false", FALSE_OF_BOTH)
def test_a_false_registration_is_refused(device, false):
    members, why = FALSE_OF_BOTH[false]
    assert why in refused(lambda: register(device, **members))


@pytest.mark.parametrize("false", FALSE_OF_BOTH)
def test_a_false_assertion_is_refused(device, false):
    kept = register(device)
    members, why = FALSE_OF_BOTH[false]
    assert why in refused(lambda: assert_with(device, kept, **members))


@pytest.mark.parametrize(("flags", "why"), [(0x41, "User Verified"), (0x44, "User Present")])
def test_nobody_is_registered_who_was_not_verified(device, flags, why):
    assert why.lower() in refused(lambda: register(device, flags=flags)).lower()


@pytest.mark.parametrize(("flags", "why"), [(PRESENT, "verified"), (VERIFIED, "present")])
def test_nobody_is_let_in_who_was_not_verified(device, flags, why):
    kept = register(device)
    assert why in refused(lambda: assert_with(device, kept, flags=flags)).lower()


def test_an_answer_of_one_ceremony_is_none_to_the_other(device):
    kept = register(device)
    made = device.create(PARTY.creation(CHALLENGE, holder=HOLDER, named="示例单位"))
    got = device.get(PARTY.request(CHALLENGE))
    refused(lambda: PARTY.asserted(made, kept, challenge=CHALLENGE))
    refused(lambda: PARTY.registered(got, challenge=CHALLENGE, holder=HOLDER))


def test_a_swapped_key_is_refused(device):
    kept = register(device)
    assert "Invalid signature" in refused(lambda: assert_with(device, kept, key=new_key()))


def test_what_was_signed_is_what_was_said(device):
    kept = register(device)
    assert "Invalid signature" in refused(lambda: assert_with(device, kept, signed=bytes(37)))


def test_another_credential_with_this_key_is_refused(device):
    kept = register(device)
    why = refused(lambda: assert_with(device, kept, credential=secrets.token_bytes(32)))
    assert "Unknown credential" in why


def test_the_answer_names_its_holder(device):
    kept = register(device)
    assert "user handle" in refused(lambda: assert_with(device, kept, holder=bytes(16)))
    assert "user handle" in refused(lambda: assert_with(device, kept, holder=b""))


@pytest.mark.parametrize("counter", [0, 6, 7])
def test_a_counter_that_did_not_go_on_is_refused(device, counter):
    kept = register(device)
    counted = Passkey(kept.data, 7, kept.holder)
    assert "Counter" in refused(lambda: assert_with(device, counted, counter=counter))
    assert assert_with(device, counted, counter=8) == 8


def test_a_key_of_an_algorithm_that_was_not_asked_for_is_refused(device):
    assert "Algorithm" in refused(lambda: register(device, algorithm=-35))


def test_the_registered_credential_is_the_one_that_is_named(device):
    why = refused(lambda: register(device, credential=secrets.token_bytes(32)))
    assert "Another credential id" in why


@pytest.mark.parametrize("size", [0, 1024])
def test_an_id_is_of_a_length_that_ids_have(size):
    device = Authenticator(PARTY.origin, PARTY.host, credential=bytes(size))
    assert "Length" in refused(lambda: register(device))


def _deep(depth=100_000):
    return "[" * depth + "]" * depth


def _answering(**response):
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


NO_ANSWERS = [
    *("", "x", "null", "[]", "{}", "1", '{"id":1,"rawId":1}', _deep(), _answering()),
    _answering(clientDataJSON="e30", authenticatorData="", signature=""),
    _answering(clientDataJSON="e30", attestationObject=b64(b"\x81" * 9000)),
]


@pytest.mark.parametrize("answer", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_no_answer_is_refused_alike(device, answer):
    kept = register(device)
    refused(lambda: PARTY.registered(answer, challenge=CHALLENGE, holder=HOLDER))
    refused(lambda: PARTY.claimed(answer))
    refused(lambda: PARTY.asserted(answer, kept, challenge=CHALLENGE))
