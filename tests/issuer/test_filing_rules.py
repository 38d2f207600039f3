"""Who may organise a committee, who may file it, for how long, with what: each rule at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from issuer.admission import Severity
from issuer.filing_rules import approver_of, check_filing_change
from tests.cast import FILINGS, PLANT, ZONE
from verifier.filing import Approver, CommitteeState, OrganiserType, Unit
from verifier.rules import load_own_rules, load_rules
from verifier.titles import Level, Scope, ScopeKind

RULES = load_rules()
WEIHAI, PANJIN, SHAOXING, SHANXI, TAIYUAN = "371000", "211100", "330600", "140000", "140100"
ON = date(2025, 3, 3)
SENIOR = (Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE)


def problems(filing=FILINGS[PLANT], before=None, *, keeper=WEIHAI, on=ON, **changes):
    after = replace(filing, **changes)
    found = check_filing_change(after, before, keeper=keeper, rules=RULES, on=on)
    return [(each.code, each.column, each.rule) for each in found]


def severities(**changes):
    filing = replace(FILINGS[PLANT], **changes)
    found = check_filing_change(filing, None, keeper=SHAOXING, rules=RULES, on=ON)
    return {each.severity for each in found}


@pytest.mark.parametrize("filing", FILINGS.values())
def test_committees_of_the_province_are_filed_without_a_problem(filing):
    assert problems(filing) == []


def test_an_enterprise_of_weihai_reviews_engineers_up_to_the_intermediate_level():
    rule = "authority.self-review.weihai"
    assert problems(levels=(Level.INTERMEDIATE, Level.TECHNICIAN)) == []
    assert problems(levels=SENIOR) == [("rule.authority.level", "levels", rule)]
    assert problems(series=("ECONOMICS",)) == [("rule.authority.series", "series", rule)]


def test_a_zone_may_review_seniors_of_a_characteristic_specialty():
    assert problems(FILINGS[ZONE], levels=SENIOR) == []


def test_a_self_review_of_weihai_is_filed_by_city_or_county():
    rule = "authority.self-review-approver.weihai"
    for approver in (None, Approver.CITY, Approver.COUNTY):
        assert problems(approver=approver) == []
    assert problems(approver=Approver.PROVINCE) == [("rule.authority.approver", "approver", rule)]
    assert problems(keeper="370000") == [("rule.authority.approver", "approver", rule)]


def in_shanxi(**changes):
    filing = replace(FILINGS[PLANT], organiser_type=OrganiserType.INSTITUTION, region="14")
    return problems(filing, scope=Scope(ScopeKind.PROVINCE, "14"), **changes)


def test_the_province_of_shanxi_files_senior_committees():
    assert in_shanxi(levels=SENIOR, keeper=SHANXI) == []
    refused = [("rule.authority.approver", "approver", "authority.approver-senior.shanxi")]
    assert in_shanxi(levels=SENIOR, keeper=TAIYUAN) == refused
    by_department = in_shanxi(levels=SENIOR, approver=Approver.INDUSTRY_DEPARTMENT, keeper=SHANXI)
    assert by_department == refused


def test_every_step_of_shanxi_and_its_departments_file_intermediate_committees():
    for approver in (None, Approver.COUNTY, Approver.INDUSTRY_DEPARTMENT):
        assert in_shanxi(approver=approver, keeper=TAIYUAN) == []
    assert in_shanxi(approver=Approver.NATION, keeper=TAIYUAN) == [
        ("rule.authority.approver", "approver", "authority.approver-junior.shanxi")
    ]


def test_results_for_the_whole_nation_need_a_national_filing():
    nation = Scope(ScopeKind.NATIONAL, "CN")
    department = replace(FILINGS[PLANT], organiser_type=OrganiserType.DEPARTMENT)
    assert problems(department, scope=nation) == [
        ("rule.authority.approver", "approver", "authority.national-scope")
    ]
    assert problems(department, scope=nation, approver=Approver.NATION) == []


def test_enterprises_may_set_it_up_together():
    assert problems(co_organisers=("威海示例机床有限公司", "威海示例模具有限公司")) == []


@pytest.mark.parametrize(("last", "codes"), [
    (date(2028, 3, 1), []),
    (date(2028, 3, 2), [("rule.window.years-long", "valid_to", "filing.years.floor")]),
])  # fmt: skip
def test_a_filing_lasts_three_years_at_most(last, codes):
    assert problems(valid_from=date(2025, 3, 1), valid_to=last) == codes


def test_a_committee_of_shandong_names_its_office():
    assert problems(office=None) == [
        ("rule.required.missing", "office", "committee.office.shandong")
    ]


@pytest.mark.parametrize("reach", [Scope(ScopeKind.CITY, "3710"), Scope(ScopeKind.PROVINCE, "21")])
def test_a_characteristic_specialty_counts_in_the_province(reach):
    assert problems(FILINGS[ZONE], scope=reach) == [
        ("rule.scope.reach", "scope", "scope.characteristic-specialty")
    ]


def in_panjin(on=date(2024, 6, 30), **changes):
    filing = replace(
        FILINGS[PLANT], region="2111", valid_from=on, valid_to=date(2025, 1, 1), self_review=True
    )
    return problems(filing, keeper=PANJIN, on=on, **changes)


def test_a_self_review_of_panjin_has_the_approval_of_the_city():
    assert in_panjin(city_filing="盘人社核〔2024〕3号（示例）") == []
    assert in_panjin() == [
        ("rule.required.missing", "city_filing", "self-review.approval.panjin-2024")
    ]
    assert in_panjin(self_review=False) == []


def test_the_plan_of_a_year_asks_nothing_in_the_next():
    assert in_panjin(on=date(2025, 1, 1), valid_to=date(2025, 12, 31)) == []


def test_a_draft_informs_and_refuses_nobody():
    said = {"region": "3306", "self_review": True, "units": ()}
    found = problems(keeper=SHAOXING, levels=SENIOR, specialties=("采矿",), **said)
    assert {rule for _, _, rule in found} == {
        "authority.self-review.shaoxing-draft",
        "authority.specialties.shaoxing-draft",
        "filing.chain.shaoxing-draft",
        "filing.units.shaoxing-draft",
    }
    assert severities(levels=SENIOR, **said) == {Severity.INFORM}
    assert severities(**said) == {Severity.INFORM}


@pytest.mark.parametrize("organiser", [
    OrganiserType.ENTERPRISE, OrganiserType.INDUSTRIAL_PARK,
    OrganiserType.ASSOCIATION, OrganiserType.RD_PLATFORM,
])  # fmt: skip
def test_what_shaoxing_means_to_hand_down_is_told_for_each_organiser(organiser):
    chain = {"county_opinion": "意见〔2025〕1号", "city_filing": "绍备〔2025〕1号"}
    said = {
        "region": "3306",
        "organiser_type": organiser,
        "units": (Unit("绍兴示例公司"),),
        **chain,
    }
    assert problems(keeper=SHAOXING, specialties=("机电", "其他：印染"), **said) == []
    told = problems(keeper=SHAOXING, specialties=("机电",), **said, levels=SENIOR)
    assert told == [("rule.authority.level", "levels", "authority.self-review.shaoxing-draft")]


def test_a_filing_that_stays_as_it_is_is_not_judged_again():
    """Else a committee whose filing a later rule would not allow could not be suspended."""
    long = replace(FILINGS[PLANT], valid_to=date(2040, 1, 1))
    fallen = replace(long, state=CommitteeState.SUSPENDED, state_decision="威人社停〔2025〕1号")
    assert problems(fallen, long) == []
    assert problems(fallen, long, valid_to=date(2041, 1, 1)) != []


def test_supervision_takes_the_states_that_its_documents_name(tmp_path):
    state = CommitteeState.RECTIFYING
    named = replace(FILINGS[PLANT], state=state, state_decision="威人社改〔2025〕1号")
    assert problems(named, FILINGS[PLANT]) == []
    tmp_path.joinpath("ladder.toml").write_text(LADDER, "utf-8")
    suspends_only = load_own_rules(tmp_path)
    found = check_filing_change(
        named, FILINGS[PLANT], keeper=WEIHAI, rules=suspends_only, on=date(2025, 6, 1)
    )
    assert [(each.code, each.column) for each in found] == [("rule.sanction.state", "state")]


LADDER = """
[[document]]
id = "weihai-own"
title = "评审监管办法（示例）"
number = "威人社字〔2025〕901号"
issuer = "威海市人力资源和社会保障局（示例）"
standing = "in_force"
checked_on = 2025-03-01

[[rule]]
id = "supervision.weihai-own"
subject = "supervision"
kind = "sanction"
document = "weihai-own"
clause = "一"
says = "暂停评审直至收回评审权"
effective = 2025-03-01
region = "3710"
[rule.parameters]
states = ["SUSPENDED", "WITHDRAWN"]
"""


@pytest.mark.parametrize(("region", "step"), [
    ("CN", Approver.NATION), ("370000", Approver.PROVINCE), ("37", Approver.PROVINCE),
    ("371000", Approver.CITY), ("3710", Approver.CITY), ("371002", Approver.COUNTY),
])  # fmt: skip
def test_an_authority_stands_on_the_step_of_its_region(region, step):
    assert approver_of(region) is step
