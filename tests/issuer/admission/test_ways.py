"""Ways of applying and of being recognised: open, on their facts, within their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.issuer.admission.book_rows import (
    PANJIN,
    SHANXI,
    WEIHAI,
    associate,
    codes,
    in_panjin,
    of,
    problems,
    told,
)
from verifier import facts
from verifier.committee import Unit
from verifier.facts import Way
from verifier.titles import Level, Method

# 申报途径


@pytest.mark.parametrize(("basis", "expected"), [("示例办发〔2020〕1号", []), (None, ["basis"])])
def test_who_applies_directly_names_the_basis(basis, expected):
    found = told(of(2, facts.Pathway(Way.DIRECT), basis=basis))
    assert [column for _, column, _, _ in found] == expected
    assert {rule for *_, rule in found} <= {"pathway.direct.weihai"}


def test_a_way_that_no_document_opens_here_is_none():
    assert codes(of(2, facts.Pathway(Way.SKIP_INITIAL))) == ["row.way.none"]


def test_a_graduate_skips_the_first_level_with_graduation_and_years():
    way = facts.Pathway(Way.SKIP_INITIAL)
    shown = facts.Background(graduated_on=date(2018, 7, 1), years_in_field=5)
    assert told(of(2, way, shown), region=SHANXI) == []
    assert [column for _, column, _, _ in told(of(2, way), region=SHANXI)] == [
        "background.graduated_on",
        "background.years_in_field",
    ]


def test_who_comes_from_government_says_from_where_and_when():
    moved = facts.GovernmentService("示例局工程师", date(2023, 5, 1))
    assert told(of(2, moved), region=SHANXI) == []
    assert codes(of(2, facts.Pathway(Way.FROM_GOVERNMENT)), region=SHANXI) == [
        "rule.pathway.needs",
        "rule.pathway.needs",
    ]


def test_a_doctor_applies_for_senior_levels():
    doctor = facts.Background(education=facts.Education.DOCTOR)
    way = facts.Pathway(Way.DOCTOR)
    assert told(in_panjin(2, way, doctor, **associate()), region=PANJIN) == []
    assert codes(in_panjin(2, way, **associate()), region=PANJIN) == ["rule.pathway.needs-any"]


def test_who_is_recognised_names_the_rule_and_the_basis():
    talent = of(
        2,
        facts.Pathway(Way.TALENT_RECOGNITION),
        basis="示例人才目录",
        mapping="pathway.talent-recognition.shanxi",
    )
    by = {"region": SHANXI, "method": Method.RECOGNITION}
    assert told(talent, **by) == []
    assert codes(replace(talent, basis=None), **by) == ["rule.pathway.needs"]
    assert codes(replace(talent, mapping=None), **by) == ["row.mapping.differs"]


POSTDOC = facts.Postdoc("示例工作站", "威海示例电子有限公司", date(2024, 6, 30), "2023M000001")


def postdoc(**lacking):
    return of(2, replace(POSTDOC, **lacking), **associate(mapping="pathway.postdoc.national"))


def test_a_postdoc_who_stays_is_recognised():
    assert told(postdoc(), method=Method.RECOGNITION) == []
    by_project = postdoc(fund_no=None, project_no="P-1")
    assert told(by_project, method=Method.RECOGNITION) == []


@pytest.mark.parametrize("member", ["enterprise", "left_on", "fund_no"])
def test_a_postdoc_lacking_any_one_condition_is_not(member):
    found = problems(postdoc(**{member: None}), method=Method.RECOGNITION)
    assert {p.rule for p in found} == {"pathway.postdoc.national"}
    assert {p.code for p in found} <= {"rule.pathway.needs", "rule.pathway.needs-any"}


def test_a_postdoc_who_left_the_enterprise_is_not_recognised():
    left = replace(postdoc(), employer="威海另一示例公司")
    assert told(left, method=Method.RECOGNITION) == [
        (2, "employer", "rule.pathway.needs", "pathway.postdoc.national")
    ]


def test_the_office_of_a_senior_committee_recognises_a_postdoc():
    person = in_panjin(2, facts.Postdoc("示例工作站", left_on=date(2024, 6, 30)), **associate())
    person = replace(person, mapping="pathway.postdoc.panjin-2024")
    by = {"region": PANJIN, "method": Method.RECOGNITION}
    assert told(person, **by) == []
    lower = (Level.INTERMEDIATE, Level.ASSISTANT)
    assert "rule.pathway.organ" in codes(person, **by, levels=lower)


def test_special_contribution_needs_its_record():
    way = facts.Pathway(Way.SPECIAL_CONTRIBUTION)
    rule = "pathway.special-contribution.panjin-2024"
    record = facts.Assessment("KH-1", date(2024, 9, 1))
    by = {"region": PANJIN, "method": Method.RECOGNITION}
    assert told(in_panjin(2, way, record, mapping=rule), **by) == []
    assert told(in_panjin(2, way, mapping=rule), **by) == [
        (2, "assessment.record_no", "rule.pathway.needs", rule)
    ]


# 派驻、离岗、委托、转评


def posted(days):
    until = date.fromordinal(date(2024, 1, 10).toordinal() + days)
    return of(2, facts.Posting(WEIHAI, date(2024, 1, 10), until))


def test_a_year_of_posting_passes_and_a_day_less_does_not():
    assert told(posted(366)) == []
    assert told(posted(365)) == [
        (2, "posting.until", "rule.window.years-short", "posted.years.national")
    ]


def test_a_posting_is_to_the_region_of_the_committee():
    elsewhere = facts.Posting(SHANXI, date(2023, 1, 1), date(2025, 1, 1))
    assert codes(of(2, elsewhere)) == ["row.posting.region"]


def test_three_years_off_post_pass_and_the_day_after_does_not():
    def left(day):
        return of(2, facts.OffPost("示例学院", day))

    assert told(left(date(2022, 6, 14))) == []
    assert told(left(date(2022, 6, 13))) == [
        (2, "off_post.left_on", "rule.window.years-long", "off-post.years.national")
    ]


def test_who_left_a_post_applies_in_the_unit_that_was_left():
    elsewhere = {"employer": "威海另一示例公司"}
    school = Unit("示例学院")
    left = of(2, facts.OffPost(school.name, date(2024, 6, 14)), **elsewhere)
    assert told(left, units=(school,)) == []
    assert codes(of(2, **elsewhere), units=(school,)) == ["row.unit.outside"]


LETTER = facts.Entrustment("示例委〔2024〕1号", "示例人社局", "2112", date(2024, 10, 16))


def test_an_entrusted_row_has_its_letter():
    assert told(of(2, replace(LETTER, approved_on=None))) == []
    assert codes(of(2, facts.Pathway(Way.ENTRUSTED))) == ["rule.pathway.needs"] * 3


def test_an_entrustment_is_approved_by_the_day_of_the_meeting():
    assert told(in_panjin(2, LETTER), region=PANJIN) == []
    assert codes(in_panjin(2, replace(LETTER, approved_on=None)), region=PANJIN) == [
        "rule.pathway.needs"
    ]
    late = codes(in_panjin(2, replace(LETTER, approved_on=date(2024, 10, 17))), region=PANJIN)
    assert "rule.window.days-short" in late


def test_a_conversion_keeps_level_and_names_the_former_certificate():
    former = facts.Converted("J-2020-1", Level.INTERMEDIATE, date(2020, 10, 1))
    by = {"region": SHANXI, "method": Method.CONVERSION}
    assert told(of(2, former), **by) == []
    assert codes(of(2), **by) == ["rule.pathway.needs"]
    assert codes(of(2, replace(former, level=Level.ASSISTANT)), **by) == ["row.conversion.level"]
