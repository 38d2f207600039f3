"""Notices: of the batch's own committee, long enough, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from issuer.committee.sealing import Shown, make_notice, seal_notice
from issuer.lifecycle import BatchState
from keys.encoding import sha256
from tests.cast import FILINGS, PLANT, ZONE, row
from tests.issuer.refusing import refused

CHINA = timezone(timedelta(hours=8))


@pytest.fixture
def paper(province):
    paper = province.paper(ZONE, [row(11), row(12)])
    province.hand_in(paper)
    return paper


def sealed(province, paper, *, by=None, **changes) -> bytes:
    shown = Shown("示例公示栏", date(2025, 6, 16), date(2025, 6, 24))
    notice = replace(make_notice(paper, shown, at=province.at), **changes)
    return seal_notice(notice, by or province.committees[ZONE].clerk)


def test_a_notice_moves_its_batch_on(province, paper):
    assert province.declare(paper).state is BatchState.NOTICED


def test_the_same_notice_again_changes_nothing(province, paper):
    notice = province.notice(paper)
    province.registrar.declare(notice, at=province.at)
    province.confirm(paper)
    assert province.registrar.declare(notice, at=province.at).state is BatchState.CONFIRMED


def test_four_working_days_over_a_holiday_are_refused_and_five_are_enough(province):
    province.go(datetime(2025, 10, 13, 10, tzinfo=CHINA))
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    with refused("notice.too-short", days=4, needed=5):
        province.declare(paper, posted=date(2025, 9, 28), closed=date(2025, 10, 10))
    status = province.declare(paper, posted=date(2025, 9, 28), closed=date(2025, 10, 11))
    assert status.state is BatchState.NOTICED


def test_a_notice_that_was_too_short_is_mended_by_a_longer_one(province, paper):
    province.declare(paper)
    province.declare(paper, closed=date(2025, 7, 1))
    with refused("confirm.notice-open", closed_on="2025-07-01"):
        province.confirm(paper)


def test_results_are_not_shown_before_there_are_any(province, paper):
    decided = paper.header.decided_on
    with refused("notice.before-decision", decided_on=decided.isoformat()):
        province.declare(paper, posted=decided - timedelta(days=1))


def test_the_clerk_of_another_committee_declares_nothing(province, paper):
    with refused("key.unknown"):
        sealed_by = province.committees[PLANT].clerk
        province.registrar.declare(sealed(province, paper, by=sealed_by), at=province.at)


def test_another_committee_declares_nothing_in_its_own_name(province, paper):
    notice = sealed(
        province, paper, issuer=FILINGS[PLANT].entity, by=province.committees[PLANT].clerk
    )
    with refused("notice.committee"):
        province.registrar.declare(notice, at=province.at)


def test_a_notice_for_another_authority_is_refused(province, paper):
    notice = sealed(province, paper, audience="https://zc.yantai.example")
    with refused("notice.audience"):
        province.registrar.declare(notice, at=province.at)


def test_a_notice_of_an_unknown_batch_is_refused(province, paper):
    with refused("store.unknown-batch"):
        province.registrar.declare(sealed(province, paper, batch=sha256(b"none")), at=province.at)


def test_an_objection_to_a_row_of_no_batch_is_refused(province, paper):
    notice = sealed(province, paper, objections=(sha256(b"nobody's row"),))
    with refused("notice.unknown-row", rows=1):
        province.registrar.declare(notice, at=province.at)


def test_a_clock_set_back_does_not_find_the_committee_gone(province, paper):
    province.at -= timedelta(days=400)
    assert province.declare(paper).state is BatchState.NOTICED
