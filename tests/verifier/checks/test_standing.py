"""Steps 8 to 10: rules, status, scope. Each step has tests that fail without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys.roles import Role
from tests.verifier.judging import against, codes, falsified, judge
from tests.verifier.world import (
    DIGITAL,
    NOW,
    STATUS_URI,
    Copy,
    World,
    moment,
)
from verifier import cwt, sd_jwt
from verifier.acts import Cause
from verifier.certificate import StatusReference
from verifier.china_time import china_day
from verifier.disclosure import DISCLOSABLE
from verifier.profile import LIST_SIZE
from verifier.titles import Scope, ScopeKind
from verifier.verdict import VerdictCode

V = VerdictCode


@pytest.fixture
def world() -> World:
    return World()


def test_step_8_a_title_of_another_level_is_refused(world):
    verdict = judge(world, falsified(world, title="工程师").credential)
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["rules.title"]


def test_step_8_names_of_an_unconfirmed_series_are_not_judged(world):
    copy = falsified(world, series="TRANSLATION", title="首席翻译")
    verdict = judge(world, copy.credential, batches={})
    assert verdict.code is V.VALID
    assert codes(verdict, 8) == ["rules.names-unconfirmed"]


def test_step_8_a_series_that_our_book_does_not_know_is_open(world):
    verdict = judge(world, falsified(world, series="QUANTUM").credential, batches={})
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["rules.unknown-series"]


def test_step_8_the_scope_is_the_one_that_was_filed(world):
    copy = falsified(world, scope=Scope(ScopeKind.NATIONAL, "CN"))
    verdict = judge(world, world.full(copy))
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["rules.scope"]


def recognised(world: World, **changes) -> Copy:
    mapping = replace(world.recognised.certificate.mapping, **changes)
    certificate = replace(world.recognised.certificate, mapping=mapping)
    return Copy(
        certificate,
        sd_jwt.encode(certificate, world.signers[Role.CREDENTIAL]),
        cwt.encode(certificate, world.signers[Role.CREDENTIAL], region="371000"),
        world.recognised.code,
        world.recognised.entry,
        world.recognised.index,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "correspondence.digital-engineer.weihai-senior"},
        {"rule": "correspondence.digital-engineer.weihai-junior"},
        {"rule": "notice.result-days.floor"},
        {"document": "威人社字〔2020〕10号"},
        {"clause": "五"},
        {"source": "人工智能工程技术人员（高级）"},
        {"source": "数字化解决方案设计师（中级）"},
    ],
)
def test_step_8_a_recognition_is_what_its_clause_says(world, changes):
    verdict = judge(world, recognised(world, **changes).credential)
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["rules.mapping-wrong"]


def test_step_8_a_recognition_names_its_clause(world):
    certificate = replace(world.recognised.certificate, mapping=None)
    text = sd_jwt.encode(certificate, world.signers[Role.CREDENTIAL])
    verdict = judge(world, text)
    assert verdict.code is V.NO_AUTHORITY
    assert against(verdict) == ["rules.mapping-missing"]


def test_step_8_a_holder_may_keep_the_clause_back_and_the_verdict_says_so(world):
    kept = [name for name in DISCLOSABLE if name != "mapping"]
    verdict = judge(world, sd_jwt.present(world.recognised.credential, kept))
    assert verdict.code is V.VALID
    assert codes(verdict, 8) == ["rules.kept", "rules.withheld"]


def test_step_8_only_a_recognition_rests_on_a_clause(world):
    mapping = world.recognised.certificate.mapping
    verdict = judge(world, world.full(falsified(world, mapping=mapping)))
    assert "rules.mapping-method" in against(verdict)


def test_step_8_the_offline_code_names_a_rule_that_grants(world):
    wrong = recognised(world, rule="correspondence.digital-engineer.weihai-senior")
    verdict = judge(world, wrong.offline)
    assert against(verdict) == ["rules.mapping-wrong"]


def test_step_8_a_rule_does_not_reach_back(world):
    certificate = replace(world.recognised.certificate, award_date=date(2022, 11, 15))
    text = sd_jwt.encode(certificate, world.signers[Role.CREDENTIAL])
    assert against(judge(world, text)) == ["rules.mapping-wrong"]


def test_step_8_a_rule_does_not_reach_beyond_its_region(world):
    world.committee_statements[DIGITAL] = []
    world.change_committee(DIGITAL, at=moment(1, 4), region="3701")
    assert against(judge(world, world.full(world.recognised))) == ["rules.mapping-wrong"]


def test_step_8_a_rule_that_our_book_does_not_know_is_open(world):
    verdict = judge(world, recognised(world, rule="correspondence.of-2030").credential)
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["rules.unknown-rule"]


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (Cause.IMPROPER_MEANS, V.REVOKED),
        (Cause.COURT, V.REVOKED),
        (Cause.ERROR, V.CANCELLED),
        (Cause.NO_AUTHORITY, V.CANCELLED),
        (Cause.REQUEST, V.CANCELLED),
    ],
)
@pytest.mark.parametrize("form", ["credential", "offline"])
def test_step_9_what_was_taken_back_says_when_by_whom_and_how(world, cause, code, form):
    world.take_back(world.copy, cause)
    verdict = judge(world, getattr(world.copy, form))
    assert verdict.code is code
    assert verdict.deciding.facts == {
        "on": "2024-06-25",
        "authority": "威海市示例人力资源和社会保障局",
        "decision_no": "威人社撤〔2024〕3号",
    }


def test_step_9_the_bit_alone_revokes(world):
    world.statuses[world.copy.certificate.status.index] = 1
    verdict = judge(world, world.copy.credential, revocations=None)
    assert verdict.code is V.REVOKED
    assert against(verdict) == ["status.revoked-undated"]


@pytest.mark.parametrize(("value", "code"), [(2, V.SUSPENDED), (3, V.SUPERSEDED)])
def test_step_9_suspended_and_replaced_have_their_own_words(world, value, code):
    world.statuses[world.copy.certificate.status.index] = value
    assert judge(world, world.full(world.copy)).code is code


def test_step_9_the_bit_of_another_copy_says_nothing(world):
    world.take_back(world.recognised, Cause.IMPROPER_MEANS)
    assert judge(world, world.full(world.copy)).code is V.VALID


@pytest.mark.parametrize(
    ("age", "code", "finding"),
    [
        (timedelta(hours=24), V.VALID, "status.current"),
        (timedelta(hours=24, seconds=1), V.STALE_OFFLINE, "status.stale"),
        (timedelta(days=6, hours=23), V.STALE_OFFLINE, "status.stale"),
        (timedelta(days=7), V.STALE_OFFLINE, "status.expired"),
        (timedelta(days=80), V.STALE_OFFLINE, "status.expired"),
    ],
)
@pytest.mark.parametrize("form", ["credential", "offline"])
def test_step_9_an_old_list_is_never_green(world, age, code, finding, form):
    verdict = judge(world, getattr(world.copy, form), at=NOW + age)
    assert verdict.code is code
    assert codes(verdict, 9) == [finding]


def test_step_9_revoked_is_revoked_even_when_the_list_is_old(world):
    world.take_back(world.copy, Cause.IMPROPER_MEANS)
    verdict = judge(world, world.full(world.copy), at=NOW + timedelta(days=30))
    assert verdict.code is V.REVOKED


def test_step_9_a_list_that_is_not_at_hand_leaves_it_open(world):
    verdict = judge(world, world.full(world.copy), status_lists=[])
    assert verdict.code is V.CANNOT_TELL
    assert against(verdict) == ["status.no-list"]


def test_step_9_an_index_beyond_the_list_is_refused(world):
    copy = falsified(world, status=StatusReference(STATUS_URI, LIST_SIZE))
    verdict = judge(world, copy.credential)
    assert verdict.code is V.FORGED
    assert against(verdict) == ["status.index"]


@pytest.mark.parametrize(
    ("scope", "code", "facts"),
    [
        (Scope(ScopeKind.NATIONAL, "CN"), "scope.national", {}),
        (Scope(ScopeKind.PROVINCE, "37"), "scope.province", {"region": "山东省"}),
        (Scope(ScopeKind.CITY, "3710"), "scope.city", {"region": "威海市"}),
        (Scope(ScopeKind.UNIT, "3710", "蓝帆示例公司"), "scope.unit", {"target": "蓝帆示例公司"}),
        (
            Scope(ScopeKind.TARGETED, "14", "民营企业工程系列"),
            "scope.targeted",
            {"region": "山西省", "target": "民营企业工程系列"},
        ),
    ],
)
def test_step_10_says_where_it_counts(world, scope, code, facts):
    verdict = judge(world, falsified(world, scope=scope).credential, batches={})
    assert verdict.code is V.VALID
    finding = verdict.findings[-1]
    assert (finding.step, finding.code, dict(finding.facts)) == (10, code, facts)


@pytest.mark.parametrize(
    ("until", "code"),
    [(china_day(NOW), V.VALID), (china_day(NOW) - timedelta(days=1), V.SCOPE_EXPIRED)],
)
def test_step_10_its_last_day_counts_and_the_next_one_does_not(world, until, code):
    scope = Scope(ScopeKind.PROVINCE, "37", until=until)
    verdict = judge(world, falsified(world, scope=scope).credential, batches={})
    assert verdict.code is code
    assert (against(verdict) == ["scope.expired"]) is (code is V.SCOPE_EXPIRED)
