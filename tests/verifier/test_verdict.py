"""Findings and the one word that follows from them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from verifier.verdict import (
    MEANING,
    PRECEDENCE,
    Finding,
    NotValid,
    Outcome,
    Verdict,
    VerdictCode,
    day,
    decide,
    meaning,
)

AT = datetime(2024, 7, 1, tzinfo=UTC)
GOOD = Finding(1, "read.sd-jwt", Outcome.VALID)
BY_CODE = {
    VerdictCode.FORGED: Finding(3, "signature.wrong", Outcome.INVALID),
    VerdictCode.NO_AUTHORITY: Finding(7, "envelope.threshold", Outcome.INVALID),
    VerdictCode.CANNOT_TELL: Finding(9, "status.no-list", Outcome.UNKNOWN),
    VerdictCode.VALID: GOOD,
    **{code: Finding(9, name, Outcome.INVALID) for name, code in MEANING.items()},
}


def test_no_findings_are_no_verdict():
    assert decide([]) is VerdictCode.CANNOT_TELL


def test_what_was_skipped_does_not_harm_and_what_is_unknown_does():
    assert decide([GOOD, Finding(6, "log.no-proof", Outcome.SKIPPED)]) is VerdictCode.VALID
    for step in range(1, 11):
        unknown = Finding(step, "x.unknown", Outcome.UNKNOWN)
        assert not decide([GOOD, unknown]).is_valid


@pytest.mark.parametrize("step", range(1, 11))
def test_whatever_does_not_hold_is_never_valid(step):
    assert not decide([GOOD, Finding(step, "x.invented", Outcome.INVALID)]).is_valid


@pytest.mark.parametrize(("graver", "lesser"), list(pairwise(PRECEDENCE)))
def test_the_gravest_decides(graver, lesser):
    findings = [GOOD, BY_CODE[lesser], BY_CODE[graver]]
    assert decide(findings) is graver
    assert decide(reversed(findings)) is graver


def test_every_meaning_can_be_reached():
    assert {meaning(finding) for finding in BY_CODE.values()} == set(PRECEDENCE)
    assert set(VerdictCode) - set(PRECEDENCE) == {VerdictCode.NOT_FOUND}


def test_green_and_grey():
    assert [code for code in VerdictCode if code.is_valid] == [
        "VALID", "VALID_AUTH_WITHDRAWN", "RECOGNISED_PEER",
    ]  # fmt: skip
    assert [code for code in VerdictCode if code.is_open] == [
        "PEER_UNCONFIRMED", "NOT_FOUND", "STALE_OFFLINE", "SERVICE_PROBLEM", "CANNOT_TELL",
    ]  # fmt: skip


@pytest.mark.parametrize("code", list(VerdictCode))
def test_nothing_without_a_certificate_gives_one(code):
    with pytest.raises(NotValid):
        _ = Verdict(code, (), AT).certificate


def test_the_deciding_finding_is_named():
    revoked = BY_CODE[VerdictCode.REVOKED]
    verdict = Verdict(VerdictCode.REVOKED, (GOOD, revoked), AT)
    assert verdict.deciding is revoked
    assert verdict.against == (revoked,)
    assert Verdict(VerdictCode.VALID, (GOOD,), AT).deciding is None


def test_days_are_days_in_china():
    assert day(datetime(2024, 6, 30, 16, tzinfo=UTC)) == "2024-07-01"
    assert day(datetime(2024, 6, 30, 15, 59, tzinfo=UTC)) == "2024-06-30"
