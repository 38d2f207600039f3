"""What a certificate says, and that none leaves which a stranger would not believe."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.minting import Plan, Press, certificate_of, mint
from keys.encoding import sha256, unb64
from keys.errors import Refused
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import DIGITAL, EMPLOYER, ENTITY, FILINGS, HOST, MEETING, ZONE, recognised, row
from tests.issuer.refusing import refused
from tests.province import digest_of
from verifier import cwt, sd_jwt, wire
from verifier.batch import row_hash
from verifier.titles import Level, Method, Scope, ScopeKind
from verifier.verdict import Finding, Outcome, Verdict, VerdictCode
from verifier.wire import new_code


def press_of(province, **changes) -> Press:
    signer = province.office.signers[Role.CREDENTIAL]
    press = Press(province.office.profile, signer, province.office.rules, province.bundle())
    return replace(press, **changes)


def plan_of(paper, **changes) -> Plan:
    """The first row of a paper, with everything decided."""
    first = paper.rows[0]
    plan = Plan(
        row=first,
        row_hash=row_hash(first),
        header=paper.header,
        batch=digest_of(paper),
        committee=FILINGS[ZONE].name,
        approval_doc_no="威人社字〔2025〕61号（示例）",
        number="ZC3710002025053000042" + "0",
        version=1,
        status_list=1,
        status_index=77,
        code=new_code(secrets.token_bytes),
    )
    return replace(plan, **changes)


@pytest.fixture
def paper(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    return paper


def test_a_certificate_says_what_was_decided_and_nothing_else(province, paper):
    plan, press = plan_of(paper), press_of(province)
    said = certificate_of(plan, press, at=province.at)
    given = plan.row
    assert (said.name, said.title, said.series, said.specialty, said.level) == (
        given.name,
        "工程师",
        "ENGINEERING",
        "电子信息",
        Level.INTERMEDIATE,
    )
    assert (said.issuer, said.issued_at, said.version) == (ENTITY, province.at, 1)
    assert (said.committee, said.committee_id) == (FILINGS[ZONE].name, FILINGS[ZONE].entity)
    assert (said.method, said.award_date) == (Method.REVIEW, MEETING)
    assert (said.certificate_no, said.approval_doc_no) == (plan.number, plan.approval_doc_no)
    assert (said.employer, said.mapping) == (EMPLOYER, None)
    assert said.scope == Scope(ScopeKind.PROVINCE, "37")
    assert said.evidence is not None
    assert (said.evidence.batch, said.evidence.row) == (plan.batch, plan.row_hash)
    assert said.evidence.book == province.office.rules.digest
    assert (said.status.uri, said.status.index) == (f"{ENTITY}/status/1", 77)


def test_no_digit_of_an_identity_document_is_in_a_certificate(province, paper):
    (minted,) = mint([plan_of(paper)], press_of(province), at=province.at)
    number = paper.rows[0].id_no
    for token in minted.credential.split("~"):
        for part in token.split("."):
            assert number.encode() not in unb64(part)
    assert number.encode() not in minted.cwt


def test_a_recognition_carries_its_clause(province):
    paper = province.paper(DIGITAL, [recognised(11)])
    plan = plan_of(paper, committee=FILINGS[DIGITAL].name)
    said = certificate_of(plan, press_of(province), at=province.at)
    assert said.mapping is not None
    assert said.mapping.source == "人工智能工程技术人员（中级）"
    assert (said.mapping.document, said.mapping.clause) == ("威人社字〔2022〕32号", "六")


def test_both_encodings_say_the_same_and_their_digests_name_them(province, paper):
    plan = plan_of(paper)
    (minted,) = mint([plan], press_of(province), at=province.at)
    read = sd_jwt.read(minted.credential)
    assert read == certificate_of(plan, press_of(province), at=province.at)
    assert minted.jwt_digest == sha256(sd_jwt.issuer_jwt(minted.credential).encode())
    assert minted.cwt_digest == sha256(minted.cwt)
    assert minted.issued_at == province.at
    offline = wire.read(wire.offline_link(HOST, plan.code, minted.cwt))
    assert isinstance(offline, wire.CwtPresented)
    assert cwt.read(cwt.take_apart(minted.cwt)).name == plan.row.name


def refused_with(finding, plan, press, *, at):
    with pytest.raises(Refused) as caught:
        list(mint([plan], press, at=at))
    assert (caught.value.code, caught.value.facts["number"]) == ("mint.not-valid", plan.number)
    assert finding in str(caught.value.facts["findings"]).split(", ")


@pytest.mark.parametrize(
    ("finding", "change"),
    [
        ("rules.title", {"title": "主治医师"}),
        ("batch.level", {"level": Level.FULL_SENIOR, "title": "正高级工程师"}),
        ("batch.specialty", {"specialty": "建筑设计"}),
        ("rules.scope", {"scope": Scope(ScopeKind.NATIONAL, "CN")}),
        ("rules.unknown-rule", {"mapping": None, "series": "NONE"}),
    ],
)
def test_what_the_committee_could_not_grant_does_not_leave(province, paper, finding, change):
    if change.get("series") == "NONE":
        finding = "rules.unknown-series"
    plan = plan_of(paper, row=replace(paper.rows[0], **change))
    refused_with(finding, plan, press_of(province), at=province.at)


def test_a_key_that_no_anchor_names_signs_nothing_that_leaves(province, paper):
    press = press_of(province, signer=MemorySigner.generate(Role.CREDENTIAL))
    refused_with("key.unknown", plan_of(paper), press, at=province.at)


def test_a_status_list_that_nobody_signed_yet_is_not_pointed_into(province, paper):
    plan = plan_of(paper, status_list=9)
    refused_with("status.no-list", plan, press_of(province), at=province.at)


def test_lists_of_the_day_before_yesterday_are_too_old_to_mint_by(province, paper):
    press = press_of(province)
    refused_with("status.stale", plan_of(paper), press, at=province.at + timedelta(days=2))


def test_a_bit_that_is_revoked_is_not_given_to_another(province, paper):
    number = min(province.titles)
    province.revoke(number)
    taken = sd_jwt.read(province.titles[number].credential).status
    plan = plan_of(paper, status_index=taken.index)
    refused_with("status.revoked-undated", plan, press_of(province), at=province.at)


def test_one_that_does_not_verify_stops_the_chunk(province, paper):
    good = plan_of(paper)
    bad = plan_of(paper, row=replace(paper.rows[0], title="主治医师"))
    made = mint([good, bad, good], press_of(province), at=province.at)
    next(made)
    with refused("mint.not-valid"):
        next(made)


def test_a_title_past_its_last_day_may_be_corrected_and_nothing_else_is_excused(
    province, paper, monkeypatch
):
    found = [Finding(10, "scope.expired", Outcome.INVALID)]
    said = Verdict(VerdictCode.SCOPE_EXPIRED, tuple(found), province.at)
    monkeypatch.setattr("issuer.minting.verify", lambda *_: said)
    assert len(list(mint([plan_of(paper)], press_of(province), at=province.at))) == 1
    more = (*found, Finding(8, "rules.scope", Outcome.INVALID))
    monkeypatch.setattr("issuer.minting.verify", lambda *_: replace(said, findings=more))
    refused_with("rules.scope", plan_of(paper), press_of(province), at=province.at)
