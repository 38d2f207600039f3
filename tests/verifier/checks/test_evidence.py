"""Steps 5 and 6: dates and log. Each step has tests that fail without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.judging import against, codes, falsified, judge
from tests.verifier.world import (
    ENTITY,
    MINTED,
    NOW,
    World,
    moment,
)
from verifier.verdict import VerdictCode
from verifier.verify import verify

V = VerdictCode


@pytest.fixture
def world() -> World:
    return World()


def test_step_5_a_certificate_from_the_future_is_forged(world):
    copy = falsified(world, issued_at=NOW + timedelta(minutes=2))
    verdict = judge(world, copy.credential)
    assert verdict.code is V.FORGED
    assert against(verdict) == ["dates.future"]


def test_step_5_a_minute_between_two_clocks_is_forgiven(world):
    copy = falsified(world, issued_at=NOW + timedelta(seconds=60))
    assert judge(world, copy.credential).code is V.VALID


def test_step_5_a_key_before_its_window_signs_nothing(world):
    copy = falsified(world, issued_at=moment(1, 3))
    verdict = judge(world, copy.credential, batches={})
    assert verdict.code is V.FORGED
    assert against(verdict) == ["key.window"]


def test_step_5_the_log_shows_that_a_certificate_is_older_than_the_theft(world):
    text = world.full(world.copy)
    world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, 20), at=moment(6, 21))
    verdict = judge(world, text)
    assert verdict.code is V.VALID
    assert codes(verdict, 5) == ["dates.logged"]


@pytest.mark.parametrize("form", ["credential", "offline"])
def test_step_5_without_a_log_nobody_knows_what_a_stolen_key_signed_when(world, form):
    world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, 20), at=moment(6, 21))
    verdict = judge(world, getattr(world.copy, form))
    assert verdict.code is V.CANNOT_TELL
    assert "dates.key-revoked-since" in against(verdict)


def test_step_5_a_thief_who_dates_back_is_caught_by_the_log(world):
    """The certificate claims a day before the theft; the log entered it after."""
    world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, 20), at=moment(6, 21))
    copy = falsified(world, logged_at=moment(6, 25))
    verdict = judge(world, world.full(copy))
    assert verdict.code is V.FORGED
    assert against(verdict) == ["key.revoked"]


def test_step_5_signed_after_the_revocation_is_forged_with_or_without_a_log(world):
    world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, 1), at=moment(6, 2))
    assert judge(world, world.full(world.copy)).code is V.FORGED
    assert judge(world, world.copy.credential).code is V.FORGED


def test_step_5_nothing_is_logged_before_it_exists(world):
    copy = falsified(world, logged_at=MINTED - timedelta(days=1))
    verdict = judge(world, world.full(copy))
    assert verdict.code is V.FORGED
    assert against(verdict) == ["dates.logged-before"]


def test_step_6_the_proof_of_another_certificate_proves_nothing(world):
    text = f"{world.copy.credential}\n\n{world.proof(world.recognised.index).to_text()}"
    verdict = judge(world, text)
    assert verdict.code is V.FORGED
    assert against(verdict) == ["log.other-certificate"]


def test_step_6_the_proof_of_a_batch_is_none_of_a_certificate(world):
    verdict = judge(world, f"{world.copy.credential}\n\n{world.proof(0).to_text()}")
    assert against(verdict) == ["log.other-certificate"]


def test_step_6_a_path_to_another_root_is_refused(world):
    proof = world.proof(world.copy.index)
    bent = replace(proof, path=(bytes(32), *proof.path[1:]))
    verdict = judge(world, f"{world.copy.credential}\n\n{bent.to_text()}")
    assert verdict.code is V.FORGED
    assert against(verdict) == ["log.inclusion"]


def test_step_6_a_head_that_another_key_signed_is_refused(world):
    world.signers[Role.LOG] = MemorySigner.generate(Role.LOG)
    text = world.full(world.copy)
    verdict = judge(world, text, checkpoint=None)
    assert verdict.code is V.FORGED
    assert codes(verdict, 6) == ["key.unknown"]


def test_step_6_a_lost_log_key_leaves_it_open(world):
    text = world.full(world.copy)
    world.revoke_key(Role.LOG, revoked_at=moment(6, 20), at=moment(6, 21))
    verdict = judge(world, text, checkpoint=None)
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["log.key-revoked"]


def test_step_6_two_heads_of_one_size_are_a_split(world):
    text = world.full(world.copy)
    bundle = world.bundle()
    view = bundle.authority(ENTITY)
    other = replace(view, checkpoint=replace(view.checkpoint, root=bytes(32)))
    verdict = verify(text, replace(bundle, authorities={ENTITY: other}), NOW)
    assert verdict.code is V.FORGED
    assert against(verdict) == ["log.split"]


def test_step_6_an_entry_from_the_future_is_refused(world):
    copy = falsified(world, logged_at=NOW + timedelta(hours=1))
    verdict = judge(world, world.full(copy))
    assert verdict.code is V.FORGED
    assert against(verdict) == ["log.future"]
