"""What other lists hold decides about this one: nominations of the year, titles of the year."""

from __future__ import annotations

from datetime import date

import pytest

from issuer.admission import Severity
from issuer.lifecycle import BatchState
from tests.cast import ENTITY, ZONE, row
from tests.issuer.refusing import rejected
from verifier import facts
from verifier.titles import Level

ENTERPRISE = "91371000MA3EXD010A"


def nominated(serial, *, on=date(2025, 4, 1), level=Level.ASSOCIATE_SENIOR):
    title = {Level.FULL_SENIOR: "正高级工程师", Level.ASSOCIATE_SENIOR: "高级工程师"}[level]
    fact = facts.Nomination(ENTERPRISE, facts.EnterpriseGrade.NATIONAL, facts.Nominator.CHAIR, on)
    return row(serial, level=level, title=title, facts=(fact,))


@pytest.fixture
def weihai(province):
    """The province with a senior committee of the city, whose rules know nominations."""
    province.admit_committee(
        ZONE,
        entity=f"{ENTITY}/committees/senior",
        region="3710",
        series=("ENGINEERING", "ARCHIVES"),
        levels=(Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE),
    )
    return province


def test_nominees_of_earlier_lists_count(weihai):
    assert weihai.hand_in(weihai.paper(ZONE, [nominated(21), nominated(22)])).new
    with rejected("rule.quota.persons"):
        weihai.hand_in(weihai.paper(ZONE, [nominated(23)]))
    assert weihai.hand_in(weihai.paper(ZONE, [nominated(24, on=date(2024, 12, 30))])).new


def test_nominees_of_a_refused_list_do_not_count(weihai):
    three = [nominated(serial) for serial in (21, 22, 23)]
    with rejected("rule.quota.persons"):
        weihai.hand_in(weihai.paper(ZONE, three))
    assert weihai.hand_in(weihai.paper(ZONE, three[:2])).new


def test_the_store_does_not_name_the_enterprise(weihai):
    weihai.hand_in(weihai.paper(ZONE, [nominated(21)]))
    with weihai.office.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM nomination").all()
    assert len(kept) == 1
    assert ENTERPRISE not in repr(kept)


def test_who_was_titled_this_year_is_held_when_reviewed_across(weihai):
    held = row(1)
    across = row(1, series="ARCHIVES", title="馆员")
    receipt = weihai.hand_in(weihai.paper(ZONE, [across]))
    assert (held.specialty, held.level) == (across.specialty, across.level)
    assert receipt.status.state is BatchState.HELD
    assert [(each.code, each.severity) for each in receipt.status.problems] == [
        ("rule.duplicate.before", Severity.HOLD)
    ]
