"""Batches come in: once each, judged at receipt, with every reason kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from issuer.committee.sealing import sign_draft
from issuer.lifecycle import BatchState
from issuer.registrar.reception import BatchStatus
from issuer.store import batches, log, session
from keys.envelope import open_compact, peek
from keys.public_key import Keyring
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.cast import FILINGS, PLANT, ZONE, id_no, row
from tests.issuer.refusing import refused, rejected
from tests.province import digest_of
from verifier.checkpoint import read_checkpoint
from verifier.committee import CommitteeState
from verifier.decision import Release
from verifier.log_entry import read_entry
from verifier.merkle import check_inclusion, leaf_hash
from verifier.proof import LogProof
from verifier.titles import Level
from verifier.verdict import VerdictCode


def log_size(province) -> int:
    with session.read(province.office.engine) as connection:
        return log.head(connection).size


def state_of(province, paper) -> BatchState:
    return province.registrar.batch_state(digest_of(paper)).state


def test_a_receipt_is_signed_and_names_batch_rows_and_moment(province):
    paper = province.paper(ZONE, [row(11), row(12)])
    receipt = province.hand_in(paper)
    answer = province.office.signers[Role.ANSWER]
    keys = Keyring(province.trusted(answer))
    said = open_compact(receipt.token, Typ.RECEIPT, keys, at=province.at, limit=4096).document
    assert receipt.new
    assert said == {
        "iss": province.office.entity,
        "iat": int(province.at.timestamp()),
        "batch": digest_of(paper),
        "jti": paper.header.number,
        "row_count": 2,
    }
    assert (receipt.status.state, receipt.status.rows) == (BatchState.ADMITTED, {"ADMITTED": 2})


def test_a_received_batch_keeps_the_proof_of_when_it_came(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    with session.read(province.office.engine) as connection:
        proof = LogProof.from_text(batches.proofs(connection)[digest_of(paper)])
        head = read_checkpoint(proof.checkpoint)
    check_inclusion(
        head.root,
        index=proof.index,
        size=head.size,
        leaf=leaf_hash(proof.entry),
        path=proof.path,
    )
    assert read_entry(proof.entry).digest == digest_of(paper)


def test_the_same_batch_again_gets_the_same_receipt_and_changes_nothing(province):
    paper = province.paper(ZONE, [row(11)])
    first = province.hand_in(paper)
    before = log_size(province)
    province.at += timedelta(hours=2)
    again = province.hand_in(paper)
    assert not again.new
    assert peek(again.token) == peek(first.token)
    assert log_size(province) == before


def test_the_same_batch_signed_again_is_the_same_batch(province):
    committee = province.committees[ZONE]
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    resigned = replace(paper, sealed=None)
    other = sign_draft(resigned, [committee.spare, committee.chair])
    assert other.to_bytes() != paper.to_bytes()
    assert not province.hand_in(other).new


def test_a_stranger_who_knows_a_batch_is_told_nothing_about_it(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    strangers = [MemorySigner.generate(Role.COMMITTEE, each) for each in ("clerk", "chair")]
    with refused("key.unknown"):
        province.hand_in(sign_draft(replace(paper, sealed=None), strangers))


def test_a_number_that_stands_for_another_batch_is_refused(province):
    province.hand_in(province.paper(ZONE, [row(11)], number="DZ-2025-01"))
    with refused("store.batch-number", number="DZ-2025-01"):
        province.hand_in(province.paper(ZONE, [row(12)], number="DZ-2025-01"))


def test_two_committees_may_use_one_number(province):
    province.hand_in(province.paper(ZONE, [row(11)], number="2025-01"))
    assert province.hand_in(province.paper(PLANT, [row(12, FILINGS[PLANT])], number="2025-01")).new


def test_one_person_of_the_committee_is_not_enough(province):
    committee = province.committees[ZONE]
    for signers in ([committee.clerk], [committee.clerk, committee.spare]):
        paper = province.paper(ZONE, [row(11)], signers=signers)
        with refused("envelope.threshold", needed=2, found=1):
            province.hand_in(paper)
        with refused("store.unknown-batch"):
            state_of(province, paper)


def test_a_row_that_was_not_signed_is_refused_and_nothing_is_kept(province):
    paper = province.paper(ZONE, [row(11), row(12)])
    forged = replace(paper, rows=(paper.rows[0], replace(paper.rows[1], name="柳伪造")))
    with refused("batch.rows-root"):
        province.hand_in(forged)
    with refused("store.unknown-batch"):
        state_of(province, paper)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (CommitteeState.SUSPENDED, "header.committee.suspended"),
        (CommitteeState.WITHDRAWN, "header.committee.withdrawn"),
    ],
)
def test_a_committee_that_fell_before_receipt_is_refused_and_its_earlier_titles_stand(
    province, state, code
):
    province.go(hours=1)
    paper = province.paper(ZONE, [row(11)])  # signed while it still had the right
    province.supervise(ZONE, state)
    with rejected(code):
        province.hand_in(paper)
    assert state_of(province, paper) is BatchState.REJECTED
    assert {province.verify(number).code for number in province.titles} == {
        VerdictCode.VALID_AUTH_WITHDRAWN
    }
    province.check()


def test_a_committee_that_mends_its_ways_still_reviews(province):
    province.supervise(ZONE, CommitteeState.RECTIFYING)
    assert province.hand_in(province.paper(ZONE, [row(11)])).new


def test_a_suspended_committee_that_is_reinstated_reviews_again(province):
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.SUSPENDED)
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.ACTIVE)
    assert province.hand_in(province.paper(ZONE, [row(11)])).new
    province.check()


def expired_filing(province):
    """A filing that ended between the meeting and the receipt."""
    committee = province.committees[PLANT]
    authority = replace(committee.authority, valid_to=date(2025, 6, 20))
    province.file(authority, province.trusted(*committee.signers))
    province.committees[PLANT] = replace(committee, authority=authority)
    return province.paper(PLANT, [row(11, FILINGS[PLANT])])


def test_a_filing_that_expired_between_meeting_and_receipt_holds_the_batch(province):
    paper = expired_filing(province)
    status = province.hand_in(paper).status
    assert status.state is BatchState.HELD
    assert [each.code for each in status.problems] == ["header.committee.filing-expired"]
    with refused("lifecycle.batch", state="HELD", event="notice"):
        province.declare(paper)


def test_a_release_lets_a_held_batch_go_on(province):
    paper = expired_filing(province)
    province.hand_in(paper)
    province.release(paper)
    assert state_of(province, paper) is BatchState.ADMITTED
    province.declare(paper)
    province.confirm(paper)
    assert len(province.mint(paper)) == 1
    province.check()


def test_one_operator_alone_releases_nothing(province):
    paper = expired_filing(province)
    province.hand_in(paper)
    act = Release(digest_of(paper), "威人社函〔2025〕5号（示例）", "示例理由")
    with refused("envelope.threshold", needed=2, found=1):
        province.decide(act, by=province.operators[:1])
    assert state_of(province, paper) is BatchState.HELD


def test_every_problem_of_a_refused_batch_is_kept_for_its_committee(province):
    people = [
        row(11, FILINGS[PLANT], level=Level.ASSOCIATE_SENIOR, title="高级工程师"),
        row(12, FILINGS[PLANT], specialty="建筑设计"),
        row(13, FILINGS[PLANT], employer="威海别家有限公司"),
        row(14, FILINGS[PLANT], id_no=id_no(14)[:-1] + ("0" if id_no(14)[-1] != "0" else "1")),
    ]
    paper = province.paper(PLANT, people)
    codes = {"row.level", "row.specialty", "row.unit.outside", "row.id.check-digit"}
    with rejected(*codes):
        province.hand_in(paper)
    with rejected(*codes):  # and again: refused before, with the same reasons
        province.hand_in(paper)
    status = province.registrar.batch_status(paper.sealed or b"", at=province.at)
    assert {each.code for each in status.problems} == codes
    assert status.rows == {}


def test_anyone_who_knows_a_digest_learns_the_state_and_no_problem(province):
    paper = province.paper(PLANT, [row(11, FILINGS[PLANT], specialty="建筑设计")])
    with rejected("row.specialty"):
        province.hand_in(paper)
    told: BatchStatus = province.registrar.batch_state(digest_of(paper))
    assert (told.state, told.problems, told.rows) == (BatchState.REJECTED, (), {})


def test_a_batch_for_another_authority_is_refused(province):
    signers = list(province.committees[ZONE].signers)
    paper = province.paper(ZONE, [row(11)])
    header = replace(paper.header, audience="https://zc.yantai.example")
    foreign = sign_draft(replace(paper, header=header, sealed=None), signers)
    with rejected("header.audience"):
        province.hand_in(foreign)
