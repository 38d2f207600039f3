"""All ten steps together: what is right, and what decides when several things are wrong."""

from __future__ import annotations

import pytest

from tests.verifier.judging import against, codes, edited, judge
from tests.verifier.world import (
    ENTITY,
    MAPPING,
    MARINE,
    NOW,
    World,
    moment,
)
from verifier import sd_jwt
from verifier.acts import Cause
from verifier.certificate import Certificate
from verifier.verdict import NotValid, Outcome, VerdictCode
from verifier.verify import verify

V = VerdictCode


@pytest.fixture
def world() -> World:
    return World()


def test_a_genuine_certificate_is_valid_by_ten_findings(world):
    verdict = judge(world, world.full(world.copy))
    assert verdict.code is V.VALID
    assert against(verdict) == []
    assert [each.step for each in verdict.findings] == list(range(1, 11))
    assert {each.outcome for each in verdict.findings} == {Outcome.VALID}
    assert verdict.certificate == world.copy.certificate
    assert (verdict.form, verdict.checked_at, verdict.status_as_of) == ("sd-jwt", NOW, NOW)


def test_a_recognised_title_is_valid_and_cites_its_clause(world):
    verdict = judge(world, world.full(world.recognised))
    assert verdict.code is V.VALID
    finding = next(each for each in verdict.findings if each.code == "rules.mapping")
    assert finding.rule == MAPPING
    assert finding.facts == {"document": "威人社字〔2022〕32号", "clause": "六"}


@pytest.mark.parametrize("which", ["copy", "recognised"])
def test_the_offline_code_says_the_same_without_a_log(world, which):
    verdict = judge(world, getattr(world, which).offline)
    assert verdict.code is V.VALID
    assert verdict.form == "cwt"
    assert verdict.certificate.issuer == ENTITY
    assert verdict.certificate.name == getattr(world, which).certificate.name
    assert codes(verdict, 6) == ["log.nothing"]
    assert codes(verdict, 7) == ["batch.not-at-hand"]


def test_a_credential_without_proof_is_valid_and_says_what_was_not_checked(world):
    verdict = judge(world, world.copy.credential)
    assert verdict.code is V.VALID
    assert codes(verdict, 5) == ["dates.claimed"]
    assert codes(verdict, 6) == ["log.no-proof"]
    assert codes(verdict, 7) == ["batch.signed-without-path"]


def test_withheld_claims_do_not_harm(world):
    shown = sd_jwt.present(world.copy.credential, ["name"])
    text = f"{shown}\n\n{world.proof(world.copy.index).to_text()}"
    verdict = judge(world, text)
    assert verdict.code is V.VALID
    assert verdict.certificate.certificate_no is None


def test_the_same_text_bundle_and_moment_give_the_same_verdict(world):
    bundle, text = world.bundle(), world.full(world.copy)
    assert verify(text, bundle, NOW) == verify(text, bundle, NOW)


def test_all_findings_are_collected_and_the_gravest_decides(world):
    world.suspend(MARINE, at=moment(5, 21))
    world.take_back(world.copy, Cause.COURT)
    text = world.full(world.copy)
    verdict = judge(world, text)
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["batch.no-authority", "status.revoked"]
    forged = judge(world, f"{edited(world.copy.credential, version=2)}")
    assert forged.code is V.FORGED


def test_nobodys_name_is_in_a_finding(world):
    world.take_back(world.copy, Cause.COURT)
    for text in (
        world.full(world.copy),
        world.copy.offline,
        edited(world.copy.credential, version=9),
    ):
        told = str([each.facts for each in judge(world, text).findings])
        for secret in ("欧阳", "371000199", world.copy.certificate.certificate_no):
            assert secret not in told


def test_a_certificate_that_is_not_valid_does_not_leave_the_verdict(world):
    world.take_back(world.copy, Cause.COURT)
    with pytest.raises(NotValid) as caught:
        _ = judge(world, world.full(world.copy)).certificate
    assert caught.value.facts == {"verdict": "REVOKED"}
    assert isinstance(judge(world, world.full(world.copy)).claimed, Certificate)
