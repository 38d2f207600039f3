"""Who cannot see everything says nothing green, and does not soften what was signed against it."""

from __future__ import annotations

import pytest

from tests.verifier.verdicts import verdict_of
from verifier.page import shown_certificate
from verifier.unconfirmed import LISTS, RECORDS, unconfirmed
from verifier.verdict import PRECEDENCE, VerdictCode

_HERE = PRECEDENCE.index(VerdictCode.SERVICE_PROBLEM)


@pytest.mark.parametrize("reason", [RECORDS, LISTS])
@pytest.mark.parametrize("code", PRECEDENCE)
def test_nothing_stays_green_and_what_is_graver_stays(code, reason):
    found = unconfirmed(verdict_of(code), reason)
    graver = PRECEDENCE.index(code) < _HERE
    assert found.code is (code if graver else VerdictCode.SERVICE_PROBLEM)
    assert not found.code.is_valid
    assert found.findings[-1].code == reason
    assert found.claimed is verdict_of(code).claimed


def test_what_was_signed_may_still_be_shown_and_the_reason_decides():
    found = unconfirmed(verdict_of(VerdictCode.VALID), RECORDS)
    assert shown_certificate(found) is found.claimed
    assert found.deciding is found.findings[-1]


def test_what_nobody_signed_is_not_shown():
    found = unconfirmed(verdict_of(VerdictCode.WRONG_ISSUER), LISTS)
    assert shown_certificate(found) is None


def test_a_reason_is_given_once():
    once = unconfirmed(verdict_of(VerdictCode.VALID), LISTS)
    assert unconfirmed(once, LISTS) is once
    assert len(unconfirmed(once, RECORDS).findings) == len(once.findings) + 1
