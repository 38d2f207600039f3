"""Committees in and out of the trust list: by two operators, over the very file they signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from issuer.admission import Severity
from issuer.filing_rules import FilingRejected
from issuer.registrar.errand import read_trust_list
from issuer.registrar.trust_desk import CommitteeFile, committee_file, filing_problems
from issuer.store import session
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import ENTITY, FILINGS, PLANT, ZONE, row
from tests.issuer.refusing import refused, rejected
from verifier.committee import CommitteeAuthority, CommitteeState, OrganiserType
from verifier.decision import ChangeCommittee
from verifier.titles import Scope, ScopeKind
from verifier.verdict import VerdictCode


def trust_of(province):
    with session.read(province.office.engine) as connection:
        return read_trust_list(connection, province.office, at=province.at)


def fresh_file(province, *, keys=None, **changes) -> CommitteeFile:
    """The file of a committee that is not on the list yet."""
    authority = replace(FILINGS[ZONE], entity=f"{ENTITY}/committees/new", **changes)
    signers = [MemorySigner.generate(Role.COMMITTEE, each) for each in ("clerk", "chair")]
    return CommitteeFile(ENTITY, authority, province.trusted(*signers) if keys is None else keys)


def decide(province, file, *, signed: CommitteeFile | None = None, committee: str | None = None):
    named = committee or file.authority.entity
    act = ChangeCommittee(named, (signed or file).digest, "威人社发〔2025〕11号（示例）")
    return province.decide(act, file=file)


def test_a_committee_enters_with_its_filing_and_its_keys(province):
    file = fresh_file(province)
    before = trust_of(province)
    decide(province, file)
    after = trust_of(province)
    statement = after.current(file.authority.entity)
    assert CommitteeAuthority.from_statement(statement) == file.authority
    assert {key.kid for key in statement.keys} == {key.kid for key in file.keys}
    assert (after.seq, after.prev) == (before.seq + 1, before.digest)
    province.check()


def test_a_file_reads_back_as_it_was_written(province):
    file = fresh_file(province)
    assert CommitteeFile.from_bytes(file.to_bytes()) == file
    decide(province, file)
    kept = committee_file(province.office, file.authority.entity, at=province.at)
    assert (kept.approved_by, kept.authority) == (file.approved_by, file.authority)
    assert set(kept.keys) == set(file.keys)


def test_another_file_than_the_signed_one_is_refused(province):
    signed = fresh_file(province)
    wider = replace(signed, authority=replace(signed.authority, specialties=()))
    with refused("committee.file"):
        decide(province, wider, signed=signed)


def test_a_decision_about_another_committee_is_refused(province):
    with refused("committee.file", committee=FILINGS[PLANT].entity):
        decide(province, fresh_file(province), committee=FILINGS[PLANT].entity)


def test_a_decision_without_its_file_is_refused(province):
    file = fresh_file(province)
    act = ChangeCommittee(file.authority.entity, file.digest, "文号")
    with refused("committee.file"):
        province.decide(act)


def test_one_person_with_two_keys_is_no_committee(province):
    keys = [MemorySigner.generate(Role.COMMITTEE, "clerk") for _ in range(2)]
    with refused("committee.people", found=1, needed=2):
        decide(province, fresh_file(province, keys=province.trusted(*keys)))


def test_a_revoked_key_is_nobodys(province):
    file = fresh_file(province)
    keys = (file.keys[0], file.keys[1].revoked(province.at, "keyCompromise"))
    with refused("committee.people", found=1, needed=2):
        decide(province, replace(file, keys=keys))


def test_as_many_persons_as_the_threshold_are_needed(province):
    with refused("committee.people", found=2, needed=3):
        decide(province, fresh_file(province, threshold=3))


@pytest.mark.parametrize("role", [Role.CREDENTIAL, Role.OPERATOR])
def test_a_committee_brings_keys_of_committees_only(province, role):
    file = fresh_file(province)
    other = MemorySigner.generate(role, "clerk" if role is Role.OPERATOR else None)
    with refused("committee.key-role"):
        decide(province, replace(file, keys=(*file.keys, *province.trusted(other))))


def test_the_authority_itself_is_no_committee(province):
    """Else a committee's file could put new operators in the place of the old."""
    file = fresh_file(province)
    with refused("committee.itself", committee=ENTITY):
        decide(province, replace(file, authority=replace(file.authority, entity=ENTITY)))
    province.suspend(min(province.titles))  # the operators are still the operators


