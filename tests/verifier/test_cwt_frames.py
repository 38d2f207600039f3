"""The frames of a CWT are written by hand, and are those that a CBOR library writes."""

from __future__ import annotations

from dataclasses import replace

import cbor2
import pytest

from keys.errors import TooLarge
from tests.verifier.sample import CERTIFICATE, REGION, SIGNER
from verifier import cwt


def test_the_protected_header_is_what_a_cbor_library_writes() -> None:
    data = cwt.encode(CERTIFICATE, SIGNER, region=REGION)
    kid_prefix = cwt.take_apart(data).kid_prefix
    protected = cbor2.dumps({1: -9, 4: kid_prefix})
    assert cbor2.loads(data).value[0] == protected == cwt._protected(kid_prefix)


@pytest.mark.parametrize("size", [0, 23, 24, 255, 256, 1000])
def test_frames_are_what_a_cbor_library_writes(size: int) -> None:
    protected, payload, signature = b"p" * 13, b"c" * size, b"s" * 64
    tagged = cbor2.CBORTag(18, [protected, {}, payload, signature])
    assert cwt._sealed(protected, payload, signature) == cbor2.dumps(tagged)
    signed = ["Signature1", protected, b"", payload]
    assert cwt._to_be_signed(protected, payload) == cbor2.dumps(signed)


def test_claims_beyond_every_limit_are_not_signed() -> None:
    endless = replace(CERTIFICATE, name="文" * 30_000)
    with pytest.raises(TooLarge, match=r"cwt\.too-large"):
        cwt.encode(endless, SIGNER, region=REGION)
