"""Nominations within their quota, posts, crossed reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from issuer.admission import Severity
from issuer.admission.counted import Elsewhere
from tests.issuer.admission.book_rows import (
    PANJIN,
    USCC,
    associate,
    codes,
    full,
    in_panjin,
    of,
    problems,
    told,
)
from tests.issuer.desk_world import id_no
from verifier import facts
from verifier.titles import Level, Method


def nominated(line=2, *, grade=facts.EnterpriseGrade.NATIONAL, on=date(2025, 4, 1), **changes):
    fact = facts.Nomination(USCC, grade, facts.Nominator.CHAIR, on)
    return of(line, fact, **{**associate(), **changes})


# 举荐 (威人社字〔2022〕32号 二)


def test_a_nominated_senior_engineer_passes():
    assert told(nominated()) == []


def test_a_nomination_opens_engineering_and_senior_levels_only():
    rule = "nomination.direct-senior.weihai"
    archivist = nominated(series="ARCHIVES", title="副研究馆员")
    assert told(archivist) == [(2, "series", "rule.pathway.series", rule)]
    engineer = nominated(title="工程师", level=Level.INTERMEDIATE)
    assert told(engineer) == [(2, "level", "rule.pathway.level", rule)]


def test_a_nomination_grants_nothing_by_itself():
    assert "row.facts.not-allowed" in codes(nominated(), method=Method.RECOGNITION)


def test_an_enterprise_of_the_nation_nominates_two_and_one_full_senior():
    assert told(nominated(2), nominated(3)) == []
    assert told(nominated(2, **full()), nominated(3)) == []
    rule = "nomination.quota.weihai-national"
    assert told(nominated(2), nominated(3), nominated(4)) == [
        (4, "nomination.enterprise", "rule.quota.persons", rule)
    ]
    assert told(nominated(2, **full()), nominated(3, **full())) == [
        (3, "nomination.enterprise", "rule.quota.full-senior", rule)
    ]


def test_a_new_year_begins_a_new_quota():
    before = [nominated(line, on=date(2024, 11, 1)) for line in (2, 3)]
    assert told(*before, nominated(4), nominated(5)) == []


def test_an_enterprise_of_the_province_nominates_one_and_no_full_senior():
    provincial = {"grade": facts.EnterpriseGrade.PROVINCIAL}
    assert told(nominated(**provincial)) == []
    assert codes(nominated(2, **provincial), nominated(3, **provincial)) == ["rule.quota.persons"]
    assert codes(nominated(**provincial, **full())) == ["rule.quota.full-senior"]


def test_what_other_lists_hold_counts_in_the_quota():
    elsewhere = Elsewhere(nominees={(USCC, 2025, "NATIONAL"): [Level.FULL_SENIOR]})
    assert told(nominated(2), elsewhere=elsewhere) == []
    assert codes(nominated(2, **full()), elsewhere=elsewhere) == ["rule.quota.full-senior"]
    assert codes(nominated(2), nominated(3), elsewhere=elsewhere) == ["rule.quota.persons"]


def test_more_than_there_are_posts_are_held():
    def people(count, quota):
        return [in_panjin(line, facts.Posts(quota)) for line in range(2, 2 + count)]

    assert problems(*people(2, 2), region=PANJIN) == ()
    (found,) = problems(*people(3, 2), region=PANJIN)
    assert (found.line, found.code) == (4, "rule.limit.post-quota")
    assert found.severity is Severity.HOLD


def test_one_person_is_not_reviewed_across():
    same = {"id_no": id_no(7), "specialty": "档案信息"}
    engineer = of(2, **same)
    archivist = of(3, **same, series="ARCHIVES", title="馆员")
    (found,) = problems(engineer, archivist)
    assert (found.line, found.code, found.rule) == (
        3,
        "rule.duplicate.list",
        "duplicate.cross-review",
    )
    assert found.severity is Severity.HOLD
    assert dict(found.facts) == {"first": 2}
    assert told(engineer, replace(archivist, specialty="档案管理")) == []
