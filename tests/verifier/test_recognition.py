"""Does it count there? The cases, and what no input can bring about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.words import LANGUAGES, Words
from tests.verifier.asking import (
    AS_OF,
    ON,
    RULES,
    cases,
    own_rule,
    receiving,
    shown,
    title,
    with_own,
)
from verifier.answers import recognition_document, recognition_lines
from verifier.cli_rim import CATALOGUES
from verifier.correspondence import Held, Question
from verifier.correspondence.question import GRADES
from verifier.recognition import Answer, Employer, Purpose, Receiving, TitleHeld, recognise
from verifier.recognition.reply import Reply, held_down
from verifier.rules import Kind, Rules, covers
from verifier.titles import Level, ScopeKind
from verifier.verdict import VerdictCode

ROOT = Path(__file__).parents[2]
CASES = cases("recognition")
REGIONS = st.sampled_from(
    [
        *("11", "14", "1401", "2111", "31", "32", "33", "3301", "3306", "330602"),
        *("37", "3710", "50", "51", "99", "3", "CN"),
    ]
)
SCOPES = st.sampled_from(
    [
        *("NATIONAL CN", "PROVINCE 37", "PROVINCE 32", "PROVINCE 50", "CITY 3306", "CITY 3710"),
        *("UNIT 3710 示例智造有限公司", "TARGETED 14 山西省民营企业", "TARGETED 37 示例行业"),
    ]
)
PLACES = st.builds(
    Receiving,
    region=REGIONS,
    on=st.dates(date(2019, 1, 1), date(2031, 1, 1)),
    employer=st.none() | st.sampled_from(Employer),
    unit=st.none() | st.sampled_from(["示例智造有限公司", "另一家示例公司"]),
    purpose=st.none() | st.sampled_from(Purpose),
    same_work=st.none() | st.booleans(),
)
TITLES = st.builds(
    title,
    st.sampled_from(VerdictCode),
    issuer=st.sampled_from(["371000", "370000", "320000", "140000", "500000", "510000", "330600"]),
    level=st.sampled_from([each.value for each in Level]),
    scope=SCOPES,
    characteristic=st.booleans(),
    successor=st.none() | st.sampled_from([each.value for each in VerdictCode]),
)
COUNTS = {VerdictCode.VALID, VerdictCode.VALID_AUTH_WITHDRAWN}


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_case(case):
    found = recognise(shown(case), receiving(case), rules=RULES)
    assert (found.answer, found.step, found.reason) == (
        case["answer"],
        case["step"],
        case["reason"],
    )
    assert found.rule.id == case["rule"]
    assert f"{found.rule.document.reference} {found.rule.clause}" == case["cites"]
    assert set(case.get("informs", ())) <= {each.id for each in found.informs}
    assert found.as_of == (None if "held" in case else AS_OF)


def test_there_are_sixty_cases_and_each_answer_among_them():
    assert len(CASES) >= 60
    assert {case["answer"] for case in CASES} == set(Answer)
    rungs = {case["step"] for case in CASES}
    # M20 to M22 are entries of M18 and M19, told apart by their ids.
    assert rungs >= {f"M{number:02}" for number in range(1, 26)} - {"M17", "M20", "M21", "M22"}


# -- what an authority enters ----------------------------------------------------------------------


def agreement(answer: str = "RECOGNISED", **more: object) -> str:
    return own_rule("own.agreement", "recognition.agreement", "recognition", region="3306",
                    issuers=["31", "32", "33", "34"], answer=answer, reason="AGREEMENT",
                    levels=["INTERMEDIATE", "ASSISTANT", "TECHNICIAN"], **more)  # fmt: skip


JIANGSU = title(issuer="320000", scope="PROVINCE 32")
SHAOXING = Receiving("3306", ON)


def test_an_agreement_with_a_number_recognises():
    found = recognise(JIANGSU, SHAOXING, rules=with_own(agreement()))
    assert (found.answer, found.rule.id) == (Answer.RECOGNISED, "own.agreement")
    assert "recognition.yangtze-delta.shaoxing-draft" in {each.id for each in found.informs}


@pytest.mark.parametrize("standing", ["draft", "unconfirmed", "repealed"])
def test_an_agreement_that_does_not_decide_recognises_nothing(standing):
    book = with_own(agreement(standing=standing), standing=standing)
    assert recognise(JIANGSU, SHAOXING, rules=book).answer is Answer.NEEDS_CONFIRMATION


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"level": "ASSOCIATE_SENIOR"}, Answer.NEEDS_CONFIRMATION),
        ({"issuer": "371000", "scope": "PROVINCE 37"}, Answer.NEEDS_CONFIRMATION),
        ({"scope": "CITY 3201"}, Answer.NOT_VALID_HERE),
        ({"issuer": "320100"}, Answer.RECOGNISED),
    ],
)
def test_an_agreement_covers_what_it_says_and_the_printed_scope_binds_before_it(changed, answer):
    shown_ = title(**{"issuer": "320000", "scope": "PROVINCE 32", **changed})
    assert recognise(shown_, SHAOXING, rules=with_own(agreement())).answer is answer


def test_an_agreement_does_not_reach_back_before_its_first_day():
    before = replace(SHAOXING, on=date(2022, 12, 31))
    old = title(issuer="320000", scope="PROVINCE 32", awarded="2022-01-01")
    assert recognise(old, before, rules=with_own(agreement())).answer is Answer.NEEDS_CONFIRMATION


@pytest.mark.parametrize(
    ("same_work", "answer"), [(True, "RECOGNISED"), (False, "NEEDS_CONFIRMATION")]
)
def test_an_agreement_for_the_same_work_asks_for_it(same_work, answer):
    book = with_own(agreement(requires=["same-work"]))
    found = recognise(JIANGSU, replace(SHAOXING, same_work=same_work), rules=book)
    assert found.answer == answer


def test_a_condition_that_nobody_can_look_up_is_not_met():
    book = with_own(agreement(requires=["the-moon-is-full"]))
    assert recognise(JIANGSU, SHAOXING, rules=book).answer is Answer.NEEDS_CONFIRMATION


def test_an_answer_that_rests_on_no_deciding_source_is_held_down():
    draft = RULES.rule("recognition.yangtze-delta.shaoxing-draft")
    found = held_down(Reply(Answer.RECOGNISED, "M18", "AGREEMENT", draft), RULES)
    assert (found.answer, found.rule.id) == (Answer.NEEDS_CONFIRMATION, "recognition.floor.confirm")
    assert found.informs == (draft,)


# -- what no input can bring about -----------------------------------------------------------------


@settings(max_examples=600, deadline=None)
@given(shown_=TITLES, place=PLACES)
def test_nothing_recognises_what_does_not_stand(shown_, place):
    found = recognise(shown_, place, rules=book_with_agreements())
    judged = shown_.successor if shown_.verdict is VerdictCode.SUPERSEDED else shown_
    if judged is None or judged.verdict not in COUNTS:
        assert found.answer is not Answer.RECOGNISED


@settings(max_examples=600, deadline=None)
@given(shown_=TITLES, place=PLACES)
def test_nothing_recognises_outside_the_printed_scope_but_an_agreement(shown_, place):
    found = recognise(shown_, place, rules=RULES)
    assert shown_.facts is not None
    if found.answer is not Answer.RECOGNISED:
        return
    assert covers(shown_.facts.scope.region, place.region)
    assert shown_.facts.scope.kind is not ScopeKind.NATIONAL  # its rule was not seen
    if shown_.facts.scope.kind is ScopeKind.TARGETED:
        assert place.employer is Employer.PRIVATE
    if shown_.facts.scope.kind is ScopeKind.UNIT:
        assert place.unit == shown_.facts.scope.target


@settings(max_examples=600, deadline=None)
@given(shown_=TITLES, place=PLACES)
def test_every_answer_rests_on_a_source_that_decides(shown_, place):
    found = recognise(shown_, place, rules=RULES)
    assert found.rule.standing.decides
    assert found.rule.document.number
    assert found.as_of is not None


@settings(max_examples=400, deadline=None)
@given(
    held=st.sampled_from([Held.SKILL_LEVEL, Held.SKILL_AWARD, Held.SCHOOL_CLASS]),
    grade=st.sampled_from([grade for grades in GRADES.values() for grade in grades]),
    place=PLACES,
    met=st.frozensets(st.sampled_from(["education", "years", "standard", "private-enterprise"])),
)
def test_nothing_recognises_what_is_no_title(held, grade, place, met):
    claim = Question(held, grade, place.region, place.on, "2-02-38-01", met=met)
    assert recognise(claim, place, rules=RULES).answer is not Answer.RECOGNISED


@settings(max_examples=300, deadline=None)
@given(
    place=PLACES, met=st.frozensets(st.sampled_from(["education", "years", "provincial-programme"]))
)
def test_nothing_recognises_a_senior_grade(place, met):
    claim = Question(Held.DIGITAL_GRADE, "SENIOR", "11", place.on, "2-02-38-01", met=met)
    assert recognise(claim, place, rules=RULES).answer is not Answer.RECOGNISED


BOOKS: list[Rules] = []


def book_with_agreements() -> Rules:
    if not BOOKS:
        wide = agreement().replace('region = "3306"', 'region = "CN"')
        BOOKS.append(with_own(wide.replace('"31", "32", "33", "34"', '"CN"')))
    return BOOKS[0]


# -- the entries and the words ---------------------------------------------------------------------


def test_no_agreement_decides_until_an_authority_enters_its_number():
    agreements = [rule for rule in RULES.all_rules if rule.subject == "recognition.agreement"]
    assert len(agreements) >= 10
    assert not [rule.id for rule in agreements if rule.standing.decides]


def test_every_answer_of_an_entry_is_an_answer():
    for rule in RULES.all_rules:
        if rule.kind is Kind.RECOGNITION:
            Answer(rule.text("answer"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_and_the_receiving_authority_decides(language):
    words = Words(language, *CATALOGUES)
    for case in CASES:
        found, place = recognise(shown(case), receiving(case), rules=RULES), receiving(case)
        lines = recognition_lines(found, place, words, rules=RULES)
        assert lines[-1].strip() == words("recognition.authority-decides")
        told = recognition_document(found, place, words, rules=RULES)
        assert told["says"] != found.reason
        assert told["notice"] == words("recognition.authority-decides")


def test_the_floors_say_what_their_page_says():
    page = re.sub(r"\s", "", (ROOT / "docs/formats/recognition-answer.md").read_text("utf-8"))
    floors = [rule for rule in RULES.all_rules if rule.document.id == "recognition-floors"]
    assert len(floors) == 13
    for rule in floors:
        says = re.sub(r"\s", "", rule.says)
        assert f"|{rule.clause}|{says}|" in page


def test_the_page_lists_every_rung_and_reason():
    page = (ROOT / "docs/formats/recognition-answer.md").read_text("utf-8")
    assert {case["step"] for case in CASES} <= set(re.findall(r"M\d\d", page))
    assert not [case["reason"] for case in CASES if f"`{case['reason']}`" not in page]


def test_a_title_of_which_nothing_is_signed_is_unknown():
    bare = TitleHeld(VerdictCode.VALID, AS_OF)
    assert recognise(bare, SHAOXING, rules=RULES).answer is Answer.UNKNOWN
