"""Steps 5 to 7: dates, log, batch. Each step has tests that fail without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys.encoding import Sha256, b64
from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.judging import against, codes, falsified, judge
from tests.verifier.world import (
    DIGITAL,
    ENTITY,
    MARINE,
    MET,
    MINTED,
    NOW,
    RECEIVED,
    World,
    header,
    moment,
    row,
)
from verifier import sd_jwt
from verifier.committee import CommitteeState
from verifier.log import CertificateEntry, read_entry
from verifier.received import KeptBatch
from verifier.titles import Level, Method
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


def kept(world: World, said, *, signers=None) -> dict:
    """The world's batches, with the marine batch signed by others."""
    other = World.__new__(World)
    other.__dict__.update(world.__dict__)
    other.batches, other.log = {}, list(world.log)
    other.hand_in(said, MARINE, signers=signers)
    return {**world.batches, **other.batches}


def marine_header(**changes):
    rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
    return header(MARINE, rows, **changes)


def test_step_7_a_bundle_without_the_batch_says_so(world):
    verdict = judge(world, world.full(world.copy), batches={})
    assert verdict.code is V.VALID
    assert codes(verdict, 7) == ["batch.not-at-hand"]


def test_step_7_one_signature_is_not_two_people(world):
    batches = kept(world, marine_header(), signers=world.members[MARINE][:1])
    verdict = judge(world, world.full(world.copy), batches=batches)
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["envelope.threshold"]


def test_step_7_strangers_are_no_committee(world):
    strangers = [MemorySigner.generate(Role.COMMITTEE, name) for name in ("wu-ming", "jia-mao")]
    batches = kept(world, marine_header(), signers=strangers)
    verdict = judge(world, world.full(world.copy), batches=batches)
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["key.unknown"]


def test_step_7_another_batch_under_this_digest_is_refused(world):
    batches = dict(world.batches)
    batches[world.review] = batches[world.recognised.certificate.evidence.batch]
    verdict = judge(world, world.full(world.copy), batches=batches)
    assert verdict.code is V.NO_AUTHORITY
    assert "batch.digest" in against(verdict)


def test_step_7_suspended_before_receipt_had_no_authority(world):
    world.suspend(MARINE, at=moment(5, 21))
    verdict = judge(world, world.full(world.copy))
    assert verdict.code is V.NO_AUTHORITY
    assert verdict.deciding.code == "batch.no-authority"
    assert verdict.deciding.facts == {
        "state": "SUSPENDED",
        "since": "2024-05-21",
        "registered": "2024-05-27",
        "decision": "威人社停〔2024〕1号",
    }


@pytest.mark.parametrize("lose", ["suspend", "withdraw"])
@pytest.mark.parametrize("form", ["full", "credential", "offline"])
def test_step_7_authority_lost_later_takes_nothing_back(world, lose, form):
    getattr(world, lose)(MARINE, at=moment(6, 20))
    text = world.full(world.copy) if form == "full" else getattr(world.copy, form)
    verdict = judge(world, text)
    assert verdict.code is V.VALID_AUTH_WITHDRAWN
    assert verdict.certificate.title == "高级工程师"
    assert verdict.deciding.facts["since"] == "2024-06-20"


def test_step_7_another_committee_that_lost_its_right_does_not_matter(world):
    world.withdraw(DIGITAL, at=moment(6, 20))
    assert judge(world, world.full(world.copy)).code is V.VALID


def test_step_7_a_committee_under_rectification_still_reviews(world):
    world.change_committee(
        MARINE,
        at=moment(5, 21),
        state=CommitteeState.RECTIFYING,
        state_decision="威人社改〔2024〕1号",
    )
    assert judge(world, world.full(world.copy)).code is V.VALID


def test_step_7_without_the_batch_a_later_certificate_of_a_suspended_committee_is_open(world):
    world.suspend(MARINE, at=moment(6, 1))
    verdict = judge(world, world.copy.offline)
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["batch.receipt-unknown"]


