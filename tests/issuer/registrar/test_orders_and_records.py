"""Orders of committees to take a title back, and the integrity record that fraud leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from issuer.registrar import taking_back
from issuer.store import awards, decisions, people, session
from keys.encoding import sha256
from keys.envelope import seal_together
from keys.roles import Typ
from tests.cast import PLANT, ZONE, row
from tests.issuer.refusing import refused, rejected
from verifier.acts import Cause, RevocationOrder
from verifier.decision import Revoke
from verifier.rules import load_own_rules
from verifier.verdict import VerdictCode


@pytest.fixture
def number(province) -> str:
    return min(province.titles)


def records_of(province, number):
    office = province.office
    with session.read(office.engine) as connection:
        person = awards.get(connection, number, vault=office.vault).person_id
        return people.integrity_records(connection, [person], vault=office.vault)


# -- integrity ----------------------------------------------------------------------------------


def test_fraud_leaves_exactly_one_integrity_record(province, number):
    sealed = province.sealed(
        Revoke(number, Cause.IMPROPER_MEANS, "威人社撤〔2025〕1号", province.at.date())
    )
    for _ in range(2):
        province.registrar.decide(sealed, at=province.at)
    (record,) = records_of(province, number)
    assert (record.reason, record.decision_no) == ("IMPROPER_MEANS", "威人社撤〔2025〕1号")
    assert (record.since, record.until) == (date(2025, 6, 27), date(2028, 6, 27))
    assert record.annulled_by is None


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.IMPROPER_MEANS])
def test_what_is_nobodys_fraud_leaves_none(province, number, cause):
    province.revoke(number, cause)
    assert records_of(province, number) == ()


def test_a_record_written_on_29_february_ends_on_1_march(province, number):
    assert taking_back._years_after(date(2028, 2, 29), 3) == date(2031, 3, 1)


def test_a_person_on_record_is_looked_at_before_the_next_title(province, number):
    given = province.titles[number].row
    province.revoke(number)
    paper = province.paper(ZONE, [row(11), row(12, id_no=given.id_no, name=given.name)])
    status = province.hand_in(paper).status
    assert [(each.line, each.code) for each in status.problems] == [(13, "row.integrity-record")]
    assert status.state == "HELD"
    province.release(paper)
    province.declare(paper)
    province.confirm(paper)
    assert len(province.mint(paper)) == 2


BAR = """
[[document]]
id = "weihai-own"
title = "关于失信惩戒的通知（示例）"
number = "威人社字〔2025〕904号"
issuer = "威海市人力资源和社会保障局（示例）"
standing = "in_force"
checked_on = 2025-03-01

[[rule]]
id = "bar.weihai-own"
subject = "bar.after-fraud"
kind = "sanction"
document = "weihai-own"
clause = "一"
says = "弄虚作假的，三年内不得申报职称"
effective = 2025-03-01
region = "37"
[rule.parameters]
bar_years = 3
"""


def test_a_person_who_is_barred_by_a_document_is_refused_until_it_ends(province, number, tmp_path):
    tmp_path.joinpath("own.toml").write_text(BAR, "utf-8")
    province.office = replace(province.office, rules=load_own_rules(tmp_path))
    given = province.titles[number].row
    province.revoke(number)
    people = [row(11), row(12, id_no=given.id_no, name=given.name)]
    with rejected("rule.sanction.bar"):
        province.hand_in(province.paper(ZONE, people))
    assert province.hand_in(province.paper(ZONE, people[:1])).new


# -- orders of committees -----------------------------------------------------------------------


def test_an_order_of_two_and_a_decision_of_two_revoke_a_title(province, number):
    sealed = province.order(number)
    order = province.registrar.order(sealed, at=province.at)
    assert order.certificate_no == number
    assert province.verify(number).code is VerdictCode.VALID  # an order alone changes nothing
    province.revoke(number, order=sha256(sealed))
    province.check()


def test_one_person_of_a_committee_orders_nothing(province, number):
    committee = province.committees[ZONE]
    for signers in ([committee.clerk], [committee.clerk, committee.spare]):
        sealed = province.order(number, by=signers)
        with refused("envelope.threshold", needed=2, found=1):
            province.registrar.order(sealed, at=province.at)


def test_an_order_of_another_committee_is_refused(province, number):
    with refused("revoke.committee", number=number):
        province.registrar.order(province.order(number, slug=PLANT), at=province.at)


def test_an_order_for_another_authority_is_refused(province, number):
    committee = province.committees[ZONE]
    order = RevocationOrder(
        committee.authority.entity,
        "https://zc.yantai.example",
        province.at,
        "CX-1",
        number,
        Cause.ERROR,
        "文号",
        province.at.date(),
    )
    sealed = seal_together(order.to_bytes(), Typ.REVOCATION_ORDER, committee.signers)
    with refused("revoke.audience"):
        province.registrar.order(sealed, at=province.at)


def test_a_decision_on_an_order_that_never_came_is_refused(province, number):
    sealed = province.order(number)
    with refused("revoke.order", number=number):
        province.revoke(number, order=sha256(sealed))


@pytest.mark.parametrize("other", ["certificate", "cause"])
def test_a_decision_that_says_something_else_than_its_order_is_refused(province, number, other):
    sealed = province.order(number, Cause.ERROR)
    province.registrar.order(sealed, at=province.at)
    target = max(province.titles) if other == "certificate" else number
    cause = Cause.ERROR if other == "certificate" else Cause.IMPROPER_MEANS
    with refused("revoke.order"):
        province.decide(Revoke(target, cause, "文号", province.at.date(), sha256(sealed)))
    province.check()


def test_an_order_again_changes_nothing(province, number):
    sealed = province.order(number)
    with session.read(province.office.engine) as connection:
        before = len(decisions.every(connection, vault=province.office.vault))
    for _ in range(2):
        province.registrar.order(sealed, at=province.at)
    with session.read(province.office.engine) as connection:
        assert len(decisions.every(connection, vault=province.office.vault)) == before + 1


def test_the_office_may_act_alone(province, number):
    province.revoke(number, order=None)
    province.check()
