"""Of all the ways to spell the claims of a CWT only ours is read (RFC 8949 4.2.1)."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.errors import Malformed
from tests.verifier.sample import CERTIFICATE, REGION, SIGNER
from verifier import cwt
from verifier.cwt import Cwt
from verifier.cwt_claims import COUNTRY, claims_of

CLAIMS: dict[Any, Any] = dict(claims_of(CERTIFICATE, region=REGION))
PAYLOAD = cwt.take_apart(cwt.encode(CERTIFICATE, SIGNER, region=REGION)).payload
WIDTHS = {0: 23, 1: 2**8 - 1, 2: 2**16 - 1, 4: 2**32 - 1, 8: 2**64 - 1}


def head(major: int, argument: int, data: st.DataObject) -> bytes:
    """A head in any width that holds its argument, the shortest one most often."""
    widths = [width for width, most in WIDTHS.items() if argument <= most]
    width = data.draw(st.sampled_from([widths[0]] * 60 + widths))
    if width == 0:
        return bytes([major << 5 | argument])
    return bytes([major << 5 | 23 + width.bit_length()]) + argument.to_bytes(width, "big")


def spelled(value: Any, data: st.DataObject) -> bytes:
    if isinstance(value, int):
        return head(0, value, data) if value >= 0 else head(1, -1 - value, data)
    if isinstance(value, str):
        return head(3, len(value.encode()), data) + value.encode()
    pairs = list(value.items())
    if data.draw(st.integers(0, 9)) == 0:
        pairs = data.draw(st.permutations(pairs))
    inside = (spelled(each, data) for pair in pairs for each in pair)
    return head(5, len(pairs), data) + b"".join(inside)


def read(payload: bytes) -> object:
    return cwt.read(Cwt(b"", b"", payload, b""))


@settings(max_examples=300)
@given(st.data())
def test_every_other_spelling_is_refused(data: st.DataObject) -> None:
    payload = spelled(CLAIMS, data) + data.draw(st.sampled_from([b""] * 9 + [b"\0"]))
    if payload == PAYLOAD:
        assert read(payload) == read(PAYLOAD)
        return
    with pytest.raises(Malformed, match=r"cwt\.canonical"):
        read(payload)


@pytest.mark.parametrize(("width", "least"), [(1, 24), (2, 2**8), (4, 2**16), (8, 2**32)])
def test_a_number_has_as_few_bytes_as_can_hold_it(width: int, least: int) -> None:
    for number in (least - 1, least):
        spelling = bytes([23 + width.bit_length()]) + number.to_bytes(width, "big")
        reader = cwt._Reader(spelling)
        assert reader.item(0, 0) == (number, len(spelling))
        assert reader.is_odd == (spelling != cbor2.dumps(number)) == (number < least)


@settings(max_examples=500)
@given(st.integers(0, len(PAYLOAD) - 1), st.binary(max_size=3), st.integers(0, 2))
def test_whatever_is_read_would_be_written_in_the_same_bytes(
    place: int, new: bytes, gone: int
) -> None:
    payload = PAYLOAD[:place] + new + PAYLOAD[place + gone :]
    try:
        certificate = cwt.read(Cwt(b"", b"", payload, b""))
    except Malformed:
        return
    region = certificate.issuer.removeprefix(COUNTRY)
    assert cbor2.dumps(claims_of(certificate, region=region)) == payload


def test_a_claim_too_many_is_refused_whatever_its_name_is() -> None:
    """Anybody can write a name that is a number where ours are texts, and beside a text too."""
    for more in ({7: 1}, {7: 1, "more": 1}):
        status = {"status_list": {**CLAIMS[65535]["status_list"], **more}}
        with pytest.raises(Malformed, match=r"document\.unknown-member"):
            read(cbor2.dumps({**CLAIMS, 65535: status}))
