"""Whoever claims a certificate sees which units had it verified, and nobody else does."""

from __future__ import annotations

import pytest

from issuer.asked import by_day
from issuer.store.rosters import Asked
from tests.issuer.claiming import hand_out
from tests.issuer.roster.world import DOOR, PURPOSE, UNIT, Units, book, door
from tests.issuer.web.holders import holders_app, post
from verifier.china_time import china_day

HEADING = "谁核验过我的证书"


@pytest.fixture
def units(province):
    return Units.of(province)


@pytest.fixture
def titles(province):
    return list(province.titles.values())


@pytest.fixture
def claim(province, titles, tmp_path):
    codes = hand_out(province)
    client = holders_app(province, tmp_path).test_client()
    return lambda title: post(client, codes[title.number], title.row.name).text


def test_unit_purpose_and_day_are_told_to_the_holder_alone(units, titles, claim):
    asked, other = titles[:2]
    units.check(book(DOOR, door(asked)))
    page = claim(asked)
    for said in (HEADING, UNIT, PURPOSE, china_day(units.province.at).isoformat()):
        assert said in page
    assert UNIT not in claim(other)
    assert "还没有用人单位用名册核验过您的证书" in claim(other)


def test_a_day_stands_once_with_its_count_and_the_newest_first(units, titles, claim):
    roster = book(DOOR, door(titles[0]))
    units.check(roster, purpose="年度考核（示例）")
    units.province.go(days=1)
    for _ in range(3):
        units.check(roster)
    page = claim(titles[0])
    assert "核验过 4 次" in page
    assert "当天 3 次" in page
    assert page.index(PURPOSE) < page.index("年度考核（示例）")


def test_who_had_a_code_but_no_name_learns_nothing(units, titles, province, tmp_path):
    units.check(book(DOOR, door(titles[0])))
    code = hand_out(province)[titles[0].number]
    page = post(holders_app(province, tmp_path).test_client(), code, "旁人").text
    assert UNIT not in page
    assert HEADING not in page


def test_what_is_not_shown_is_counted(units):
    at = units.province.at
    many = [Asked(f"单位{n}", PURPOSE, at) for n in range(5)]
    told = by_day(many, most=3)
    assert (len(told.days), told.count, told.earlier) == (3, 5, 2)
