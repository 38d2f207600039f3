"""A header is held against the rules once more before its certificates are signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.registrar.second_look import MintRejected
from issuer.store import batches, session
from tests.cast import CONFIRMED, FILINGS, RECEIVED, ZONE, row
from tests.province import digest_of
from verifier.committee import CommitteeState
from verifier.rules import load_own_rules

TIMETABLE = """
[[document]]
id = "weihai-own"
title = "关于例会计划的通知（示例）"
number = "威人社字〔2025〕903号"
issuer = "威海市人力资源和社会保障局（示例）"
standing = "in_force"
checked_on = 2025-03-01

[[rule]]
id = "meeting.planned.weihai-own"
subject = "meeting.planned"
kind = "required"
document = "weihai-own"
clause = "一"
says = "按公布的例会计划开会"
effective = 2025-03-01
region = "37"
[rule.parameters]
members = ["planned_meeting"]
breach = "{breach}"
"""


@pytest.fixture
def by_timetable(province, tmp_path):
    """The office under a book in which the authority asks for a timetable."""

    def ruled(breach):
        folder = tmp_path / breach
        folder.mkdir()
        folder.joinpath("own.toml").write_text(TIMETABLE.format(breach=breach), "utf-8")
        province.office = replace(province.office, rules=load_own_rules(folder))

    return ruled


def confirmed(province):
    province.at = max(province.at, RECEIVED)
    paper = province.paper(ZONE, [row(81), row(82)])
    province.hand_in(paper)
    return paper


def publish(province, paper):
    province.declare(paper)
    province.at = max(province.at, CONFIRMED)
    province.confirm(paper)


def state(province, paper):
    with session.read(province.office.engine) as connection:
        return batches.get(connection, digest_of(paper)).state


@pytest.mark.parametrize("breach", ["refuse", "hold"])
def test_a_rule_of_the_day_that_was_entered_since_stops_the_mint(province, by_timetable, breach):
    paper = confirmed(province)
    publish(province, paper)
    by_timetable(breach)
    with pytest.raises(MintRejected) as refusal:
        province.mint(paper)
    assert [(each.code, each.rule) for each in refusal.value.problems] == [
        ("header.meeting.unplanned", "meeting.planned.weihai-own")
    ]
    assert state(province, paper) == "CONFIRMED"


def test_what_the_authority_answered_with_a_reason_stays_answered(province, by_timetable):
    by_timetable("hold")
    paper = confirmed(province)
    assert state(province, paper) == "HELD"
    province.release(paper)
    publish(province, paper)
    assert len(province.mint(paper)) == 2


def test_a_committee_that_falls_after_receipt_does_not_stop_its_mint(province):
    paper = confirmed(province)
    publish(province, paper)
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.SUSPENDED)
    assert len(province.mint(paper)) == 2
    assert FILINGS[ZONE].entity == paper.header.issuer


ASKED = (
    TIMETABLE[: TIMETABLE.index("[[rule]]")]
    + """
[[rule]]
id = "row.responsible.weihai-own"
subject = "row.responsible"
kind = "required"
document = "weihai-own"
clause = "二"
says = "谁推荐、谁审核"
effective = 2025-03-01
region = "37"
[rule.parameters]
members = ["responsible_recommender"]
"""
)


def test_a_rule_about_rows_that_was_entered_since_stops_the_mint(province, tmp_path):
    paper = confirmed(province)
    publish(province, paper)
    tmp_path.joinpath("own.toml").write_text(ASKED, "utf-8")
    province.office = replace(province.office, rules=load_own_rules(tmp_path))
    with pytest.raises(MintRejected) as refusal:
        province.mint(paper)
    assert [(each.line, each.column, each.rule) for each in refusal.value.problems] == [
        (row.line, "responsible.recommender", "row.responsible.weihai-own") for row in paper.rows
    ]
    assert state(province, paper) == "CONFIRMED"
