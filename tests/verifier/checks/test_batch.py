"""Step 7: the committee behind a certificate. Each guard has a test that fails without it."""

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
    MARINE,
    MET,
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

V = VerdictCode


@pytest.fixture
def world() -> World:
    return World()


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


def test_step_7_a_committee_that_fell_further_leaves_it_open(world):
    world.suspend(MARINE, at=moment(6, 1))
    world.change_committee(
        MARINE,
        at=moment(6, 25),
        state=CommitteeState.WITHDRAWN,
        state_decision="威人社决〔2024〕9号",
    )
    verdict = judge(world, world.copy.offline)
    assert verdict.code is V.CANNOT_TELL
    assert verdict.deciding.facts["since"] == "2024-06-01"


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


def test_step_7_a_path_of_another_length_is_refused(world):
    entry = read_entry(world.copy.entry)
    assert isinstance(entry, CertificateEntry)
    longer = replace(entry, path=(*entry.path, entry.row))
    copy = world.enter(world.copy.certificate, world.copy.credential, b"", longer)
    assert against(judge(world, world.full(copy))) == ["batch.path"]


@pytest.mark.parametrize("form", ["full", "offline"])
def test_step_7_a_committee_whose_filing_ended_takes_nothing_back(world, form):
    world.drop(MARINE)
    text = world.full(world.copy) if form == "full" else world.copy.offline
    assert judge(world, text).code is V.VALID