def test_step_7_the_log_tells_the_time_of_receipt_better_than_the_committee(world):
    """The header was signed before the suspension and handed in after it."""
    world.suspend(MARINE, at=moment(5, 27, 12))
    assert judge(world, world.full(world.copy)).code is V.VALID_AUTH_WITHDRAWN
    sealed = world.batches[world.review].sealed
    batches = {**world.batches, world.review: KeptBatch(sealed, world.proof(0).to_text())}
    verdict = judge(world, world.full(world.copy), batches=batches)
    assert verdict.code is V.NO_AUTHORITY
    assert verdict.deciding.facts["registered"] == RECEIVED.date().isoformat()


def test_step_7_the_proof_of_another_batch_is_refused(world):
    sealed = world.batches[world.review].sealed
    for index, code in [(world.copy.index, "batch.proof"), (2, "batch.proof")]:
        batches = {**world.batches, world.review: KeptBatch(sealed, world.proof(index).to_text())}
        assert code in against(judge(world, world.full(world.copy), batches=batches))


def test_step_7_a_filing_that_does_not_cover_the_meeting_gave_no_authority(world):
    world.committee_statements[MARINE] = []
    world.change_committee(MARINE, at=moment(1, 4), valid_from=MET + timedelta(days=1))
    verdict = judge(world, world.full(world.copy))
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["committee.filing"]


def test_step_7_a_filing_covers_its_last_day(world):
    world.committee_statements[MARINE] = []
    world.change_committee(MARINE, at=moment(1, 4), valid_to=MET)
    assert judge(world, world.full(world.copy)).code is V.VALID


def test_step_7_a_renewed_filing_does_not_uncover_an_earlier_meeting(world):
    world.change_committee(MARINE, at=moment(5, 24), valid_from=date(2024, 5, 24))
    assert judge(world, world.full(world.copy)).code is V.VALID


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"levels": (Level.INTERMEDIATE,)}, "batch.level"),
        ({"series": ("ECONOMICS",)}, "batch.series"),
        ({"specialties": ("船舶电气",)}, "batch.specialty"),
        ({"methods": (Method.RECOGNITION,)}, "batch.method"),
        ({"filing_no": "威人社备〔2023〕9号"}, "batch.filing-number"),
    ],
)
def test_step_7_what_lies_beyond_the_filing_has_no_authority(world, changes, code):
    world.committee_statements[MARINE] = []
    world.change_committee(MARINE, at=moment(1, 4), **changes)
    verdict = judge(world, world.full(world.copy))
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"committee_id": DIGITAL}, "batch.other-committee"),
        ({"method": Method.CONVERSION}, "batch.method"),
    ],
)
def test_step_7_a_certificate_cannot_claim_another_committee_or_way(world, changes, code):
    verdict = judge(world, world.full(falsified(world, **changes)))
    assert verdict.code is V.NO_AUTHORITY
    assert code in against(verdict)


def test_step_7_a_row_that_no_committee_signed_has_no_authority(world):
    rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
    stranger = row("独孤求名", 9)
    copy = world.mint(stranger, [stranger], header(MARINE, rows))
    verdict = judge(world, world.full(copy))
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["batch.path"]


def test_step_7_the_entry_and_the_certificate_name_the_same_row(world):
    entry = read_entry(world.copy.entry)
    assert isinstance(entry, CertificateEntry)
    evidence = replace(world.copy.certificate.evidence, row=Sha256(b64(bytes(32))))
    certificate = replace(world.copy.certificate, evidence=evidence)
    credential = sd_jwt.encode(certificate, world.signers[Role.CREDENTIAL])
    entered = replace(entry, jwt=sd_jwt.take_apart(credential).digest)
    copy = world.enter(certificate, credential, b"", entered)
    verdict = judge(world, world.full(copy))
    assert against(verdict) == ["batch.other-row"]


def test_step_7_a_batch_is_received_before_its_certificates_are_made(world):
    copy = falsified(world, issued_at=moment(5, 26), logged_at=moment(5, 26))
    verdict = judge(world, world.full(copy))
    assert against(verdict) == ["batch.after-certificate"]


def test_step_7_a_batch_for_another_authority_does_not_count(world):
    said = marine_header(audience="https://zc.qingdao.example")
    world.hand_in(said, MARINE)
    rows = [row("欧阳文博", 1), row("司徒明月", 2), row("南宫晓", 3)]
    verdict = judge(world, world.full(world.mint(rows[0], rows, said)))
    assert against(verdict) == ["batch.audience"]
