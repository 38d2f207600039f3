"""Every breach has words in both languages, and every fact that it tells."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import verifier.ruling
from keys.words import LANGUAGES, Words
from verifier.rules import load_rules
from verifier.rules.shapes import PARAMETERS
from verifier.ruling.breach import breach
from verifier.ruling.days import check_deadline
from verifier.ruling.telling import CATALOGUE, tell, word_code

RULES = load_rules()
SOURCES = sorted(Path(verifier.ruling.__path__[0]).glob("*.py"))
# Codes whose end is computed, and the ends.
COMPUTED = {
    "rule.window.{}-{}": ["working-days-short", "working-days-long", "days-short", "days-long"],
    "rule.window.years-{}": ["years-short", "years-long"],
    "rule.limit.{}": ["rate", "post-quota"],
    "rule.quota.{}": ["persons", "full-senior"],
    "rule.condition.{}": ["years-in-field", "years-in-title", "years-in-skill-work"],
}
TOLD = ("members", "needs", "needs_any", "all_of", "of", "education", "skill", "approvers")


def codes():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, str) and re.fullmatch(r"rule\.[a-z]+\.[a-z-]*[a-z]", value):
                yield value
    for pattern, ends in COMPUTED.items():
        yield from (pattern.rpartition(".")[0] + "." + end for end in ends)


@pytest.fixture(params=LANGUAGES)
def words(request):
    return Words(request.param, CATALOGUE)


def test_codes_were_found():
    assert len(set(codes())) > 35


def test_every_code_has_words_a_mend_and_a_label(words):
    mute = [
        code + end
        for code in sorted(set(codes()))
        for end in ("", ".mend", ".label")
        if not words.knows(code + end)
    ]
    assert mute == []


def test_every_name_that_a_rule_asks_for_has_words(words):
    names = {
        name
        for rule in RULES.all_rules
        if rule.kind in PARAMETERS and rule.kind not in ("correspondence", "recognition", "limit")
        for parameter in TOLD
        for name in rule.texts(parameter)
    }
    assert [name for name in sorted(names) if not words.knows(word_code(name))] == []


def test_a_breach_is_told_with_its_clause_and_the_words_of_the_document(words):
    late = check_deadline(RULES.rule("meeting.last-day.panjin-2024"), date(2024, 12, 1))
    assert late is not None
    told = tell(late, words)
    assert "2024-11-30" in told.says
    assert told.mend
    assert told.label == "E504"
    assert told.clause == "盘人社发〔2024〕34号 二、（七）"
    assert "11月底前" in told.quoted
    assert told.standing == ""


def test_a_draft_is_told_as_a_draft(words):
    late = check_deadline(RULES.rule("meeting.last-day.shaoxing-draft"), date(2024, 10, 1))
    assert late is not None
    assert tell(late, words).standing


def test_codes_among_the_facts_are_told_in_words():
    rule = RULES.rule("authority.approver-senior.shanxi")
    found = breach("rule.authority.approver", rule, approver="CITY", approvers="PROVINCE|NATION")
    assert tell(found, Words("zh_CN", CATALOGUE)).says.startswith("市级无权核准备案")
    assert "the province, the national ministry" in tell(found, Words("en", CATALOGUE)).says


def test_numbers_of_the_regulations_stand_in_no_module_of_judging():
    """0, 1, and the hundred of a percentage: every other number is a rule's."""
    numbers = {
        (path.name, node.value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) is int
    }
    assert {each for each in numbers if each[1] not in (0, 1)} == {("amounts.py", 100)}
