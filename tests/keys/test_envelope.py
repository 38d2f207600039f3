from __future__ import annotations

import json

import pytest

from keys.encoding import b64, canonical, parse, unb64
from keys.envelope import (
    open_compact,
    seal,
    signer_of,
)
from keys.errors import Malformed, Untrusted
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.keys.cast import LIMIT, PAYLOAD, day, forged, header, refused, ring, signer, trusted

LI, WANG = signer(Role.COMMITTEE, "li-ming"), signer(Role.COMMITTEE, "wang-fang")
LI_AGAIN = signer(Role.COMMITTEE, "li-ming")
OFFICE = signer(Role.CREDENTIAL)
NOW = day(2)
STRANGER = signer(Role.COMMITTEE, "zhao-wei")
KEYS = ring(LI, WANG, LI_AGAIN, OFFICE)


def opened(token, typ=Typ.CREDENTIAL, keys=KEYS, at=NOW, limit=LIMIT):
    return open_compact(token, typ, keys, at=at, limit=limit)


def test_a_sealed_document_opens():
    found = opened(seal(PAYLOAD, Typ.CREDENTIAL, OFFICE))
    assert found.payload == PAYLOAD
    assert found.document["number"] == 7
    assert [key.kid for key in found.signers] == [OFFICE.kid]


def test_every_changed_character_is_noticed():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE)
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        with pytest.raises((Malformed, Untrusted)):
            opened(changed)
        with pytest.raises((Malformed, Untrusted)):
            signer_of(changed, Typ.CREDENTIAL, KEYS, at=NOW, limit=LIMIT)


def test_the_signer_is_known_before_the_payload_is_read():
    token = seal(b"no JSON", Typ.CREDENTIAL, OFFICE)
    assert signer_of(token, Typ.CREDENTIAL, KEYS, at=NOW, limit=LIMIT).kid == OFFICE.kid
    refused(Malformed, "encoding.json", lambda: opened(token))


def test_every_shortened_token_is_noticed():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE)
    for size in range(len(token)):
        with pytest.raises((Malformed, Untrusted)):
            opened(token[:size])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t + "=",
        lambda t: t + "==",
        lambda t: t + "\n",
        lambda t: " " + t,
        lambda t: t.replace(".", "=.", 1),
        lambda t: t.replace(".", "\n.", 1),
        lambda t: t.replace(".", "..", 1),
        lambda t: t + ".",
        lambda t: t + ".AAAA",
        lambda t: t.rpartition(".")[0],
        lambda t: t.rpartition(".")[0] + ".",
        lambda t: "." + t,
        lambda t: t.replace(".", "é.", 1),
        lambda t: t + "AAAA",
    ],
)
def test_another_spelling_of_a_token_is_refused(spoil):
    token = spoil(seal(PAYLOAD, Typ.CREDENTIAL, OFFICE))
    refused(Malformed, "envelope.form", lambda: opened(token))


def test_unused_bits_of_a_segment_are_refused():
    token = seal(canonical({"a": 1}), Typ.CREDENTIAL, OFFICE)
    start, _, signature = token.rpartition(".")
    last = signature[-1]
    other = {"A": "B", "Q": "R", "g": "h", "w": "x"}[last]
    refused(Malformed, "envelope.form", lambda: opened(f"{start}.{signature[:-1]}{other}"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jwk", OFFICE.public.to_jwk()),
        ("jku", "https://evil.example/jwks"),
        ("x5u", "https://evil.example/x5u"),
        ("x5c", []),
        ("crit", ["exp"]),
        ("zip", "DEF"),
        ("b64", False),
        ("cty", "json"),
        ("nonce", "1"),
    ],
)
def test_a_header_says_nothing_else(name, value):
    token = forged(header(OFFICE, Typ.CREDENTIAL, **{name: value}), PAYLOAD, OFFICE)
    refused(Malformed, "envelope.header", lambda: opened(token))


@pytest.mark.parametrize("missing", ["alg", "kid", "typ"])
def test_a_header_says_all_three(missing):
    said = parse(header(OFFICE, Typ.CREDENTIAL), limit=LIMIT)
    token = forged(
        canonical({name: value for name, value in said.items() if name != missing}), PAYLOAD, OFFICE
    )
    refused(Malformed, "envelope.header", lambda: opened(token))


