from __future__ import annotations

import itertools

import pytest

from keys.encoding import b64
from keys.envelope import open_compact, seal
from keys.errors import Malformed, Untrusted
from keys.public_key import TrustedKey
from keys.roles import ED25519, ES256, MAY_SIGN, SYMMETRIC, Role, Typ, algorithm_of
from keys.signer import MemorySigner
from tests.keys.cast import (
    LIMIT,
    PAYLOAD,
    SIGNING,
    day,
    forged,
    header,
    refused,
    ring,
    signer,
    signer_for,
)

PLAYERS = {role: signer(role) for role in SIGNING}

BELIEVED = {
    (Typ.STATEMENT, Role.ANCHOR),
    (Typ.STATEMENT, Role.AUTHORITY),
    (Typ.TRUST_LIST, Role.ANCHOR),
    (Typ.TRUST_LIST, Role.AUTHORITY),
    (Typ.BATCH, Role.COMMITTEE),
    (Typ.NOTICE, Role.COMMITTEE),
    (Typ.REVOCATION_ORDER, Role.COMMITTEE),
    (Typ.DECISION, Role.OPERATOR),
    (Typ.CREDENTIAL, Role.CREDENTIAL),
    (Typ.STATUS_LIST, Role.STATUS),
    (Typ.REVOCATIONS, Role.STATUS),
    (Typ.RECEIPT, Role.ANSWER),
    (Typ.RECOGNITION, Role.ANSWER),
    (Typ.ROSTER_RECEIPT, Role.ANSWER),
    (Typ.CORRESPONDENCE, Role.ANSWER),
}


def test_the_table_is_the_one_above():
    assert {(typ, role) for typ, roles in MAY_SIGN.items() for role in roles} == BELIEVED


@pytest.mark.parametrize(("typ", "role"), list(itertools.product(Typ, SIGNING)))
def test_each_role_is_believed_for_its_documents_and_no_other(typ, role):
    key = PLAYERS[role]
    token = forged(header(key, typ), PAYLOAD, key)
    if (typ, role) in BELIEVED:
        assert open_compact(token, typ, ring(key), at=day(2), limit=LIMIT).signers[0].role is role
        seal(PAYLOAD, typ, key)
    else:
        refused(
            Untrusted,
            "key.role",
            lambda: open_compact(token, typ, ring(key), at=day(2), limit=LIMIT),
        )
        refused(Untrusted, "key.role", lambda: seal(PAYLOAD, typ, key))


@pytest.mark.parametrize(("sealed", "asked"), list(itertools.product(Typ, Typ)))
def test_a_document_opens_only_as_what_it_was_sealed_as(sealed, asked):
    key = signer_for(sealed)
    token = seal(PAYLOAD, sealed, key)
    if sealed is asked:
        assert open_compact(token, asked, ring(key), at=day(2), limit=LIMIT).payload == PAYLOAD
    else:
        refused(
            Untrusted,
            "envelope.typ",
            lambda: open_compact(token, asked, ring(key), at=day(2), limit=LIMIT),
        )


@pytest.mark.parametrize(("role", "algorithm"), list(itertools.product(Role, (ES256, ED25519))))
def test_only_the_log_signs_with_ed25519(role, algorithm):
    fits = role not in SYMMETRIC and algorithm == (ED25519 if role is Role.LOG else ES256)
    if fits:
        assert MemorySigner.generate(role, "li", algorithm).public.algorithm == algorithm
        return
    refused(Malformed, "key.algorithm", lambda: MemorySigner.generate(role, "li", algorithm))
    other = PLAYERS[Role.LOG if algorithm == ED25519 else Role.STATUS]
    refused(Malformed, "key.algorithm", lambda: TrustedKey(other.public, role, "li", day(1)))
    refused(Malformed, "key.algorithm", lambda: MemorySigner(other._material, role, person="li"))


def test_a_symmetric_role_has_no_signature_algorithm():
    for role in SYMMETRIC:
        with pytest.raises(KeyError):
            algorithm_of(role)


@pytest.mark.parametrize("role", SIGNING)
@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "Ed25519", "ES384", "es256", ""])
def test_the_algorithm_is_the_trusted_keys_and_the_header_must_agree(role, algorithm):
    key = PLAYERS[role]
    typ = next((typ for typ, roles in MAY_SIGN.items() if role in roles), Typ.BATCH)
    if algorithm == key.public.algorithm:
        return
    token = forged(header(key, typ, alg=algorithm), PAYLOAD, key)
    refused(
        Untrusted,
        "envelope.algorithm",
        lambda: open_compact(token, typ, ring(key), at=day(2), limit=LIMIT),
    )


def test_a_mac_with_the_public_key_as_secret_is_no_signature():
    import hashlib
    import hmac

    key = PLAYERS[Role.CREDENTIAL]
    secret = str(key.public.to_jwk()).encode()
    for alg, code in (("HS256", "envelope.algorithm"), ("ES256", "signature.wrong")):
        start = f"{b64(header(key, Typ.CREDENTIAL, alg=alg))}.{b64(PAYLOAD)}"
        token = f"{start}.{b64(hmac.digest(secret, start.encode(), hashlib.sha512))}"
        refused(
            Untrusted,
            code,
            lambda token=token: open_compact(
                token, Typ.CREDENTIAL, ring(key), at=day(2), limit=LIMIT
            ),
        )
