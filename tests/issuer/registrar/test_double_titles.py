"""One person, one title; what is recognised and what is not; rights that a clock brings back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.cast import CONFIRMED, DIGITAL, RECEIVED, ZONE, recognised, row
from tests.issuer.refusing import rejected
from verifier.acts import Cause
from verifier.committee import CommitteeState
from verifier.titles import DigitalGrade, Level

# -- one person, one title ----------------------------------------------------------------------


def test_a_title_that_is_held_is_not_given_again(province):
    with rejected("row.already-holds"):
        province.hand_in(province.paper(ZONE, [row(1)]))


def test_a_title_that_is_under_way_is_not_given_in_another_batch(province):
    province.hand_in(province.paper(ZONE, [row(11)]))
    with rejected("row.in-another-batch"):
        province.hand_in(province.paper(ZONE, [row(11)]))


def test_another_specialty_is_another_title(province):
    assert province.hand_in(province.paper(ZONE, [row(1, specialty="海洋装备")])).new


def test_another_level_is_another_title(province):
    higher = row(1, level=Level.ASSOCIATE_SENIOR, title="高级工程师")
    assert province.hand_in(province.paper(ZONE, [higher])).new


def test_a_refused_batch_keeps_nobody_from_another(province):
    with rejected("row.specialty"):
        province.hand_in(province.paper(ZONE, [row(11), row(12, specialty="建筑设计")]))
    assert province.hand_in(province.paper(ZONE, [row(11)])).new


def test_a_title_that_was_issued_in_error_may_be_given_again(province):
    number = min(province.titles)
    given = province.titles[number].row
    province.revoke(number, Cause.ERROR)
    again = replace(given, salt=row(1).salt, award_date=given.award_date)
    (fresh,) = province.issue(ZONE, [again])
    assert fresh.number != number
    province.check()


def test_a_suspended_title_is_still_held(province):
    number = min(province.titles)
    province.suspend(number)
    with rejected("row.already-holds"):
        province.hand_in(province.paper(ZONE, [replace(province.titles[number].row, line=2)]))


# -- recognition --------------------------------------------------------------------------------


def test_a_recognised_grade_becomes_a_title_with_its_clause(province):
    (title,) = province.issue(DIGITAL, [recognised(11)])
    certificate = province.verify(title.number).certificate
    assert certificate.mapping is not None
    assert certificate.mapping.document == "威人社字〔2022〕32号"
    assert certificate.mapping.clause == "六"
    province.check()


def test_a_senior_grade_opens_a_review_and_grants_nothing(province):
    paper = province.paper(DIGITAL, [recognised(11), recognised(12, DigitalGrade.SENIOR)])
    with rejected("correspondence.senior-grade"):
        province.hand_in(paper)
    (found,) = province.registrar.batch_status(paper.sealed or b"", at=province.at).problems
    assert (found.line, found.rule) == (13, "correspondence.digital-engineer.weihai-senior")
    assert (found.facts["document"], found.facts["clause"]) == ("威人社字〔2022〕32号", "六")


# -- the clock ----------------------------------------------------------------------------------


def test_a_clock_set_back_does_not_bring_back_a_right(province):
    province.go(hours=1)
    paper = province.paper(ZONE, [row(11)])
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.SUSPENDED)
    assert RECEIVED < CONFIRMED < province.at
    province.at -= timedelta(hours=1)
    with rejected("header.committee.suspended"):
        province.hand_in(paper)
