from __future__ import annotations

import pytest

from keys.algorithms import ALGORITHMS, jwk_of, private_bytes
from keys.encoding import Kid, b64, canonical, parse, unb64
from keys.errors import Malformed, Untrusted
from keys.public_key import Keyring, PublicKey, TrustedKey
from keys.roles import Role
from tests.keys.cast import SIGNING, day, refused, ring, signer, trusted

# RFC 8037 A.1 to A.4: a key, its thumbprint, and a signature over a JWS of its own.
RFC_8037_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_8037_KID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
RFC_8037_JWS = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
# RFC 7515 A.3: an ES256 key and a JWS.
RFC_7515_JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC_7515_JWS = (
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
    "LmNvbS9pc19yb290Ijp0cnVlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)


def test_the_examples_of_rfc_8037_verify():
    key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X})
    assert key.kid == RFC_8037_KID
    start, _, signature = RFC_8037_JWS.rpartition(".")
    key.verify(start.encode(), unb64(signature))


def test_the_example_of_rfc_7515_verifies():
    start, _, signature = RFC_7515_JWS.rpartition(".")
    key = PublicKey.from_jwk(RFC_7515_JWK)
    key.verify(start.encode(), unb64(signature))
    refused(Untrusted, "signature.wrong", lambda: key.verify(b"x", unb64(signature)))


@pytest.mark.parametrize("role", SIGNING)
def test_a_key_comes_back_from_its_jwk(role):
    key = signer(role).public
    assert PublicKey.from_jwk(key.to_jwk()) == key
    assert hash(PublicKey.from_jwk(key.to_jwk())) == hash(key)
    assert PublicKey.from_jwk({**key.to_jwk(), "use": "sig"}).kid == key.kid


@pytest.mark.parametrize("role", [Role.LOG, Role.STATUS])
def test_a_private_key_comes_back_from_its_bytes(role):
    row = ALGORITHMS["Ed25519" if role is Role.LOG else "ES256"]
    private = row.generate()
    again = row.private_of(private_bytes(private))
    assert jwk_of(again.public_key()) == jwk_of(private.public_key())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kty": "RSA"}, "key.algorithm"),
        ({"crv": "P-384"}, "key.algorithm"),
        ({"crv": "secp256k1"}, "key.algorithm"),
        ({"alg": "ES384"}, "key.algorithm"),
        ({"x": None}, "key.form"),
        ({"x": 5}, "key.form"),
        ({"y": "AAAA"}, "key.form"),
        ({"x": b64(bytes(33))}, "key.form"),
        ({"y": b64(b"\1" * 32)}, "key.form"),
        ({"x": b64(bytes(32)), "y": b64(bytes(32))}, "key.form"),
        ({"x": RFC_7515_JWK["x"] + "="}, "encoding.base64"),
        ({"kid": RFC_8037_KID}, "key.kid"),
        ({"use": "enc"}, "key.form"),
        ({"x5u": "https://evil.example"}, "key.form"),
        ({"d": b64(bytes(32))}, "key.private"),
        ({"k": "AA"}, "key.private"),
    ],
)
def test_a_wrong_jwk_is_refused(changes, code):
    refused(Malformed, code, lambda: PublicKey.from_jwk({**RFC_7515_JWK, **changes}))


def test_a_jwk_is_an_object():
    refused(Malformed, "key.form", lambda: PublicKey.from_jwk("key"))


@pytest.mark.parametrize("role", [Role.LOG, Role.CREDENTIAL])
@pytest.mark.parametrize("size", [0, 1, 63, 65, 72, 128])
def test_a_signature_has_64_bytes(role, size):
    key = signer(role)
    signature = (key.sign(b"x") * 2)[:size]
    refused(Untrusted, "signature.wrong", lambda: key.public.verify(b"x", signature))


@pytest.mark.parametrize("role", [Role.LOG, Role.CREDENTIAL])
def test_the_signature_of_zeroes_is_refused(role):
    """CVE-2022-21449: r = s = 0 once verified under every key."""
    refused(Untrusted, "signature.wrong", lambda: signer(role).public.verify(b"x", bytes(64)))


def test_r_and_s_are_below_the_order():
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    key = signer(Role.CREDENTIAL)
    signature = key.sign(b"x")
    for place in (0, 32):
        number = int.from_bytes(signature[place : place + 32], "big") + order
        if number.bit_length() > 256:
            number = order
        changed = bytearray(signature)
        changed[place : place + 32] = number.to_bytes(32, "big")
        refused(Untrusted, "signature.wrong", lambda c=changed: key.public.verify(b"x", bytes(c)))


