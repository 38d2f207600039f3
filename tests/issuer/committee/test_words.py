"""Every problem has words in both languages: what is wrong, a label, and the mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import issuer
from issuer.admission import Problem
from issuer.committee.columns import COLUMNS
from issuer.committee.report import desk_words, tell
from issuer.committee.summary import word_of_method
from keys.words import LANGUAGES
from tests.issuer.desk_world import RULES
from verifier.acts import Cause
from verifier.titles import Method

SOURCES = [
    path
    for place in ("admission", "committee", "registrar", "identity.py")
    for path in [Path(issuer.__path__[0]) / place]
    for path in ([path] if path.suffix else sorted(path.glob("*.py")))
]
PROBLEM = re.compile(r'"((?:row|cell|header)\.[a-z.-]+|sheet\.(?:heading-\w+|hidden-\w+|merged))"')
PROBLEMS = sorted(
    {code for path in SOURCES for code in PROBLEM.findall(path.read_text("utf-8"))}
    | {
        "header.committee.suspended",
        "header.committee.withdrawn",
        "header.committee.filing-expired",
    }
    | {f"correspondence.{why}" for why in ("senior-grade", "no-exchange", "none", "too-early")}
    | {"rules.occupation"}
)
ERROR = re.compile(r'"((?:desk|draft|profile|office|sheet|batch)\.[a-z-]+)"')


def test_there_are_problems():
    assert len(PROBLEMS) > 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROBLEMS)
def test_problem_has_words_label_and_mend(code, language):
    words = desk_words(language)
    for part in (code, f"{code}.label", f"{code}.mend"):
        assert words.knows(part), part


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_causes_and_headings_have_words(language):
    words = desk_words(language)
    codes = {
        code
        for path in SOURCES
        if "registrar" not in path.parts
        for code in ERROR.findall(path.read_text("utf-8"))
    }
    codes -= {"batch.standards", "batch.undertakings"}  # subjects of rules
    codes |= {f"cause.{cause.value.lower().replace('_', '-')}" for cause in Cause}
    assert [code for code in sorted(codes) if not words.knows(code)] == []
    for heading in [column.heading for column in COLUMNS] + [word_of_method(m) for m in Method]:
        assert words.text(heading)


def test_problem_is_told_with_column_label_mend_and_clause():
    problem = Problem(
        3,
        "specialty",
        "row.specialty",
        facts={"granted": "电子信息"},
        rule="filed-scope",
    )
    told = tell(problem, desk_words("zh_CN"), rules=RULES)
    assert (told.line, told.column, told.label) == (3, "专业", "E201")
    assert "电子信息" in told.says
    assert told.mend
    assert told.clause == "人社厅发〔2020〕13号 六"
    assert told.source == "人社厅发〔2020〕13号 六 /rules/filed-scope"
    assert told.to_dict()["rule_address"] == RULES.rule("filed-scope").address
    assert tell(problem, desk_words("en"), rules=RULES).column == "Specialty"
