"""A rule is found by its words, its id and its document number, however it is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from keys.words import LANGUAGES, Words
from verifier.book.changes import changes_between
from verifier.book.finding import Finder, beside, replaced_by, replaces
from verifier.book.saying import CATALOGUES, Sayer
from verifier.rules import load_rules
from verifier.rules.catalogue import by_subject

RULES = load_rules()
FINDER = Finder(RULES, [Sayer(RULES, Words(each, *CATALOGUES)) for each in LANGUAGES])
NOTICE = "notice.result-days.panjin-2024"


def found(typed):
    return {each.id for each in FINDER.find(RULES.all_rules, typed)}


@pytest.mark.parametrize(
    "typed",
    ["盘人社发〔2024〕34号 公示期", "盘人社发[2024]34号 公示期", "盘人社发（２０２４）34 公示",
     NOTICE, NOTICE.upper(), "公示期不少于5个工作日", "notice panjin working"],
)  # fmt: skip
def test_a_rule_is_found_however_it_is_typed(typed):
    assert NOTICE in found(typed)


def test_every_word_must_be_found():
    assert found("公示期") > found("公示期 盘锦") == found("盘锦 公示期")
    assert found("公示期 没有这样的字") == set()
    assert found("") == {each.id for each in RULES.all_rules}


def book_with(*added):
    rules = {each.id: each for each in (*RULES.all_rules, *added)}
    return replace(RULES, _rules=rules, _by_subject=by_subject(rules.values()))


def test_a_rule_leads_to_the_one_that_took_its_place_and_back():
    old = RULES.rule(NOTICE)
    start = old.until + timedelta(days=1)
    new = replace(old, id="notice.result-days.panjin-2025", effective=start, until=None)
    later = replace(new, id="notice.result-days.panjin-2026", effective=date(2026, 1, 2))
    elsewhere = replace(new, id="notice.result-days.elsewhere", region="37")
    book = book_with(later, new, elsewhere)
    assert replaced_by(old, book) is new
    assert replaces(new, book) is old
    assert replaces(later, book) is None
    assert replaced_by(new, book) is None
    assert elsewhere in beside(old, book)


def test_two_days_differ_by_what_began_ended_and_changed():
    old = RULES.rule(NOTICE)
    start = old.until + timedelta(days=1)
    new = replace(old, id="notice.result-days.panjin-2025", effective=start, until=None)
    found = changes_between(book_with(new), old.until, start)
    assert found.changed == ((old, new),)
    assert old not in found.ended
    assert new not in found.began
    assert RULES.rule("meeting.last-day.panjin-2024") in found.ended
    assert found.count == len(found.began) + len(found.ended) + 1


def test_the_first_and_the_last_day_of_a_rule_are_its_own():
    rule = RULES.rule(NOTICE)
    day = timedelta(days=1)
    assert rule in changes_between(RULES, rule.effective - day, rule.effective).began
    assert rule not in changes_between(RULES, rule.effective, rule.effective + day).began
    assert rule in changes_between(RULES, rule.until, rule.until + day).ended
    assert rule not in changes_between(RULES, rule.until - day, rule.until).ended


def test_what_came_and_went_in_between_is_not_told():
    rule = RULES.rule(NOTICE)
    found = changes_between(RULES, date(2019, 1, 1), date(2026, 1, 1))
    assert rule not in (*found.began, *found.ended)
