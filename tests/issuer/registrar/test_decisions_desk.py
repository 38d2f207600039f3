"""Sealed decisions: taken by as many persons as the act needs, carried out once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.lifecycle import BatchState
from issuer.store import log, session
from keys.encoding import sha256
from keys.envelope import seal_together
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.cast import FILINGS, ZONE, row
from tests.issuer.refusing import refused
from tests.province import digest_of
from verifier.acts import Cause
from verifier.batch import row_hash
from verifier.decision import ChangeCommittee, Confirm, Decision, Reinstate, Revoke, Suspend

NOTHING = sha256(b"nothing")


@pytest.fixture
def paper(province):
    """A batch of two rows, received and shown to the public."""
    paper = province.paper(ZONE, [row(11), row(12)])
    province.hand_in(paper)
    province.declare(paper)
    return paper


def log_size(province) -> int:
    with session.read(province.office.engine) as connection:
        return log.head(connection).size


def state_of(province, paper) -> BatchState:
    return province.registrar.batch_state(digest_of(paper)).state


# -- who decides --------------------------------------------------------------------------------


def test_one_operator_alone_does_not_confirm(province, paper):
    with refused("envelope.threshold", needed=2, found=1):
        province.confirm(paper, by=province.operators[:1])
    assert state_of(province, paper) is BatchState.NOTICED


def test_one_operator_with_two_keys_is_one_person(province, paper):
    chen = province.operators[0]
    assert province.spare_operator.public.kid != chen.public.kid
    with refused("envelope.threshold", needed=2, found=1):
        province.confirm(paper, by=(chen, province.spare_operator))


@pytest.mark.parametrize("act", [Revoke, Reinstate, ChangeCommittee])
def test_weighty_acts_need_two(province, act):
    number = min(province.titles)
    province.suspend(number)
    acts = {
        Revoke: Revoke(number, Cause.ERROR, "威人社撤〔2025〕1号", province.at.date()),
        Reinstate: Reinstate(number, "威人社函〔2025〕8号"),
        ChangeCommittee: ChangeCommittee(FILINGS[ZONE].entity, NOTHING, "文号"),
    }
    with refused("envelope.threshold", needed=2, found=1):
        province.decide(acts[act], by=province.operators[1:])
    province.check()


def test_one_operator_may_suspend(province):
    province.suspend(min(province.titles), by=province.operators[1:])
    province.check()


def test_nobody_decides_with_the_key_of_a_committee(province, paper):
    committee = province.committees[ZONE]
    with refused("key.role"):
        province.confirm(paper, by=committee.signers)


def test_a_stranger_beside_an_operator_decides_nothing(province, paper):
    stranger = MemorySigner.generate(Role.OPERATOR, "lin")
    with refused("key.unknown"):
        province.confirm(paper, by=(province.operators[0], stranger))


def test_an_act_cannot_be_exchanged_under_its_seal(province):
    """A suspension, which one may take, does not become a revocation."""
    number = min(province.titles)
    sealed = province.sealed(Suspend(number, "文号"), by=province.operators[:1])
    act = Revoke(number, Cause.ERROR, "文号", province.at.date())
    other = province.sealed(act, by=province.operators[:1])
    forged = json.loads(other)
    forged["signatures"] = json.loads(sealed)["signatures"]
    with refused("signature.wrong"):
        province.registrar.decide(json.dumps(forged).encode(), at=province.at)


def test_a_decision_of_another_authority_is_refused(province, paper):
    decision = Decision("https://zc.yantai.example", province.at, "1", province.confirmation(paper))
    sealed = seal_together(decision.to_bytes(), Typ.DECISION, province.operators)
    with refused("decision.issuer", expected=province.office.entity):
        province.registrar.decide(sealed, at=province.at)


# -- once ---------------------------------------------------------------------------------------


def test_a_decision_again_changes_nothing(province):
    number = min(province.titles)
    sealed = province.sealed(Suspend(number, "文号"), number="D-1")
    assert province.registrar.decide(sealed, at=province.at).new
    province.reinstate(number)
    before = log_size(province)
    again = province.registrar.decide(sealed, at=province.at)
    assert (again.new, again.released) == (False, 0)
    assert log_size(province) == before
    province.check()  # the title stands: an old suspension shown again takes nothing


def test_a_decision_signed_again_is_the_same_decision(province):
    number = min(province.titles)
    first = province.sealed(Suspend(number, "文号"), number="D-1", by=province.operators[:1])
    second = province.sealed(Suspend(number, "文号"), number="D-1")
    assert province.registrar.decide(first, at=province.at).new
    assert not province.registrar.decide(second, at=province.at).new


def test_a_number_stands_for_one_decision(province):
    first, second, _ = sorted(province.titles)
    province.decide(Suspend(first, "文号"), number="D-1")
    province.titles[first].expected = province.verify(first).code
    with refused("store.decision-number", number="D-1"):
        province.decide(Suspend(second, "文号"), number="D-1")
    province.check()


def test_what_a_decision_failed_to_do_left_no_trace(province, paper):
    before = log_size(province)
    act = replace(province.confirmation(paper), published_on=province.at.date() + timedelta(9))
    with refused("confirm.future"):
        province.decide(act, number="D-1")
    assert log_size(province) == before
    # Its number is free: the same decision, mended, goes through.
    assert province.decide(province.confirmation(paper), number="D-1").new


# -- confirm ------------------------------------------------------------------------------------


def test_a_confirmation_releases_every_row(province, paper):
    done = province.confirm(paper)
    assert (done.new, done.released) == (True, 2)
    assert state_of(province, paper) is BatchState.CONFIRMED


def test_a_batch_without_a_notice_is_not_confirmed(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    with refused("lifecycle.batch", state="ADMITTED", event="confirm"):
        province.confirm(paper)


def test_no_confirmation_while_the_notice_runs(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    province.declare(paper, closed=province.at.date())
    with refused("confirm.notice-open"):
        province.confirm(paper)


def test_a_row_that_somebody_objected_to_waits_and_the_rest_goes_on(province):
    paper = province.paper(ZONE, [row(11), row(12), row(13)])
    province.hand_in(paper)
    province.declare(paper, objections=[13])
    with refused("confirm.objection", rows=1):
        province.confirm(paper)
    assert province.confirm(paper, withheld=[13]).released == 2
    assert [title.row.line for title in province.mint(paper)] == [12, 14]
    assert state_of(province, paper) is BatchState.MINTED
    province.check()


def test_the_row_that_waited_follows_under_its_own_document(province):
    paper = province.paper(ZONE, [row(11), row(12)])
    province.hand_in(paper)
    province.declare(paper, objections=[12])
    province.confirm(paper, withheld=[12])
    province.mint(paper)
    province.go(days=20)
    done = province.confirm(
        paper, document="威人社字〔2025〕70号（示例）", published=province.at.date()
    )
    assert done.released == 1
    (late,) = province.mint(paper)
    assert (
        province.verify(late.number).certificate.approval_doc_no == "威人社字〔2025〕70号（示例）"
    )
    province.check()


def test_withholding_a_row_of_another_batch_is_refused(province, paper):
    other = province.paper(ZONE, [row(13)])
    province.hand_in(other)
    act = Confirm(
        digest_of(paper),
        "文号",
        province.confirmation(paper).published_on,
        (row_hash(other.rows[0]),),
    )
    with refused("confirm.unknown-row", rows=1):
        province.decide(act)


def test_a_confirmation_that_releases_nobody_is_refused(province, paper):
    with refused("confirm.nothing", waiting=2):
        province.confirm(paper, withheld=[12, 13])
    province.confirm(paper)
    with refused("confirm.nothing", waiting=2):
        province.confirm(paper)


def test_an_unknown_batch_is_not_confirmed(province):
    act = Confirm(NOTHING, "文号", province.at.date())
    with refused("store.unknown-batch"):
        province.decide(act)


def test_an_admitted_batch_has_nothing_to_release(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    with refused("lifecycle.batch", state="ADMITTED", event="release"):
        province.release(paper)


# -- a self-review ------------------------------------------------------------------------------


@pytest.fixture
def self_review(province):
    """A batch of a committee whose results are filed afterwards."""
    committee = province.committees[ZONE]
    filed = replace(committee.authority, self_review=True)
    province.file(filed, province.trusted(committee.clerk, committee.chair, committee.spare))
    paper = province.paper(ZONE, [row(13)])
    province.hand_in(paper)
    province.declare(paper)
    return paper


def test_a_self_review_is_not_released_before_it_was_filed(province, self_review):
    with refused("confirm.post-filing", rule="post-filing.national"):
        province.confirm(self_review)
    assert state_of(province, self_review) is BatchState.NOTICED


def test_a_self_review_is_released_under_the_number_of_its_filing(province, self_review):
    act = replace(province.confirmation(self_review), post_filing_no="威人社案〔2025〕31号（示例）")
    assert province.decide(act).released == 1
    assert len(province.mint(self_review)) == 1


def test_a_filed_review_needs_no_filing_afterwards(province, paper):
    assert province.confirm(paper).released == 2