@pytest.mark.parametrize("changes", [{"alg": 1}, {"kid": ["x"]}, {"alg": None}])
def test_a_header_says_texts(changes):
    token = forged(header(OFFICE, Typ.CREDENTIAL, **changes), PAYLOAD, OFFICE)
    refused(Malformed, "envelope.header", lambda: opened(token))


def test_a_header_member_twice_is_refused():
    said = header(OFFICE, Typ.CREDENTIAL)
    twice = said[:-1] + b',"typ":"dc+sd-jwt"}'
    refused(Malformed, "envelope.header", lambda: opened(forged(twice, PAYLOAD, OFFICE)))


def test_a_long_header_is_refused_unread():
    said = header(OFFICE, Typ.CREDENTIAL, kid="x" * 400)
    refused(Malformed, "envelope.header", lambda: opened(forged(said, PAYLOAD, OFFICE)))


@pytest.mark.parametrize("kid", ["../../x", "' OR 1=1 --", "", STRANGER.kid, OFFICE.kid + "A"])
def test_a_kid_is_only_a_name_in_the_ring(kid):
    token = forged(header(OFFICE, Typ.CREDENTIAL, kid=kid), PAYLOAD, OFFICE)
    refused(Untrusted, "key.unknown", lambda: opened(token))


def test_another_persons_kid_does_not_verify():
    token = forged(header(LI, Typ.BATCH), PAYLOAD, WANG)
    refused(Untrusted, "signature.wrong", lambda: opened(token, Typ.BATCH))


def test_the_signature_of_zeroes_is_refused():
    start = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE).rpartition(".")[0]
    refused(Untrusted, "signature.wrong", lambda: opened(f"{start}.{b64(bytes(64))}"))


def test_a_long_signature_is_refused_unread():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE) + "AA"
    refused(Malformed, "envelope.form", lambda: opened(token))


def test_a_der_signature_is_refused():
    start = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE).rpartition(".")[0]
    short = b64(bytes.fromhex("3006020101020101"))
    refused(Untrusted, "signature.wrong", lambda: opened(f"{start}.{short}"))


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"hello", "encoding.json"),
        (b"[1]", "encoding.not-an-object"),
        (b'{"a":1,"a":2}', "encoding.duplicate-member"),
        (b'{"a":1.5}', "encoding.number"),
    ],
)
def test_a_signed_payload_is_still_read_strictly(payload, code):
    refused(Malformed, code, lambda: opened(seal(payload, Typ.CREDENTIAL, OFFICE)))


def test_windows_and_revocation_are_judged_at_the_moment():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE)
    late = Keyring([trusted(OFFICE, since=day(3), until=day(5))])
    gone = Keyring([trusted(OFFICE).revoked(day(4), "compromised")])
    refused(Untrusted, "key.window", lambda: opened(token, keys=late, at=day(2)))
    refused(Untrusted, "key.window", lambda: opened(token, keys=late, at=day(5)))
    refused(Untrusted, "key.revoked", lambda: opened(token, keys=gone, at=day(4)))
    assert opened(token, keys=gone, at=day(3))
    assert opened(token, keys=late, at=day(4))


def test_without_a_moment_the_caller_judges():
    token = seal(PAYLOAD, Typ.CREDENTIAL, OFFICE)
    gone = Keyring([trusted(OFFICE).revoked(day(4), "compromised")])
    assert opened(token, keys=gone, at=None).signers[0].revoked_at == day(4)


def test_the_example_of_rfc_7515_is_no_document_of_ours():
    """A.3 verifies, but its header says alg only."""
    token = (
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5dj"
        "xLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    refused(Malformed, "envelope.header", lambda: opened(token))
    assert json.loads(unb64(token.split(".", maxsplit=1)[0])) == {"alg": "ES256"}


def test_a_signer_is_asked_once_a_seal():
    class Counting(MemorySigner):
        calls = 0

        def sign(self, data):
            self.calls += 1
            return super().sign(data)

    key = Counting.generate(Role.CREDENTIAL)
    seal(PAYLOAD, Typ.CREDENTIAL, key)
    assert key.calls == 1
