from __future__ import annotations

from datetime import datetime

import pytest

from keys.claims import epoch
from keys.errors import CredentialError, Malformed, RolledBack, TooLarge, Untrusted


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
