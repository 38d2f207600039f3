"""What title does this correspond to? The cases, and what no input can bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.errors import Malformed
from keys.words import LANGUAGES, Words
from tests.verifier.asking import RULES, cases, own_rule, question, with_own
from verifier.answers import equivalence_document, equivalence_lines
from verifier.cli_rim import CATALOGUES
from verifier.correspondence import (
    Answer,
    Equivalence,
    Held,
    Question,
    equivalent,
    grants,
    recognise_digital_grade,
)
from verifier.correspondence.question import GRADES
from verifier.rules import Kind, SourceStanding
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level

CASES = cases("equivalence")
A_TITLE = {Answer.EQUIVALENT, Answer.MAY_BE_RECOGNISED}
ON = date(2024, 9, 1)
REGIONS = st.sampled_from(["11", "14", "2111", "3306", "37", "3710", "371082", "44", "99", "x"])
DAYS = st.dates(date(2019, 1, 1), date(2031, 1, 1))
CONDITIONS = st.frozensets(
    st.sampled_from(
        sorted({name for rule in RULES.all_rules for name in rule.texts("requires")} | {"years"})
    )
)
QUALIFICATIONS = sorted(
    {name for rule in RULES.all_rules if rule.subject == "qualification"
     for name in rule.texts("names")}
)  # fmt: skip


def ask(case) -> Equivalence:
    asked = question(case, region=case["region"], on=date.fromisoformat(case["on"]))
    return equivalent(asked, rules=RULES)


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(case):
    found = ask(case)
    assert (found.answer, found.why) == (case["answer"], case["why"])
    assert (found.rule.id if found.rule else None) == case.get("rule")
    if found.rule is not None:
        assert f"{found.rule.document.reference} {found.rule.clause}" == case["cites"]
    if "titles" in case:
        assert [title for each in found.options for title in each.titles] == case["titles"]
    if "missing" in case:
        assert list(found.missing) == case["missing"]
    assert set(case.get("informs", ())) <= {each.id for each in found.informs}


def test_there_are_sixty_cases_and_each_answer_among_them():
    assert len(CASES) >= 60
    assert {case["answer"] for case in CASES} == set(Answer)


def test_a_failed_condition_is_named():
    short = next(case for case in CASES if case["says"] == "Panjin, years short")
    assert ask(short).failed == ("years",)


@pytest.mark.parametrize(("years", "answer"), [(2, "NO"), (3, "MAY_APPLY"), (None, "MAY_APPLY")])
def test_years_are_counted_to_the_year(years, answer):
    rule = own_rule("own.skill", "skill-level", "correspondence", grade="SKILL_TECHNICIAN",
                    answer="MAY_APPLY", series="ENGINEERING",
                    level="INTERMEDIATE", years=3)  # fmt: skip
    asked = Question(Held.SKILL_LEVEL, "SKILL_TECHNICIAN", "3701", ON, years=years)
    found = equivalent(asked, rules=with_own(rule))
    assert found.answer == answer
    assert found.missing == (("years",) if years is None else ())


def of_table(answer: str = "EQUIVALENT", **more: object) -> str:
    return own_rule("own.table", "qualification", "correspondence", names=["监理工程师"], grade="-",
                    answer=answer, series="ENGINEERING", level="INTERMEDIATE", **more)  # fmt: skip


@pytest.mark.parametrize("answer", ["EQUIVALENT", "MAY_BE_RECOGNISED"])
def test_a_table_that_an_authority_enters_decides_in_its_region(answer):
    asked = Question(Held.QUALIFICATION, "-", "3710", ON, "监理工程师")
    found = equivalent(asked, rules=with_own(of_table(answer)))
    assert (found.answer, found.rule and found.rule.id) == (answer, "own.table")
    assert found.options[0].titles == ("工程师",)
    elsewhere = equivalent(replace(asked, region="33"), rules=with_own(of_table(answer)))
    assert elsewhere.answer is Answer.UNKNOWN


@pytest.mark.parametrize("standing", ["draft", "unconfirmed", "repealed"])
def test_a_table_that_does_not_decide_informs(standing):
    asked = Question(Held.QUALIFICATION, "-", "3710", ON, "监理工程师")
    book = with_own(of_table(standing=standing), standing=standing)
    found = equivalent(asked, rules=book)
    assert (found.answer, found.rule) == (Answer.UNKNOWN, None)
    assert "own.table" in {each.id for each in found.informs}


def test_a_document_without_a_number_cannot_decide():
    with pytest.raises(Malformed):
        with_own(of_table(), number="")


def test_two_titles_of_one_table_are_a_choice():
    other = of_table().replace("own.table", "own.other").replace("ENGINEERING", "ECONOMICS")
    asked = Question(Held.QUALIFICATION, "-", "3710", ON, "监理工程师")
    found = equivalent(asked, rules=with_own(of_table(), other))
    assert {each.series for each in found.options} == {"ENGINEERING", "ECONOMICS"}


@pytest.mark.parametrize("answer", ["EQUIVALENT", "MAY_BE_RECOGNISED"])
@pytest.mark.parametrize(
    ("held", "grade"),
    [(Held.SKILL_LEVEL, grade) for grade in GRADES[Held.SKILL_LEVEL]]
    + [(Held.DIGITAL_GRADE, "SENIOR")],
)
def test_an_entry_that_makes_a_title_of_what_is_none_is_not_followed(held, grade, answer):
    rule = own_rule("own.wrong", held.value, "correspondence", region="3710", grade=grade,
                    answer=answer, series="ENGINEERING", level="INTERMEDIATE")  # fmt: skip
    book = with_own(rule.replace("2023-01-01", "2024-01-01"))
    asked = Question(held, grade, "3710", ON, "2-02-38-01")
    found = equivalent(asked, rules=book)
    assert (found.answer, found.why) == (Answer.UNKNOWN, "equivalence.never-a-title")
    assert not grants(book.rule("own.wrong"))


def test_no_committee_recognises_a_senior_grade_by_any_entry():
    rule = own_rule("own.wrong", "digital-grade", "correspondence", region="37", grade="SENIOR",
                    answer="MAY_BE_RECOGNISED", series="ENGINEERING",
                    level="ASSOCIATE_SENIOR")  # fmt: skip
    fact = DigitalGradeCertificate("2-02-38-01", DigitalGrade.SENIOR, "S1", date(2024, 1, 1))
    with pytest.raises(Exception, match=r"correspondence\.none"):
        recognise_digital_grade(fact, region="3702", on=ON, rules=with_own(rule))


@settings(max_examples=300, deadline=None)
@given(
    grade=st.sampled_from(GRADES[Held.SKILL_LEVEL]) | st.text(max_size=12),
    name=st.none() | st.text(max_size=12), region=REGIONS, on=DAYS,
    years=st.none() | st.integers(0, 60), met=CONDITIONS, not_met=CONDITIONS,
)  # fmt: skip
def test_no_input_makes_a_skill_level_a_title(*, grade, name, region, on, years, met, not_met):
    asked = Question(Held.SKILL_LEVEL, grade, region, on, name, None, years, met, not_met)
    assert equivalent(asked, rules=RULES).answer not in A_TITLE


@settings(max_examples=300, deadline=None)
@given(
    occupation=st.sampled_from([each.code for each in RULES.occupations]) | st.text(max_size=12),
    region=REGIONS, on=DAYS, met=CONDITIONS, not_met=CONDITIONS,
)  # fmt: skip
def test_no_input_makes_a_senior_grade_a_title(*, occupation, region, on, met, not_met):
    asked = Question(Held.DIGITAL_GRADE, "SENIOR", region, on, occupation, met=met, not_met=not_met)
    assert equivalent(asked, rules=RULES).answer not in A_TITLE


@settings(max_examples=300, deadline=None)
@given(
    name=st.text(max_size=20), grade=st.sampled_from(["-", "初级", "中级", "高级", "一级"]),
    region=REGIONS, on=DAYS, years=st.none() | st.integers(0, 60), met=CONDITIONS,
)  # fmt: skip
def test_an_unlisted_qualification_is_never_anything_but_unknown(
    *, name, grade, region, on, years, met
):
    if name in QUALIFICATIONS:
        return
    asked = Question(Held.QUALIFICATION, grade, region, on, name, None, years, met)
    found = equivalent(asked, rules=with_own_table())
    assert (found.answer, found.rule) == (Answer.UNKNOWN, None)


BOOKS: list[object] = []


def with_own_table():
    if not BOOKS:
        BOOKS.append(with_own(of_table(region="CN")))
    return BOOKS[0]


@settings(max_examples=300, deadline=None)
@given(
    held=st.sampled_from(Held), region=REGIONS, on=DAYS, met=CONDITIONS,
    grade=st.sampled_from([*(grade for each in GRADES.values() for grade in each), "-", "中级"]),
    name=st.sampled_from([*QUALIFICATIONS, "2-02-38-05"]),
)  # fmt: skip
def test_what_decides_is_in_force_or_a_plan_and_has_a_number(*, held, region, on, met, grade, name):
    found = equivalent(Question(held, grade, region, on, name, met=met), rules=RULES)
    if found.rule is None:
        assert found.answer in (Answer.UNKNOWN, Answer.NO)
        return
    assert found.rule.standing in (SourceStanding.IN_FORCE, SourceStanding.PLAN)
    assert found.rule.document.number
    assert found.rule.is_effective(on)


# -- the catalogue ---------------------------------------------------------------------------------


def test_every_title_of_a_table_is_a_title_of_its_series_and_level():
    odd = [
        (rule.id, title)
        for rule in RULES.all_rules
        if rule.kind is Kind.CORRESPONDENCE and "series" in rule.parameters
        for title in rule.texts("titles")
        if title not in RULES.titles(rule.text("series"), Level(rule.text("level")))
    ]
    assert odd == []


def test_no_table_of_qualifications_decides_until_an_authority_enters_its_number():
    of_qualifications = [r for r in RULES.all_rules if r.subject == "qualification"]
    assert len(of_qualifications) == 69
    assert {rule.standing for rule in of_qualifications} == {SourceStanding.UNCONFIRMED}
    assert all("confidence" in rule.parameters for rule in of_qualifications)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_words_and_says_that_it_is_no_title(language):
    """Missing words and facts are warnings, and warnings are errors here."""
    words = Words(language, *CATALOGUES)
    for case in CASES:
        asked = question(case, region=case["region"], on=date.fromisoformat(case["on"]))
        found = equivalent(asked, rules=RULES)
        lines = equivalence_lines(asked, found, words, rules=RULES)
        assert words("equivalence.not-a-title") in lines[-1]
        assert not [line for line in lines if "equivalence." in line or "condition." in line]
        told = equivalence_document(asked, found, words, rules=RULES)
        assert (told["answer"], told["is_title"]) == (case["answer"], False)
