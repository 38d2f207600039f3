"""What the standards computed in their examples, ours computes too."""

from __future__ import annotations

import json

import cbor2
import pytest

from keys.encoding import b64, canonical, sha256, unb64
from keys.errors import Malformed
from keys.public_key import PublicKey
from tests.vectors import standards
from verifier import cwt, sd_jwt, status
from verifier.disclosure import digest
from verifier.log import Checkpoint, vkey
from verifier.merkle import leaf_hash, root_of


def test_base64_is_that_of_rfc_4648():
    for data, text in standards.BASE64.items():
        assert (b64(data), unb64(text)) == (text, data)


def test_a_thumbprint_is_that_of_rfc_7638():
    assert sha256(canonical(standards.THUMBPRINT_MEMBERS)) == standards.THUMBPRINT


def test_canonical_json_is_that_of_rfc_8785():
    assert canonical(json.loads(standards.JCS_SOURCE)) == standards.JCS.encode()


@pytest.mark.parametrize("size", range(1, 9))
def test_a_tree_is_that_of_rfc_6962(size):
    leaves = [leaf_hash(bytes.fromhex(each)) for each in standards.TREE_ENTRIES[:size]]
    assert root_of(leaves).hex() == standards.TREE_ROOTS[size - 1]


def test_a_verifier_key_is_that_of_signed_note():
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(standards.NOTE_KEY)}
    assert vkey("example.com/foo", PublicKey.from_jwk(jwk)) == standards.NOTE_VKEY


def test_a_checkpoint_is_that_of_tlog_checkpoint():
    head = Checkpoint.from_text(standards.CHECKPOINT_TEXT)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert head.to_text() == standards.CHECKPOINT_TEXT


def test_what_a_cwt_signs_is_that_of_rfc_8392():
    sealed = cbor2.loads(standards.CWT)
    protected, _, payload, signature = sealed.value
    coordinates = {name: b64(bytes.fromhex(each)) for name, each in standards.CWT_KEY.items()}
    key = PublicKey.from_jwk({"kty": "EC", "crv": "P-256", **coordinates})
    key.verify(cwt._to_be_signed(protected, payload), signature)
    with pytest.raises(Malformed, match=r"cwt\.form"):  # alg -7, and the kid unprotected
        cwt.take_apart(standards.CWT)


def test_an_sd_jwt_is_signed_and_digested_as_in_rfc_9901():
    signed, _, signature = standards.SD_JWT_SIGNED.rpartition(".")
    PublicKey.from_jwk(standards.SD_JWT_KEY).verify(signed.encode(), unb64(signature))
    text = "~".join([standards.SD_JWT_SIGNED, *standards.SD_JWT_DISCLOSURES, ""])
    parts = sd_jwt.take_apart(text)
    claims = parts.claims
    listed = {*claims["_sd"], *(each["..."] for each in claims["nationalities"])}
    assert {digest(each) for each in parts.disclosures} == listed
    assert digest(standards.DISCLOSURE) == standards.DISCLOSURE_DIGEST
    with pytest.raises(Malformed, match=r"document\.|credential\."):
        sd_jwt.certificate_of(parts)  # no title is said in it


@pytest.mark.parametrize(
    ("bits", "statuses", "packed"),
    [
        (1, standards.STATUS_ONE_BIT, standards.STATUS_ONE_BIT_LIST),
        (2, standards.STATUS_TWO_BITS, standards.STATUS_TWO_BIT_LIST),
    ],
)
def test_a_list_of_a_million_is_that_of_the_token_status_list(bits, statuses, packed):
    size = standards.STATUS_ENTRIES
    length = size * bits // 8
    entries = status.unpack(unb64(packed), length=length)
    assert status.unpack(status.pack(statuses, size=size, bits=bits), length=length) == entries
