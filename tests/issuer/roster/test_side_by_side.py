"""Two rosters at once have no more rows and no more guesses than one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from issuer.roster import worker
from keys.errors import CredentialError
from tests.cast import ZONE, id_no, row
from tests.issuer.roster.world import DOOR, Units, book, cells_of, door
from tests.province import Province


@pytest.fixture
def units(database_url, tmp_path):
    province = Province.found(database_url, tmp_path)
    province.admit_committee(ZONE)
    province.issue(ZONE, [row(1)])
    yield Units.of(province)
    province.close()


def side_by_side(units: Units, *rosters: bytes) -> list[object]:
    """What came of each: its last column, or the code of a refusal."""
    units.province.bundle()  # opened once, before anybody waits

    def run(data: bytes) -> object:
        try:
            return [line[3:] for line in cells_of(units.check(data).result)[1:]]
        except CredentialError as error:
            return error.code

    with ThreadPoolExecutor(len(rosters)) as pool:
        return list(pool.map(run, rosters))


def test_guesses_at_an_identity_number_are_counted_together(units):
    (title,) = units.province.titles.values()
    rosters = [
        book((*DOOR, "证件号码"), *[(*door(title), id_no(100 + 10 * n + k)) for k in range(4)])
        for n in range(3)
    ]
    told = [line[7] for found in side_by_side(units, *rosters) for line in found]
    assert sorted(told) == ["不一致"] * 5 + ["未核对"] * 7


def test_guesses_at_a_check_code_are_counted_together(units):
    (title,) = units.province.titles.values()
    number, name, _ = door(title)
    rosters = [
        book(DOOR, *[(number, name, f"{10 * n + k:06}") for k in range(9)]) for n in range(3)
    ]
    told = [line[0] for found in side_by_side(units, *rosters) for line in found]
    assert sorted(told) == ["暂停查询"] * 7 + ["未查到"] * 20


def test_rows_of_a_day_are_counted_together(units, monkeypatch):
    monkeypatch.setattr(worker, "ROWS_A_DAY", 3)
    (title,) = units.province.titles.values()
    found = side_by_side(units, *[book(DOOR, door(title), door(title))] * 2)
    assert found.count("roster.quota") == 1
