"""Every rule of the book is told in both languages, without a code that nobody understands."""

from __future__ import annotations

import re

import pytest

from keys.words import LANGUAGES, Words
from verifier.book.gist import gist_of
from verifier.book.listing import by_kind, by_region, in_order, row_of
from verifier.book.saying import CATALOGUES, Sayer
from verifier.rules import Kind, load_rules
from verifier.rules.shapes import PARAMETERS

RULES = load_rules()
CODE = re.compile(r"[A-Z]{2,}_|[A-Z]{4,}|\w_\w")


@pytest.fixture(params=LANGUAGES)
def sayer(request):
    return Sayer(RULES, Words(request.param, *CATALOGUES))


def test_every_rule_is_one_sentence(sayer):
    told = {each.id: gist_of(sayer, each) for each in RULES.all_rules}
    assert [rule for rule, gist in told.items() if not gist or CODE.search(gist)] == []


def test_every_parameter_is_in_words(sayer):
    coded = [
        (each.id, told)
        for each in RULES.all_rules
        for told in sayer.parameters(each)
        if CODE.search(told.value)
    ]
    assert coded == []


def test_chinese_pages_are_chinese():
    sayer = Sayer(RULES, Words("zh_CN", *CATALOGUES))
    left = {
        told.value
        for each in RULES.all_rules
        for told in sayer.parameters(each)
        if re.search("[a-z]{3}", told.value)
    }
    assert left == set()


def test_whatever_a_parameter_may_be_has_words(sayer):
    for kind, shapes in PARAMETERS.items():
        assert sayer.kind(kind)
        for name, shape in shapes.items():
            sayer.words(f"parameter.{name.replace('_', '-')}")
            for choice in shape.choices:
                assert not CODE.search(sayer._told(name, choice)), (kind, name, choice)


def test_numbers_have_their_units():
    english = Sayer(RULES, Words("en", *CATALOGUES))
    chinese = Sayer(RULES, Words("zh_CN", *CATALOGUES))
    notice = RULES.rule("notice.result-days.panjin-2024")
    assert english.value(notice, "working_days") == "5 working days"
    assert chinese.value(notice, "working_days") == "5 个工作日"
    assert gist_of(chinese, notice) == "评审结果公示期：不少于 5 个工作日"
    assert english.amount("years", 1) == "1 year"
    last = RULES.rule("meeting.last-day.panjin-2024")
    assert chinese.value(last, "last_day") == "11 月 30 日"
    assert english.value(last, "last_day") == "30 November"


def test_an_entry_of_an_unknown_subject_goes_by_its_kind(sayer):
    from dataclasses import replace

    own = replace(RULES.rule("notice.result-days.panjin-2024"), subject="something.own")

    assert gist_of(sayer, own) in ("不少于 5 个工作日", "At least 5 working days")


def test_every_rule_is_in_the_lists_once(sayer):
    ordered = in_order(RULES)
    assert sorted(each.id for each in ordered) == sorted(each.id for each in RULES.all_rules)
    for parts in (by_kind(ordered, sayer), by_region(ordered, sayer)):
        assert sum(each.count for each in parts) == len(ordered)
    assert [each.kind for each in ordered] == sorted(
        (each.kind for each in ordered), key=list(Kind).index
    )


def test_what_does_not_decide_says_so_in_a_list(sayer):
    rows = [row_of(each, sayer) for each in RULES.all_rules]
    assert all(row.standing for row in rows if not row.decides)
    assert {row.decides for row in rows} == {True, False}
