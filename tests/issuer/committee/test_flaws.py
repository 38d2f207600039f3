"""The example lists, broken as clerks break them: each message names cell, clause and mend."""

from __future__ import annotations

import io
from collections import Counter

import openpyxl
import pytest

from issuer.committee.marking import mark
from issuer.committee.report import desk_words, tell_all
from issuer.committee.workbook import read_book
from issuer.example.workbooks import workbook
from keys.words import LANGUAGES
from tests.issuer.committee.broken_lists import broken, example, flaws, problems_of
from tests.issuer.desk_world import RULES
from verifier.titles import Method

FLAWS = flaws()
EVERY = pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: f"{flaw.method}: {flaw.name}")
WORDS = {language: desk_words(language) for language in LANGUAGES}


def told(flaw, language="zh_CN"):
    plain = example(flaw.method)
    return tell_all(problems_of(plain, broken(plain, flaw.cells)), WORDS[language], rules=RULES)


def test_each_way_of_obtaining_a_title_has_ten_flaws():
    counted = Counter(flaw.method for flaw in FLAWS)
    assert all(counted[method] >= 10 for method in Method)


@pytest.mark.parametrize("method", list(Method))
def test_the_list_that_is_broken_keeps_every_rule(method):
    plain = example(method)
    assert problems_of(plain, broken(plain)) == ()


@EVERY
def test_a_flaw_is_told_at_its_cell_under_its_clause_and_nothing_else_is(flaw):
    said = [(each.line, each.column, each.code, each.clause) for each in told(flaw)]
    assert said == list(flaw.told)


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flaw_is_told_with_its_mend_and_without_what_the_cell_says(flaw, language):
    for each in told(flaw, language):
        assert each.label
        assert each.says
        assert each.mend
        assert "{" not in each.says + each.mend
        private = {value for _, heading, value in flaw.cells if heading in {"姓名", "身份证号"}}
        assert not any(value in each.says + each.mend for value in private)


@EVERY
def test_a_flaw_is_marked_in_its_line(flaw):
    plain = example(flaw.method)
    lines = broken(plain, flaw.cells)
    marked = mark(read_book(workbook(lines)), told(flaw), WORDS["zh_CN"])
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["名单"]
    for each in told(flaw):
        beside = str(sheet.cell(each.line, sheet.max_column).value)
        assert each.mend.splitlines()[0] in beside
        assert each.clause in beside
