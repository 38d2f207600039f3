"""Who may have a roster checked, how much, what is recorded, and what is never compared."""

from __future__ import annotations

import pytest

from issuer.store import rosters
from issuer.store.rosters import Failure
from issuer.store.session import read
from tests.cast import id_no
from tests.issuer.refusing import refused
from tests.issuer.roster.world import COMPARED, DOOR, PURPOSE, UNIT, Units, book, door
from verifier.decision import WithdrawUnit


@pytest.fixture
def units(province) -> Units:
    return Units.of(province)


def title_of(units: Units, place: int = 0):
    return list(units.province.titles.values())[place]


def test_a_unit_needs_a_registration_and_a_purpose(units):
    sent = book(DOOR, door(title_of(units)))
    with refused("roster.purpose"):
        units.check(sent, purpose="  ")
    units.province.decide(
        WithdrawUnit(units.unit, "威人社函〔2025〕2号（示例）"), by=units.province.operators[:1]
    )
    with refused("roster.unit"):
        units.check(sent)


def test_rows_of_a_day_are_bounded_and_a_refused_roster_counts_for_nothing(units, monkeypatch):
    from issuer.roster import worker

    monkeypatch.setattr(worker, "ROWS_A_DAY", 3)
    good = door(title_of(units))
    units.check(book(DOOR, good, good))
    with refused("roster.quota", left=1, rows=2):
        units.check(book(DOOR, good, good))
    units.check(book(DOOR, good))
    units.province.go(days=1)
    units.check(book(DOOR, good, good, good))


def test_a_holder_sees_who_asked_and_only_about_what_was_found(units):
    title, other = title_of(units, 0), title_of(units, 1)
    units.check(book(DOOR, door(title), (other.number, "旁人", other.check_code)))
    office = units.province.office
    with read(office.engine) as connection:
        (asked,) = rosters.asked_about(connection, title.number, vault=office.vault)
        assert rosters.asked_about(connection, other.number, vault=office.vault) == ()
    assert (asked.unit, asked.purpose, asked.at) == (UNIT, PURPOSE, units.province.at)


def test_who_asked_is_forgotten_after_three_years_and_failures_are_not(units):
    title = title_of(units)
    units.check(book(COMPARED, *[(*door(title), id_no(200 + each)) for each in range(5)]))
    units.province.go(days=2 * 365)
    units.check(book(DOOR, door(title)))
    units.province.go(days=366)
    units.check(book(("QR",), ("x",)))
    office = units.province.office
    with read(office.engine) as connection:
        (asked,) = rosters.asked_about(connection, title.number, vault=office.vault)
        kept = rosters.failures(
            connection, Failure.IDENTITY, [title.number], since=units.province.at,
            vault=office.vault,
        )  # fmt: skip
        purposes = connection.exec_driver_sql("SELECT sealed_purpose FROM roster ORDER BY at").all()
    assert (units.province.at - asked.at).days == 366
    assert (kept[title.number].lately, kept[title.number].ever) == (0, 5)
    assert [bool(bytes(each)) for (each,) in purposes] == [False, True, True]


# -- guessing ------------------------------------------------------------------------------------


def test_a_whole_identity_number_is_answered_yes_or_no(units):
    title = title_of(units)
    found = units.result(
        COMPARED,
        (*door(title), title.row.id_no.lower()),
        (*door(title), id_no(99)),
        (*door(title), title.row.id_no[-4:]),
        (*door(title), ""),
    )
    assert [line[10] for line in found] == ["一致", "不一致", "未核对", ""]
    assert [line[4] for line in found] == ["有效", "与名册不符", "有效", "有效"]
    assert "完整" in found[2][9]


def test_a_number_that_a_spreadsheet_has_rounded_is_not_compared(units):
    title = title_of(units)
    (line,) = units.result(COMPARED, (*door(title), 371000189101010000))
    assert line[10] == "未核对"
    assert "文本" in line[9]


def test_comparing_ends_after_five_that_differ_and_for_ever_after_ten(units):
    title = title_of(units)
    guesses = [(*door(title), id_no(100 + each)) for each in range(6)]
    right = (*door(title), title.row.id_no)
    found = units.result(COMPARED, *guesses, right)
    assert [line[10] for line in found] == ["不一致"] * 5 + ["未核对"] * 2
    assert "窗口" in found[6][9]
    units.province.go(days=29)
    assert units.result(COMPARED, right)[0][10] == "未核对"
    units.province.go(days=2)
    assert units.result(COMPARED, right)[0][10] == "一致"
    units.result(COMPARED, *guesses)
    units.province.go(days=60)
    assert units.result(COMPARED, right)[0][10] == "未核对"


def test_nothing_is_compared_for_who_cannot_show_the_certificate(units):
    title = title_of(units)
    number, name, _ = door(title)
    found = units.result(COMPARED, (number, name, "000000", title.row.id_no))
    assert (found[0][4], found[0][10]) == ("未查到", "未核对")


def test_guesses_at_a_check_code_are_bounded_over_all_rosters(units):
    title = title_of(units)
    number, name, check_code = door(title)
    guesses = [(number, name, f"{each:06}") for each in range(15)]
    assert {line[3] for line in units.result(DOOR, *guesses)} == {"未查到"}
    found = units.result(DOOR, *guesses[:5], (number, name, check_code), ("x", name, check_code))
    assert [line[3] for line in found] == ["未查到"] * 5 + ["暂停查询", "未查到"]
    assert units.result(("QR",), (title.link,))[0][1] == "有效"
    units.province.go(days=2)
    assert units.result(DOOR, door(title))[0][3] == "有效"


def test_failures_are_kept_without_a_number(units):
    title = title_of(units)
    units.check(book(COMPARED, (*door(title), id_no(99))))
    office = units.province.office
    with read(office.engine) as connection:
        kept = rosters.failures(
            connection,
            Failure.IDENTITY,
            [title.number],
            since=units.province.at,
            vault=office.vault,
        )
        raw = connection.exec_driver_sql("SELECT * FROM roster_failure").all()
    assert kept[title.number].ever == 1
    assert title.number not in str(raw)
