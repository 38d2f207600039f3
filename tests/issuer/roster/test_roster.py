"""A roster comes back right: every line its verdict, every cell of it as it was."""

from __future__ import annotations

import pytest

from keys.encoding import unb64
from tests.issuer.refusing import refused
from tests.issuer.roster.world import COMPARED, DOOR, Units, book, cells_of, csv_of, door
from tests.province import Province


@pytest.fixture
def units(province) -> Units:
    return Units.of(province)


def title_of(units: Units, place: int = 0):
    return list(units.province.titles.values())[place]


def test_a_line_by_door_gets_verdict_title_and_scope(units):
    title = title_of(units)
    (line,) = units.result(DOOR, door(title))
    assert line[:3] == list(door(title))
    assert line[3:8] == ["有效", "工程师", "中级", title.row.specialty, "山东省内通用"]


def test_a_line_by_code_is_held_against_what_else_it_says(units):
    one, other = title_of(units, 0), title_of(units, 1)
    head = ("姓名", "二维码内容", "证书编号")
    found = units.result(
        head,
        (one.row.name, one.link, one.number),
        ("旁人", one.link, ""),
        ("", one.offline, other.number),
    )
    assert [line[3] for line in found] == ["有效", "与名册不符", "与名册不符"]
    assert "姓名" in found[1][8]
    assert "编号" in found[2][8]


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_whatever_is_wrong_at_a_door_the_line_is_the_same(units, wrong):
    said = list(door(title_of(units)))
    said[wrong] = ("ZC3710002025010000001X", "旁人", "000000")[wrong]
    (line,) = units.result(DOOR, tuple(said))
    assert line[3:8] == ["未查到", "", "", "", ""]


def test_every_standing_of_a_title_is_told(units):
    good, revoked, suspended, replaced = units.titles(21, 22, 23, 24)
    units.province.revoke(revoked.number)
    units.province.suspend(suspended.number)
    units.supersede(replaced.number)
    found = units.result(DOOR, *map(door, (good, revoked, suspended, replaced)))
    assert [line[3] for line in found] == ["有效", "已撤销，请勿采信", "暂停使用", "已换发新证"]
    assert all(line[4] == "工程师" for line in found)


def test_what_is_no_certificate_of_ours_is_never_valid(units):
    one, other = title_of(units, 0), title_of(units, 1)
    joined = other.offline.replace(other.code, one.code)
    digits = one.offline.partition("#1")[2]
    changed = one.offline.replace(digits, digits[:-3] + "1" * 3)
    found = units.result(
        ("QR text",),
        (joined,),
        (changed,),
        (one.link.replace("weihai", "weihei"),),
        ("这不是二维码",),
        (units.province.text(one.number).replace("~", "~x", 1),),
    )
    assert [line[1] for line in found[:1]] == ["不真实：内容被改动或签名不符"]
    assert "有效" not in {line[1] for line in found}
    assert found[2][1] == "这不是官方二维码"
    assert found[3][1] == "本行无法核验"


def test_lines_that_cannot_be_read_say_how_to_mend_and_others_go_on(units):
    good = door(title_of(units))
    found = units.result(DOOR, good, ("", "甲", "1"), (good[0], good[1], ""), (1, 2, 3), good)
    assert [line[3] for line in found] == ["有效", "本行无法核验", "本行无法核验", "未查到", "有效"]
    assert "没有证书编号" in found[1][8]
    assert "没有查验码" in found[2][8]
    assert "与第 2 行" in found[4][8]


def test_blank_lines_stay_and_get_nothing(units):
    good = door(title_of(units))
    found = units.result(DOOR, ("", "", ""), good, (" ",))
    assert [line[3:4] for line in found[:2]] == [[""], ["有效"]]


def test_no_cell_of_the_unit_changes_and_none_of_ours_is_a_formula(units):
    from issuer.roster.writing import disarmed

    head = ("备注", *DOOR, "数", "日期")
    sent = book(head, ("=1+1", *door(title_of(units)), 3.5, True), ("@x", "", "", ""))
    got = cells_of(units.check(sent).result)
    assert [line[:6] for line in got] == cells_of(sent)
    assert [disarmed(each) for each in ("=1", "+1", "-1", "@a", "甲")] == [
        "'=1", "'+1", "'-1", "'@a", "甲",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("gb18030", ";"), ("utf-8", "\t")]
)
def test_a_csv_file_comes_back_as_it_was_with_more(units, encoding, delimiter):
    good = door(title_of(units))
    sent = csv_of((*DOOR, "备注"), (*good, '有"引号"，\n两行'), ("", "甲"), delimiter=delimiter,
                  encoding=encoding)  # fmt: skip
    got = units.check(sent, encoding=encoding).result.decode(encoding)
    import csv as reader
    import io

    told = list(reader.reader(io.StringIO(got, newline=""), delimiter=delimiter))
    assert told[0] == [*DOOR, "备注", "结论", "职称", "级别", "专业", "有效范围", "说明"]
    assert told[1][:5] == [*good, '有"引号"，\n两行', "有效"]
    assert told[2][:5] == ["", "甲", "", "", "本行无法核验"]


def test_headings_may_be_spelt_and_placed_in_many_ways(units):
    good = door(title_of(units))
    sent = book(
        ("2025年名册",), ("*姓 名", "查 验 码：", "证书编号（必填）"), (good[1], good[2], good[0])
    )
    assert cells_of(units.check(sent).result)[2][3] == "有效"


def test_a_file_that_is_no_roster_is_refused_with_its_mend(units):
    with refused("roster.headings"):
        units.check(book(("姓名", "证件号码"), ("甲", "乙")))
    with refused("roster.no-rows"):
        units.check(book(DOOR))
    with refused("roster.too-many-rows", limit=10_000, found=10_001):
        units.check(csv_of(("QR",), *[("x",)] * 10_001))
    with refused("roster.too-large", limit=16):
        units.check(b"x" * (16 * 2**20 + 1))


# -- both databases ------------------------------------------------------------------------------


def test_on_either_database(database_url, tmp_path):
    from tests.cast import ZONE, row

    province = Province.found(database_url, tmp_path)
    province.admit_committee(ZONE)
    province.issue(ZONE, [row(1), row(2)])
    units = Units.of(province)
    one, other = province.titles.values()
    found = units.result(
        COMPARED, (*door(one), one.row.id_no), (*door(other), one.row.id_no), ("x", "y", "z", "")
    )
    assert [line[4] for line in found] == ["有效", "与名册不符", "未查到"]
    province.close()


# -- shown with something withheld ---------------------------------------------------------------


def test_a_name_that_the_certificate_withholds_agrees_with_none(units):
    """Or a forger would hide the name of a genuine certificate and write another beside it."""
    title = title_of(units)
    text = units.province.text(title.number)
    credential, _, proof = text.partition("\n\n")
    parts = [each for each in credential.split("~")[1:] if each]
    hidden = [each for each in parts if '"name"' not in unb64(each).decode()]
    assert len(hidden) == len(parts) - 1
    shown = "~".join([credential.partition("~")[0], *hidden, ""])
    found = units.result(("姓名", "QR"), ("旁人", f"{shown}\n\n{proof}"), ("", shown))
    assert found[0][2] == "与名册不符"
