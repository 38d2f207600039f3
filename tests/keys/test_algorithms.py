"""Each row of the table against PyJWT, which shares OpenSSL with us and nothing else."""

from __future__ import annotations

import jwt
import pytest

from keys.algorithms import ALGORITHMS, jwk_of

DATA = b"header.payload"
IN_JOSE = {"ES256": "ES256", "Ed25519": "EdDSA"}


@pytest.fixture(params=ALGORITHMS)
def row(request):
    return ALGORITHMS[request.param]


def test_another_library_reads_our_keys_and_believes_our_signatures(row):
    private = row.generate()
    theirs = jwt.PyJWK.from_dict(jwk_of(private.public_key()), algorithm=IN_JOSE[row.name])
    for _ in range(20):  # r or s begins with zeroes once in 128
        assert theirs.Algorithm.verify(DATA, theirs.key, row.sign(private, DATA))
    assert jwk_of(theirs.key) == jwk_of(private.public_key())


def test_we_believe_the_signatures_of_another_library(row):
    private = row.generate()
    public = row.public_of(jwk_of(private.public_key()))
    theirs = jwt.get_algorithm_by_name(IN_JOSE[row.name])
    for _ in range(20):
        signature = theirs.sign(DATA, private)
        assert row.verify(public, DATA, signature)
        assert not row.verify(public, DATA + b"x", signature)
