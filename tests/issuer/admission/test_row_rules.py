"""Each rule about one person's result, and those over all rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from issuer.admission import Severity, check_rows
from tests.issuer.desk_world import (
    BACHELOR_UNIT,
    MEETING,
    RULES,
    committee,
    draft,
    grade,
    id_no,
    recognised,
    row,
    sitting,
)
from verifier.committee import Unit
from verifier.facts import Employed, Employment
from verifier.titles import DigitalGrade, Level, Method, Scope, ScopeKind


def problems(*rows, method=Method.REVIEW, **changes):
    header = draft(list(rows), said=sitting(len(rows), method=method)).header
    return check_rows(header, rows, committee(**changes), rules=RULES)


def found(*rows, **changes):
    return {p.code: p for p in problems(*rows, **changes)}


def test_row_that_keeps_every_rule_has_no_problem():
    assert problems(row()) == ()


def test_no_problem_repeats_a_name_or_number():
    spoilt = row(name="李•示例1", id_no=id_no()[:-1] + "?", employer=None, specialty="土建")
    told = repr(problems(spoilt, row(3, id_no=spoilt.id_no), units=(BACHELOR_UNIT,)))
    assert spoilt.name not in told
    assert spoilt.id_no not in told


def test_all_problems_of_all_rows_come_at_once_and_in_order():
    spoilt = [row(5, specialty="土建", level=Level.FULL_SENIOR), row(3, title="高级工程师")]
    assert [(p.line, p.code) for p in problems(*spoilt)] == [
        (3, "row.title"),
        (5, "row.level"),
        (5, "row.specialty"),
        (5, "row.title"),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("王\ue000", "row.name.private-use"),
        ("阿依古丽•买买提", "row.name.dot"),
        ("阿依古丽.买买提", "row.name.dot"),
        ("王示例1", "row.name.digit"),
        ("王示例 ", "row.name.space"),
        ("李 明", "row.name.space"),
        ("John\u00a0Example", "row.name.space"),
        ("<b>王示例</b>", "row.name.character"),
        ("王示例(小)", "row.name.character"),
        ("王\u0308示例", "row.name.character"),
        ("J\u0300\u0301o", "row.name.character"),
        ("王示例A", "row.name.character"),
        ("\u2f65\u2f49示例", "row.name.character"),
        ("王\u3164", "row.name.character"),
        ("-", "row.name.character"),
    ],
)
def test_name_that_cannot_be_printed_for_life_is_refused(name, code):
    assert set(found(row(name=name))) == {code}


@pytest.mark.parametrize(
    "name",
    [
        "诸葛䶮",
        "上官㛃",
        "阿依古丽·买买提",
        "𬍛示例",
        "王〇",
        "John Example",
        "ZOË O'EXAMPLE-LI",
        "J\u030cana",
    ],
)
def test_rare_characters_and_other_names_pass(name):
    assert problems(row(name=name)) == ()


def test_identity_number_is_checked():
    assert set(found(row(id_no=id_no(7)[:15] + "000"))) == {"row.id.precision"}


def test_unit_code_is_checked():
    assert set(found(row(employer_uscc="91371000MA3EXD0101"))) == {"row.uscc"}


def test_committee_of_units_reviews_its_own_people_only():
    units = (BACHELOR_UNIT, Unit("威海示例海洋有限公司"))
    assert problems(row(), units=units) == ()
    assert problems(row(employer="威海示例海洋有限公司"), units=units) == ()
    assert set(found(row(employer="别家公司"), units=units)) == {"row.unit.outside"}
    assert set(found(row(employer=None), units=units)) == {"row.unit.missing"}


def test_unit_code_decides_between_two_units_of_one_name():
    other = row(employer=BACHELOR_UNIT.name, employer_uscc="91371000MA3EXD020B")
    assert "row.unit.outside" in found(other, units=(BACHELOR_UNIT,))


def test_who_works_freely_needs_no_employer_and_everybody_else_names_one():
    assert problems(row(employer=None, facts=(Employed(Employment.FREELANCE),))) == ()
    missing = found(row(employer=None))["row.employer"]
    assert (missing.column, missing.rule) == ("employer", "employer.freelance.national")


def test_series_must_exist_and_be_granted():
    assert found(row(series="ASTROLOGY"))["row.series.unknown"].rule == "series.existing"
    assert "row.series.outside" in found(row(series="ARCHIVES", title="馆员"))


def test_specialty_must_be_granted_unless_all_are():
    assert found(row(specialty="土建"))["row.specialty"].rule == "filed-scope"
    assert problems(row(specialty="土建"), specialties=()) == ()


def test_level_must_be_granted():
    senior = row(level=Level.ASSOCIATE_SENIOR, title="高级工程师")
    assert set(found(senior)) == {"row.level"}


def test_title_must_be_a_name_of_its_level():
    problem = found(row(title="高级工程师"))["row.title"]
    assert (problem.severity, problem.facts["known"]) == (Severity.REFUSE, "工程师")


def test_title_of_a_series_without_official_table_is_looked_at_and_not_refused():
    odd = row(series="ACCOUNTING", title="中级会计师")
    problem = found(odd, series=("ACCOUNTING",))["row.title.unconfirmed"]
    assert problem.severity is Severity.HOLD
    assert problem.facts["title"] == "中级会计师"


@pytest.mark.parametrize("slipped", ["诸葛清照", "371000189101017001", "诸葛清照工程师", ""])
def test_a_finding_repeats_no_cell_that_may_hold_a_person(slipped):
    """Columns slip by one, and names stand under 职称."""
    problems = found(row(title=slipped, specialty=slipped, mapping=slipped or None))
    problems |= found(row(series=slipped))
    assert {"row.title", "row.specialty", "row.series.unknown"} <= set(problems)
    if slipped:
        told = [str(fact) for each in problems.values() for fact in each.facts.values()]
        assert [fact for fact in told if slipped in fact] == []


@pytest.mark.parametrize(
    "scope", [Scope(ScopeKind.NATIONAL, "CN"), Scope(ScopeKind.PROVINCE, "33")]
)
def test_scope_is_the_filed_one(scope):
    assert found(row(scope=scope))["row.scope"].rule == (
        "scope.characteristic-specialty.weihai-enterprise"
    )


def test_reviewed_title_counts_from_the_meeting():
    earlier = row(award_date=MEETING - timedelta(days=1))
    assert set(found(earlier)) == {"row.award-date.review"}
    assert (
        problems(recognised(award_date=MEETING - timedelta(days=1)), method=Method.RECOGNITION)
        == ()
    )
    late = recognised(award_date=MEETING + timedelta(days=1))
    assert set(found(late, method=Method.RECOGNITION)) == {"row.award-date.later"}


def test_nobody_stands_in_a_batch_twice():
    twice = [row(2), row(7, id_no=row(2).id_no)]
    problem = found(*twice)["row.duplicate"]
    assert (problem.line, problem.facts, problem.rule) == (7, {"first": 2}, "duplicate.title")


def test_one_person_may_get_two_titles_of_one_level():
    assert problems(row(2), row(3, id_no=row(2).id_no, specialty="海洋装备")) == ()


def test_one_number_under_two_names_is_a_slip():
    two = [row(2), row(3, id_no=row(2).id_no, specialty="海洋装备", name="李示例")]
    assert found(*two)["row.name.differs"].line == 3


def test_no_line_and_no_salt_twice():
    assert set(found(row(2), row(2, id_no=id_no(9), salt=row(9).salt))) == {"row.line.duplicate"}
    assert set(found(row(2), row(3, salt=row(2).salt))) == {"row.salt"}


def test_recognition_that_follows_its_clause_has_no_problem():
    assert problems(recognised(), method=Method.RECOGNITION) == ()


@pytest.mark.parametrize("facts", [(), (grade(), grade(certificate_no="SD2"))])
def test_recognition_rests_on_exactly_one_certificate(facts):
    assert set(found(recognised(facts=facts), method=Method.RECOGNITION)) == {"row.facts.one"}


def test_senior_grade_is_never_a_title_and_the_clause_is_cited():
    senior = recognised(facts=(grade(DigitalGrade.SENIOR),))
    problem = found(senior, method=Method.RECOGNITION)["correspondence.senior-grade"]
    assert problem.rule == "correspondence.digital-engineer.weihai-senior"
    assert (problem.facts["document"], problem.facts["clause"]) == ("威人社字〔2022〕32号", "六")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"mapping": None}, {"row.mapping.differs"}),
        (
            {"level": Level.ASSISTANT, "title": "助理工程师"},
            {"row.level.recognised", "row.title.recognised"},
        ),
        ({"facts": (grade(occupation="4-04-04-05"),)}, {"rules.occupation"}),
        ({"facts": (grade(issued_on=date(2025, 6, 15)),)}, {"correspondence.too-early"}),
        (
            {"facts": (grade(DigitalGrade.JUNIOR),)},
            {"row.mapping.differs", "row.level.recognised", "row.title.recognised"},
        ),
    ],
)
def test_recognition_is_recomputed(changes, codes):
    assert set(found(recognised(**changes), method=Method.RECOGNITION)) == codes


def test_recognition_where_no_document_allows_it_is_refused():
    assert "correspondence.none" in found(recognised(), method=Method.RECOGNITION, region="33")
    elsewhere = found(recognised(), method=Method.RECOGNITION, region="2111")
    assert "correspondence.none" in elsewhere  # the plan of Panjin ended with 2024


def test_only_a_recognition_names_a_correspondence():
    mapped = row(mapping="correspondence.digital-engineer.weihai-intermediate")
    assert set(found(mapped)) == {"row.mapping.unexpected"}


def test_what_can_be_recognised_is_not_reviewed_again():
    problem = found(row(facts=(grade(),)))["row.facts.repeat-review"]
    assert problem.rule == "duplicate.no-repeat-review.weihai"


def test_senior_grade_may_stand_beside_a_review():
    assert problems(row(facts=(grade(DigitalGrade.SENIOR),))) == ()


@pytest.mark.parametrize("method", [Method.CONVERSION, Method.EXAM])
def test_evidence_that_the_method_does_not_ask_for_is_refused(method):
    assert "row.facts.not-allowed" in found(row(facts=(grade(),)), method=method)
