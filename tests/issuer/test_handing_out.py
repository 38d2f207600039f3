"""Codes are made for titles that stand, once, and are valid only when their paper was written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from issuer import handing_out
from issuer.claim_codes import LENGTH
from issuer.claims import Outcome
from issuer.handing_out import end_of
from tests.issuer.claiming import ONCE, desk_of, hand_out, last_day
from tests.issuer.refusing import refused


@pytest.fixture
def batch(province):
    (batch,) = {title.batch for title in province.titles.values()}
    return batch


def waiting(province, batch, *, again=False):
    return handing_out.waiting(province.office, batch, again=again, at=province.at)


def counts(province, batch):
    found = handing_out.progress_of(province.office, batch, at=province.at)
    return {"without": found.without, **{k.value: n for k, n in found.states.items() if n}}


def test_every_title_that_stands_gets_one_code(province, batch):
    numbers = sorted(province.titles)
    province.revoke(numbers[0])
    assert waiting(province, batch) == numbers[1:]
    codes = hand_out(province)
    assert sorted(codes) == numbers[1:]
    assert len({*codes.values()}) == 2
    assert {len(code) for code in codes.values()} == {LENGTH}
    assert waiting(province, batch) == []


def test_making_again_leaves_out_those_who_claimed(province, batch):
    codes = hand_out(province)
    first = min(codes)
    claimed = desk_of(province).claim(
        codes[first], province.titles[first].row.name, once=ONCE, at=province.at
    )
    assert claimed.outcome is Outcome.CLAIMED
    assert counts(province, batch) == {"without": 0, "ISSUED": 2, "USED": 1}
    assert waiting(province, batch, again=True) == sorted(codes)[1:]
    hand_out(province, again=True)
    assert counts(province, batch) == {"without": 0, "ISSUED": 2, "USED": 1}


def test_an_expired_or_withdrawn_code_is_counted_and_may_be_made_again(province, batch):
    codes = hand_out(province)
    handing_out.withdraw(province.office, min(codes), at=province.at)
    province.at += timedelta(days=31)
    assert counts(province, batch) == {"without": 0, "EXPIRED": 2, "WITHDRAWN": 1}
    assert waiting(province, batch) == []
    assert waiting(province, batch, again=True) == sorted(codes)


def test_a_title_that_does_not_stand_gets_no_code(province):
    number = min(province.titles)
    province.suspend(number)
    with refused("claims.taken-back", number=number):
        handing_out.prepare(
            province.office, [number], until=last_day(province), progress=lambda _: None
        )


def test_withdrawing_what_is_not_there_is_refused(province):
    with refused("claims.none-open"):
        handing_out.withdraw(province.office, min(province.titles), at=province.at)


def test_paper_that_cannot_be_written_leaves_no_code(province, batch):
    office = province.office
    slips = handing_out.prepare(
        office, waiting(province, batch), until=last_day(province), progress=lambda _: None
    )

    def full():
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        handing_out.keep(office, slips, again=False, at=province.at, write=full)
    assert counts(province, batch) == {"without": 3}


def test_two_clerks_at_once_do_not_spoil_each_others_paper(province, batch):
    office, numbers = province.office, waiting(province, batch)
    two = [
        handing_out.prepare(office, numbers, until=last_day(province), progress=lambda _: None)
        for _ in range(2)
    ]
    handing_out.keep(office, two[0], again=False, at=province.at, write=lambda: None)
    with refused("store.claim-open"):
        handing_out.keep(office, two[1], again=False, at=province.at, write=pytest.fail)
    name = two[0][0].title.name
    desk = desk_of(province)
    assert desk.claim(two[0][0].code, name, once=ONCE, at=province.at).outcome is Outcome.CLAIMED
    assert desk.claim(two[1][0].code, name, once=ONCE, at=province.at) is None


def test_a_code_works_to_the_end_of_its_last_day_in_china():
    assert end_of(date(2025, 7, 27)) == datetime(2025, 7, 27, 16, tzinfo=UTC)


def test_a_slip_does_not_tell_its_code(province, batch):
    slips = handing_out.prepare(
        province.office, waiting(province, batch), until=last_day(province), progress=lambda _: None
    )
    said = repr(slips)
    assert [each for each in slips if each.code in said or each.title.name in said] == []
