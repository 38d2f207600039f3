"""Ten thousand lines of every kind come back with the conclusion that each must have."""

from __future__ import annotations

from collections import Counter
from itertools import cycle, islice

import pytest

from issuer.numbers import NumberSeries
from keys.encoding import sha256
from tests.cast import id_no
from tests.issuer.roster.world import Units, book, cells_of, door
from verifier.roster_receipt import demand_files, open_receipt
from verifier.titles import Level

HEAD = ("序号", "二维码内容", "证书编号", "姓名", "查验码", "证件号码", "备注")
ROWS = 10_000


def kinds(units: Units):
    """Lines without their first cell, each with conclusion and comparison that it must get."""
    good, revoked, suspended, replaced, wronged, other = units.titles(*range(31, 37))
    units.province.revoke(revoked.number)
    units.province.suspend(suspended.number)
    units.supersede(replaced.number)
    digits = good.offline.partition("#1")[2]
    unknown = NumberSeries("371000", 2019, 3, Level.INTERMEDIATE)

    def told(title, conclusion):
        yield ("", *door(title), "", "甲"), conclusion, ""
        yield (title.link, "", title.row.name, "", "", "=1+1"), conclusion, ""
        yield (title.offline, "", "", "", title.row.id_no, "+"), conclusion, "一致"
        yield (units.province.text(title.number), "", "", "", "", ""), conclusion, ""

    yield from told(good, "有效")
    yield from told(revoked, "已撤销，请勿采信")
    yield from told(suspended, "暂停使用")
    yield from told(replaced, "已换发新证")
    for serial in range(1, 400):
        yield ("", unknown.number(serial), "某", "7M4K2X", "", ""), "未查到", ""
    for place in range(20):
        number, name, check_code = door(wronged)
        wrong = (name + "某", check_code) if place % 2 else (name, "000000")
        yield ("", number, *wrong, id_no(1), ""), "未查到", "未核对"
    yield ("", *door(wronged), "", ""), "暂停查询", ""
    yield (wronged.link, "", "", "", "", ""), "有效", ""
    yield (other.link, good.number, "", "", "", ""), "与名册不符", ""
    yield (good.link, "", "旁人", "", "", ""), "与名册不符", ""
    yield (good.offline.replace(good.code, other.code), "", "", "", "", ""), "不真实", ""
    yield (good.offline.replace(digits, digits[:-2] + "77"), "", "", "", "", ""), "不真实", ""
    yield (good.link.replace("weihai", "weihei"), "", "", "", "", ""), "这不是官方二维码", ""
    yield (f"https://zc.weihai.example/v/{'7' * 26}", "", "", "", "", ""), "未查到", ""
    yield ("扫不出来", "", "", "", "", ""), "本行无法核验", ""
    yield ("", good.number, good.row.name, "", "", ""), "本行无法核验", ""
    for _ in range(5):
        yield (other.link, "", "", "", id_no(2), ""), "与名册不符", "不一致"
    yield (other.link, "", "", "", other.row.id_no, ""), "有效", "未核对"
    yield ("", "", "", "", "", "空行"), "", ""


@pytest.mark.drill
def test_ten_thousand_lines_come_back_right(province):
    units = Units.of(province)
    once = list(kinds(units))
    # What may not be asked twenty times is asked once; the rest is asked over and over.
    again = [each for each in once[:16] if each[1] != "不真实"]
    blank = sum(1 for each in once if not each[1])
    expected = [*once, *islice(cycle(again), ROWS + blank - len(once))]
    data = book(HEAD, *[(str(n), *cells) for n, (cells, _, _) in enumerate(expected)])
    done = units.check(data)
    found = cells_of(done.result)
    assert [line[: len(HEAD)] for line in found] == cells_of(data)
    for (_, conclusion, match), line in zip(expected, found[1:], strict=True):
        assert (line[7].partition("：")[0] or line[7], line[13]) == (conclusion, match), line
    by_word = Counter(conclusion for _, conclusion, _ in expected if conclusion)
    assert sum(done.counts.values()) == ROWS
    assert done.counts["VALID"] == by_word["有效"]
    assert done.counts["DIFFERS"] == by_word["与名册不符"]
    receipt = open_receipt(done.receipt, province.bundle(), at=province.at)
    demand_files(receipt, roster=data, result=done.result)
    assert (receipt.rows, receipt.counts) == (ROWS, done.counts)
    assert receipt.roster == sha256(data)