def test_a_trusted_key_comes_back_from_its_jwk():
    for key in (
        trusted(signer(Role.COMMITTEE), until=day(9)),
        trusted(signer(Role.STATUS)).revoked(day(5), "compromised"),
        trusted(signer(Role.LOG)),
    ):
        again = TrustedKey.from_jwk(parse(canonical(key.to_jwk()), limit=1000))
        assert again == key
        assert again.reason == key.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"zc_role": "king"},
        {"zc_role": None},
        {"nbf": "yesterday"},
        {"nbf": -1},
        {"nbf": True},
        {"nbf": 253402300800},
        {"revoked": {"revoked_at": 1}},
        {"revoked": {"revoked_at": 1, "reason": "x", "by": "y"}},
        {"revoked": None},
        {"zc_person": ""},
        {"zc_person": "li\u202eming"},
        {"exp": None},
    ],
)
def test_a_wrong_trusted_jwk_is_refused(changes):
    jwk = {**trusted(signer(Role.STATUS)).to_jwk(), **changes}
    refused(Malformed, "claims.member", lambda: TrustedKey.from_jwk(jwk))


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.OPERATOR])
def test_a_key_that_counts_for_a_person_names_the_person(role):
    key = signer(role)
    refused(Malformed, "key.person", lambda: TrustedKey(key.public, role, None, day(1)))


def test_a_window_opens_before_it_closes():
    key = signer(Role.STATUS)
    refused(Malformed, "key.window-empty", lambda: trusted(key, since=day(2), until=day(2)))


def test_a_key_speaks_from_its_first_second_to_before_its_last():
    key = trusted(signer(Role.STATUS), since=day(2), until=day(4))
    assert [key.speaks_at(day(month)) for month in (1, 2, 3, 4, 5)] == [
        *(False, True, True, False, False)
    ]
    refused(Untrusted, "key.window", lambda: key.demand(day(1)))


def test_a_revoked_key_is_silent_from_that_second_on():
    key = trusted(signer(Role.STATUS)).revoked(day(3), "compromised")
    assert key.speaks_at(day(2))
    assert not key.speaks_at(day(3))
    facts = refused(Untrusted, "key.revoked", lambda: key.demand(day(4))).facts
    assert facts["revoked_at"] == "2025-03-01"


def test_the_window_alone_does_not_mind_a_revocation():
    key = trusted(signer(Role.LOG), until=day(9)).revoked(day(3), "compromised")
    key.demand_window(day(5))
    refused(Untrusted, "key.window", lambda: key.demand_window(day(9)))
    refused(Untrusted, "key.revoked", lambda: key.demand(day(5)))


def test_a_later_revocation_does_not_undo_an_earlier_one():
    key = trusted(signer(Role.STATUS)).revoked(day(3), "compromised")
    assert key.revoked(day(5), "superseded") is key
    assert key.revoked(day(2), "superseded").revoked_at == day(2)


def test_a_ring_finds_keys_and_names_what_it_misses():
    one, two = signer(Role.STATUS), signer(Role.CREDENTIAL)
    found = ring(one, two)
    assert found.find(one.kid).public == one.public
    assert [key.kid for key in found] == sorted([one.kid, two.kid])
    assert [key.kid for key in found.in_role(Role.STATUS)] == [one.kid]
    assert found.find_by_prefix(unb64(two.kid)[:8]) == (found.find(two.kid),)
    assert found.find_by_prefix(bytes(8)) == ()
    for kid in ("../../etc/passwd", "' OR 1=1", "", "x" * 10**6):
        error = refused(Untrusted, "key.unknown", lambda kid=kid: found.find(kid))
        assert len(str(error.facts["kid"])) <= 64


def test_a_ring_for_a_moment_says_why_a_key_is_silent():
    early = trusted(signer(Role.STATUS), until=day(2))
    gone = trusted(signer(Role.STATUS)).revoked(day(2), "compromised")
    here = trusted(signer(Role.STATUS))
    found = Keyring([early, gone, here], at=day(3))
    assert list(found) == [here]
    assert len(found) == 1
    refused(Untrusted, "key.window", lambda: found.find(early.kid))
    refused(Untrusted, "key.revoked", lambda: found.find(gone.kid))
    refused(Untrusted, "key.revoked", lambda: found.in_role(Role.STATUS).find(gone.kid))


def test_a_ring_holds_a_key_once():
    key = trusted(signer(Role.STATUS))
    with pytest.raises(ValueError, match="twice"):
        Keyring([key, key])


def test_the_name_of_a_key_is_its_thumbprint():
    key = signer(Role.STATUS)
    assert isinstance(key.kid, str)
    assert Kid(key.kid) == key.public.kid
    assert "MemorySigner(status" in repr(key)
