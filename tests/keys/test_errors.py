from __future__ import annotations

from datetime import datetime

import pytest

from keys.claims import epoch
from keys.errors import (
    UNTOLD,
    CredentialError,
    Malformed,
    RolledBack,
    TooLarge,
    Untrusted,
    address_told,
    kid_told,
    member_told,
)


def test_an_error_tells_its_code_and_facts():
    error = TooLarge("envelope.too-large", limit=9)
    assert (error.code, error.facts) == ("envelope.too-large", {"limit": 9})
    assert str(error) == "envelope.too-large (limit=9)"
    assert str(Malformed("encoding.json")) == "encoding.json"


def test_a_caller_may_catch_the_wider_kind():
    assert issubclass(TooLarge, Malformed)
    assert issubclass(RolledBack, Untrusted)
    assert issubclass(Untrusted, CredentialError)


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="aware"):
        epoch(datetime(2025, 1, 1))  # noqa: DTZ001 - the fault itself


@pytest.mark.parametrize(
    "text", ["诸葛清照", "371000189101017001", "ZC3710002025053000001Y", "", "x y"]
)
def test_what_somebody_sent_is_repeated_only_where_it_can_be_no_person(text):
    assert {tell(text) for tell in (member_told, address_told, kid_told)} == {UNTOLD}


def test_names_addresses_and_thumbprints_are_told():
    for name in ("zc_role", "x5t#S256", "dc+sd-jwt"):
        assert member_told(name) == name
    for address in ("https://zc.weihai.example/committees/zone", "zc.weihai.example/log"):
        assert address_told(address) == address
    assert kid_told("k" * 43) == "k" * 43