def test_a_file_that_another_authority_keeps_is_refused(province):
    with refused("committee.file"):
        decide(province, replace(fresh_file(province), approved_by="https://zc.yantai.example"))


def test_a_withdrawn_committee_never_comes_back(province):
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.WITHDRAWN)
    for state in CommitteeState:
        with refused("committee.final", committee=FILINGS[ZONE].entity):
            province.supervise(ZONE, state)
    province.check()


def test_a_former_statement_stays_in_the_history(province):
    entity = FILINGS[ZONE].entity
    before = trust_of(province).current(entity)
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.RECTIFYING)
    after = trust_of(province)
    assert before.token in [each.token for each in after.history]
    assert after.current(entity).token != before.token
    others = {FILINGS[slug].entity for slug in FILINGS} - {entity}
    assert others <= set(after.subjects())


def test_a_committee_that_changes_its_people_keeps_its_titles(province):
    province.go(hours=1)
    committee = province.committees[ZONE]
    heir = MemorySigner.generate(Role.COMMITTEE, "new-clerk")
    province.file(committee.authority, province.trusted(heir, committee.chair))
    province.check()
    old = province.paper(ZONE, [row(11)])
    with refused("key.unknown"):
        province.hand_in(old)
    fresh = province.paper(ZONE, [row(11)], signers=(heir, committee.chair))
    assert province.hand_in(fresh).new


@pytest.mark.parametrize("later", [timedelta(0), timedelta(milliseconds=700)])
def test_a_batch_that_came_in_the_second_in_which_its_committee_fell_still_counts(province, later):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    province.at += later
    province.supervise(ZONE, CommitteeState.SUSPENDED)
    (title,) = province.mint(paper)
    province.go(hours=1)
    assert province.verify(title.number).code is VerdictCode.VALID_AUTH_WITHDRAWN
    with rejected("header.committee.suspended"):
        province.hand_in(province.paper(ZONE, [row(12)]))


def test_a_filing_against_the_rules_is_refused_with_each_problem(province):
    file = fresh_file(province, valid_to=date(2028, 3, 2), office=None)
    with pytest.raises(FilingRejected) as refusal:
        decide(province, file)
    assert refusal.value.code == "committee.rules"
    assert [(each.column, each.code) for each in refusal.value.problems] == [
        ("office", "rule.required.missing"),
        ("valid_to", "rule.window.years-long"),
    ]
    assert file.authority.entity not in trust_of(province).subjects()


def test_a_committee_keeps_its_last_day_of_mending(province):
    file = committee_file(province.office, FILINGS[ZONE].entity, at=province.at)
    state = CommitteeState.RECTIFYING
    mending = file.in_state(state, decision_no="威人社改〔2025〕1号", until=date(2025, 9, 30))
    decide(province, mending)
    kept = committee_file(province.office, FILINGS[ZONE].entity, at=province.at).authority
    assert (kept.state, kept.rectify_by) == (state, date(2025, 9, 30))


def test_what_a_draft_has_against_a_filing_refuses_nobody(province):
    pilot = {"region": "3306", "characteristic": False, "scope": Scope(ScopeKind.CITY, "3306")}
    file = fresh_file(
        province, organiser_type=OrganiserType.ASSOCIATION, specialties=("采矿",), **pilot
    )
    told = filing_problems(province.office, file, None, at=province.at)
    assert {each.severity for each in told} == {Severity.INFORM}
    decide(province, file)
    assert file.authority.entity in trust_of(province).subjects()
