"""What the book asks of a row: evidence, examinations, conditions, and the form of a fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.issuer.admission.book_rows import (
    MET,
    NOTICE,
    OWN,
    PANJIN,
    SHANXI,
    SHAOXING,
    STEPS,
    USCC,
    associate,
    codes,
    in_panjin,
    of,
    told,
)
from tests.verifier.rules.books import with_own
from verifier import facts
from verifier.facts import Way
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Method

# 推荐、公示、责任


def test_who_comes_from_outside_is_recommended_by_the_local_department():
    def outside(by):
        return of(2, facts.Recommendation(by, facts.Intake.OUTSIDE))

    assert told(outside(facts.Recommender.LOCAL_HRSS)) == []
    assert told(outside(facts.Recommender.EMPLOYER)) == [
        (2, "recommendation.by", "rule.required.missing", "recommendation.outside.shandong")
    ]
    inside = facts.Recommendation(facts.Recommender.EMPLOYER, facts.Intake.INSIDE)
    assert told(of(2, inside)) == []


def test_who_is_dispatched_is_recommended_by_the_agency():
    dispatched = facts.Employed(facts.Employment.DISPATCHED)
    agency = facts.Recommendation(facts.Recommender.DISPATCH_AGENCY)
    assert told(of(2, dispatched, agency), region=SHANXI) == []
    assert codes(of(2, dispatched), region=SHANXI) == ["rule.required.missing"]


def test_a_row_of_the_plan_carries_notice_steps_and_who_answers():
    assert told(in_panjin(), region=PANJIN) == []
    found = told(of(2), region=PANJIN)
    assert {rule for *_, rule in found} == {
        "unit-notice.panjin-2024",
        "recommendation.steps.panjin-2024",
        "responsible.panjin-2024",
    }
    assert len(found) == 9


@pytest.mark.parametrize("step", ["applied_on", "consented_on", "reviewed_on", "noticed_on"])
def test_a_step_that_is_missing_is_named(step):
    found = told(in_panjin(2, replace(STEPS, **{step: None})), region=PANJIN)
    assert [(column, code) for _, column, code, _ in found] == [
        (f"recommendation.{step}", "rule.required.missing")
    ]


def test_four_working_days_of_notice_over_a_holiday_are_too_few():
    holiday = replace(NOTICE, posted_on=date(2024, 9, 29), closed_on=date(2024, 10, 9))
    assert told(in_panjin(2, holiday), region=PANJIN) == [
        (
            2,
            "unit_notice.closed_on",
            "rule.window.working-days-short",
            "notice.unit-days.panjin-2024",
        )
    ]
    longer = replace(holiday, closed_on=date(2024, 10, 11))
    assert told(in_panjin(2, longer), region=PANJIN) == []


def test_an_objection_that_stands_is_told():
    found = told(in_panjin(2, replace(NOTICE, objections=1)), region=PANJIN)
    assert [column for _, column, _, _ in found] == ["unit_notice.objections"]


def test_papers_are_handed_in_ten_days_before():
    late = replace(STEPS, handed_in_on=date(2024, 10, 7))
    assert codes(in_panjin(2, late), region=PANJIN) == ["rule.window.days-short"]
    in_time = replace(STEPS, handed_in_on=date(2024, 10, 6))
    assert codes(in_panjin(2, in_time), region=PANJIN) == []


# 以考代评、考评结合: the authority enters the number of the list, and the entries decide


def exam(mode, levels):
    return (
        OWN
        + f"""
[[rule]]
id = "evaluation.own"
subject = "evaluation"
kind = "evaluation"
document = "exam-titles"
clause = "一"
says = "会计系列的职称以考试取得。"
effective = 2020-01-01
region = "CN"
[rule.parameters]
mode = "{mode}"
series = ["ACCOUNTING"]
levels = ["{levels}"]
"""
    )


ACCOUNTANT = {"series": "ACCOUNTING", "title": "会计师", "specialty": "会计"}
EXAM_ONLY = with_own(exam("EXAM_ONLY", "INTERMEDIATE"))
EXAM_FIRST = with_own(exam("EXAM_AND_REVIEW", "ASSOCIATE_SENIOR"))
PASSED = facts.ExamPass("示例资格考试", "K-1", date(2023, 9, 1))


def test_a_list_that_nobody_has_seen_refuses_nobody():
    assert told(of(2, **ACCOUNTANT)) == []


def test_what_comes_by_examination_alone_is_neither_reviewed_nor_recognised():
    reviewed = told(of(2, **ACCOUNTANT), rules=EXAM_ONLY)
    assert reviewed == [(2, "specialty", "rule.evaluation.exam-only", "evaluation.own")]
    closed = told(of(2, **ACCOUNTANT), rules=EXAM_ONLY, region=SHANXI)
    assert closed == [(2, "specialty", "rule.pathway.closed", "exam-only.shanxi")]
    recognised = of(2, facts.Pathway(Way.TALENT_RECOGNITION), basis="示例", **ACCOUNTANT)
    by = {"rules": EXAM_ONLY, "region": SHANXI, "method": Method.RECOGNITION}
    assert "rule.evaluation.exam-only" in codes(recognised, **by)
    by_exam = of(2, PASSED, **ACCOUNTANT)
    assert told(by_exam, rules=EXAM_ONLY, method=Method.EXAM) == []


def test_a_row_of_an_examination_names_the_certificate():
    by = {"method": Method.EXAM}
    assert told(of(2, PASSED), **by) == []
    assert told(of(2), **by) == [
        (2, "exam_pass.certificate_no", "rule.pathway.needs", "exam.instead-of-review.weihai")
    ]


def test_a_review_after_an_examination_carries_the_pass():
    senior = {"series": "ACCOUNTING", **associate(title="高级会计师", specialty="会计")}
    by = {"rules": EXAM_FIRST, "region": SHANXI}
    assert told(of(2, PASSED, **senior), **by) == []
    assert told(of(2, **senior), **by) == [
        (2, "exam_pass.passed_on", "rule.required.missing", "evidence.exam-pass.shanxi")
    ]
    expired = replace(PASSED, valid_until=date(2024, 9, 9))
    assert codes(of(2, expired, **senior), **by) == ["row.exam.expired"]
    last_day = replace(PASSED, valid_until=date(2024, 9, 10))
    assert told(of(2, last_day, **senior), **by) == []


# 条件


CONDITION = (
    OWN
    + """
[[rule]]
id = "conditions.own"
subject = "conditions.intermediate-review"
kind = "condition"
document = "exam-titles"
clause = "二"
says = "具有大学本科学历，从事专业工作满5年。"
effective = 2020-01-01
region = "3710"
[rule.parameters]
series = ["ENGINEERING"]
method = "REVIEW"
level = "INTERMEDIATE"
education = ["BACHELOR"]
years_in_field = 5

[[rule]]
id = "conditions.own-major"
subject = "conditions.major"
kind = "condition"
document = "exam-titles"
clause = "二"
says = "专业不对口的，年限增加一年。"
effective = 2020-01-01
region = "3710"
[rule.parameters]
series = ["ENGINEERING"]
extra_years_when_major_differs = 1

[[rule]]
id = "education.own"
subject = "education"
kind = "education"
document = "exam-titles"
clause = "三"
says = "预备技师班按大学本科申报。"
effective = 2020-01-01
region = "3710"
[rule.parameters]
school_class = "PREP_TECHNICIAN"
counts_as = "BACHELOR"
"""
)
CONDITIONS = with_own(CONDITION)


def shown(years, **more):
    return of(2, facts.Background(**{"years_in_field": years, **more}))


def test_conditions_are_met_at_their_limit():
    bachelor = {"education": facts.Education.BACHELOR}
    assert told(shown(5, **bachelor), rules=CONDITIONS) == []
    assert told(shown(4, **bachelor), rules=CONDITIONS) == [
        (2, "background.education", "rule.condition.years-in-field", "conditions.own")
    ]
    assert codes(of(2), rules=CONDITIONS) == [
        "rule.condition.education",
        "rule.condition.years-in-field",
    ]


def test_another_major_adds_a_year_and_a_school_class_counts_for_applying():
    differs = {"education": facts.Education.BACHELOR, "major": facts.Major.DIFFERS}
    assert codes(shown(5, **differs), rules=CONDITIONS) == ["rule.condition.years-in-field"]
    assert told(shown(6, **differs), rules=CONDITIONS) == []
    assert told(shown(5, school_class=facts.SchoolClass.PREP_TECHNICIAN), rules=CONDITIONS) == []


def test_a_draft_asks_nobody_for_anything():
    MET.setdefault(SHAOXING, date(2025, 6, 14))
    assert told(of(2), region=SHAOXING) == []


# 重复、事实的形式


@pytest.mark.parametrize(
    ("fact", "column", "code"),
    [
        (
            facts.Nomination(
                USCC[:-1] + "B",
                facts.EnterpriseGrade.NATIONAL,
                facts.Nominator.CHAIR,
                date(2025, 4, 1),
            ),
            "nomination.enterprise",
            "row.uscc",
        ),
        (
            facts.UnitNotice(date(2025, 6, 1), date(2025, 6, 15), 0),
            "unit_notice.closed_on",
            "row.fact.later",
        ),
        (
            facts.UnitNotice(date(2025, 6, 9), date(2025, 6, 2), 0),
            "unit_notice.closed_on",
            "row.fact.order",
        ),
    ],
)
def test_a_fact_keeps_its_form(fact, column, code):
    found = told(of(2, fact, **associate()))
    assert (2, column, code) in [each[:3] for each in found]


def test_of_one_kind_there_is_one_fact():
    assert "row.facts.twice" in codes(of(2, facts.Posts(1), facts.Posts(2)))


def test_a_grade_and_a_way_do_not_both_grant():
    grade = DigitalGradeCertificate(
        "2-02-38-01", DigitalGrade.INTERMEDIATE, "SD2024000001", date(2024, 11, 1)
    )
    both = of(2, grade, grade, facts.Postdoc("示例工作站"), **associate())
    assert "row.facts.one" in codes(both, method=Method.RECOGNITION)


def test_a_row_that_kept_the_book_answers_for_rows_of_its_kind_only():
    rows = [of(2), of(3), of(4, employer=None), of(5, **ACCOUNTANT)]
    found = told(*rows, rules=EXAM_ONLY)
    assert [(line, code) for line, _, code, _ in found] == [
        (4, "row.employer"),
        (5, "rule.evaluation.exam-only"),
    ]
