"""The rule catalogue: what it holds, and what its loader refuses."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from keys.encoding import canonical, parse, sha256
from keys.errors import Malformed, Refused
from tests.verifier.rules.books import texts
from verifier.rules import SourceStanding, covers, load_rules, read_rules, short_code
from verifier.rules.entries import Kind
from verifier.titles import Level

RULES = load_rules()
ROOT = Path(__file__).parents[3]


def refusal(**changed: tuple[str, str]) -> Malformed:
    """The refusal of a book in which one piece of one file was replaced."""
    book = texts()
    for name, (old, new) in changed.items():
        file = f"{name}.toml"
        assert old in book[file]
        book[file] = book[file].replace(old, new, 1)
    with pytest.raises(Malformed) as caught:
        read_rules(book)
    return caught.value


def test_the_27_series_are_there_in_their_order():
    numbers = [RULES.series(code).number for code in RULES.series_codes]
    assert numbers == list(range(1, 28))


def test_every_series_has_titles_at_its_upper_levels():
    for code in RULES.series_codes:
        for level in (Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE):
            assert RULES.titles(code, level), (code, level)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("正高级工程师", Level.FULL_SENIOR),
        ("高级工程师", Level.ASSOCIATE_SENIOR),
        ("工程师", Level.INTERMEDIATE),
        ("助理工程师", Level.ASSISTANT),
        ("技术员", Level.TECHNICIAN),
    ],
)
def test_a_title_names_its_level(title, level):
    assert RULES.level_of("ENGINEERING", title) is level


def test_a_title_of_another_series_has_no_level():
    with pytest.raises(Refused) as caught:
        RULES.level_of("ENGINEERING", "主任医师")
    assert caught.value.code == "rules.title"


@pytest.mark.parametrize("written", ["ENGINEERING", "工程技术人员", "工程技术系列", "工程"])
def test_a_series_is_found_as_people_write_it(written):
    assert RULES.find_series(written).code == "ENGINEERING"


def test_an_unknown_series_is_refused():
    with pytest.raises(Refused) as caught:
        RULES.find_series("玄学")
    assert caught.value.code == "rules.series"


def test_no_name_of_a_series_means_two_series():
    names = [
        name
        for code in RULES.series_codes
        for name in (RULES.series(code).name_zh, *RULES.series(code).aliases)
    ]
    assert len(names) == len(set(names))


def test_only_sources_in_force_and_plans_decide():
    assert [each for each in SourceStanding if each.decides] == ["in_force", "plan"]
    for rule in RULES.all_rules:
        decided = RULES.deciding(rule.subject, region=rule.region, on=rule.effective)
        assert (rule in decided) is rule.standing.decides


def test_a_draft_decides_nothing():
    assert RULES.rule("recognition.yangtze-delta.shaoxing-draft").standing is SourceStanding.DRAFT
    assert RULES.deciding("recognition.agreement", region="3306", on=date(2025, 1, 1)) == ()


def test_a_plan_decides_in_its_year_and_region_only():
    subject, panjin = "meeting.last-day", "2111"
    assert RULES.limit(subject, region=panjin, on=date(2024, 7, 1)).is_hold
    for region, on in [(panjin, date(2025, 1, 1)), ("2102", date(2024, 7, 1))]:
        with pytest.raises(Refused) as caught:
            RULES.limit(subject, region=region, on=on)
        assert caught.value.code == "rules.none"


@pytest.mark.parametrize(
    ("region", "on", "rule"),
    [
        ("371000", date(2024, 5, 6), "notice.result-days.floor"),
        ("2111", date(2024, 7, 1), "notice.result-days.panjin-2024"),
        ("2111", date(2025, 7, 1), "notice.result-days.floor"),
    ],
)
def test_the_nearest_region_decides_before_the_floor(region, on, rule):
    found = RULES.limit("notice.result-days", region=region, on=on)
    assert found.id == rule
    assert found.number("working_days") == 5


@pytest.mark.parametrize(
    ("subject", "parameter", "value"),
    [("meeting.rounds", "rounds", 1), ("filing.years", "years", 3)],
)
def test_floors_of_this_system(subject, parameter, value):
    assert RULES.limit(subject, region="37", on=date(2024, 1, 1)).number(parameter) == value


def test_floors_say_what_their_page_says():
    page = re.sub(r"\s", "", (ROOT / "docs/formats/rule-catalogue.md").read_text("utf-8"))
    floors = [rule for rule in RULES.all_rules if rule.document.id == "floors"]
    assert floors
    for rule in floors:
        assert re.sub(r"\s", "", rule.says) in page
        assert rule.clause in page


def test_a_parameter_of_another_type_is_refused_by_name():
    rule = RULES.limit("notice.result-days", region="37", on=date(2024, 1, 1))
    for read in (rule.text, rule.texts):
        with pytest.raises(Malformed) as caught:
            read("working_days")
        assert caught.value.facts == {"rule": rule.id, "parameter": "working_days"}
    with pytest.raises(Malformed):
        rule.number("breach")


def test_a_rule_with_a_document_number_quotes_it():
    for rule in RULES.all_rules:
        assert rule.says
        assert rule.clause
        if rule.standing.decides:
            assert rule.document.number
        assert rule.document.reference
        assert rule.checked_on >= date(2026, 1, 1)


def test_the_digest_is_of_the_content_and_not_of_its_layout():
    book = texts()
    files = parse(RULES.content, limit=2**20)
    digests = {name: sha256(canonical(content)) for name, content in files.items()}
    assert RULES.digest == RULES.brief.digest == sha256(canonical(digests))
    book["limits.toml"] = "# another comment\n\n" + book["limits.toml"]
    assert read_rules(book).digest == RULES.digest
    book["limits.toml"] = book["limits.toml"].replace("working_days = 5", "working_days = 7", 1)
    assert read_rules(book).digest != RULES.digest


def test_an_unknown_rule_is_refused():
    with pytest.raises(Refused) as caught:
        RULES.rule("limit.invented")
    assert caught.value.code == "rules.unknown"


def test_regions_have_names_and_the_unknown_keeps_its_code():
    assert RULES.region_name("371000") == "威海市"
    assert RULES.region_name("3710", "en") == "Weihai"
    assert RULES.region_name("9999") == "9999"
    assert RULES.region("37").name == "山东省"
    assert len([each for each in RULES.regions if len(each.code) == 2]) == 35  # and CN


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        ("CN", "37", True),
        ("37", "371000", True),
        ("370000", "3710", True),
        ("3710", "37", False),
        ("3710", "3701", False),
        ("37", "CN", False),
    ],
)
def test_a_region_covers_what_lies_in_it(outer, inner, inside):
    assert covers(outer, inner) is inside


def test_codes_lose_the_zeros_that_only_fill_them():
    assert [short_code(code) for code in ("370000", "371000", "371002", "10")] == [
        "37", "3710", "371002", "10",
    ]  # fmt: skip


def test_the_thirteen_occupations_are_there():
    assert len(RULES.occupations) == 13
    assert RULES.occupation("2-02-10-09") is RULES.occupation("2-02-38-01")
    with pytest.raises(Refused) as caught:
        RULES.occupation("4-04-04-05")
    assert caught.value.code == "rules.occupation"


def test_a_limit_without_its_measure_is_refused():
    error = refusal(limits=("working_days = 5\n", ""))
    assert (error.code, error.facts["member"]) == ("rules.member", "parameters")


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "member"),
    [
        ("limits", 'breach = "refuse"', 'breach = "shrug"',
         "notice.result-days.floor", "parameters.breach"),
        ("limits", 'breach = "refuse"', 'breach = "refuse"\ncolour = "red"',
         "notice.result-days.floor", "parameters.colour"),
        ("limits", "working_days = 5", "working_days = 5.5",
         "notice.result-days.floor", "parameters.working_days"),
        ("limits", "working_days = 5", "working_days = -5",
         "notice.result-days.floor", "parameters.working_days"),
        ("limits", "effective = 2019-01-01", 'effective = "2019-01-01"',
         "notice.result-days.floor", "effective"),
        ("limits", 'kind = "window"', 'kind = "limt"', "notice.result-days.floor", "kind"),
        ("limits", 'clause = "F1"', 'clause = ""', "notice.result-days.floor", "clause"),
        ("limits", 'clause = "F1"', 'claus = "F1"', "notice.result-days.floor", "clause"),
        ("limits", 'clause = "F1"', 'clause = "F1"\nnote = "x"',
         "notice.result-days.floor", "note"),
        ("limits", "until = 2024-12-31", "until = 2024-01-01",
         "notice.result-days.panjin-2024", "until"),
        ("limits", "until = 2024-12-31\n", "", "notice.result-days.panjin-2024", "until"),
        ("limits", "full_senior = 1\n", "", "nomination.quota.weihai-national",
         "parameters.full_senior"),
        ("authorities", 'levels = ["INTERMEDIATE", "ASSISTANT", "TECHNICIAN"]',
         'levels = ["INTERMEDIATE", "INTERMEDIATE"]',
         "authority.self-review.weihai", "parameters.levels"),
        ("series", 'ASSISTANT = ["助教"]', 'ASSISTANT = ["教授"]', "UNIV_TEACHER",
         "track.ASSISTANT"),
        ("series", 'ASSISTANT = ["助教"]', 'ASSISTENT = ["助教"]', "track 1", "ASSISTENT"),
        ("series", 'aliases = ["高校教师"]', 'aliases = "高校教师"', "UNIV_TEACHER", "aliases"),
        ("limits", '[rule.parameters]\nbound = "least"\nworking_days = 5\nbreach = "refuse"',
         "parameters = 5",
         "notice.result-days.floor", "parameters"),
        ("regions", 'code = "11"', 'code = "110000"', "110000", "code"),
        ("documents", 'standing = "plan"', 'standing = "maybe"', "panjin-2024-34", "standing"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_file_entry_and_member(file, old, new, entry, member):
    error = refusal(**{file: (old, new)})
    assert error.code == "rules.member"
    assert error.facts["file"] == f"{file}.toml"
    assert (error.facts["entry"], error.facts["member"]) == (entry, member)
    assert error.facts["expected"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("limits", "[[rule]]", "[[rule]", "rules.toml"),
        ("limits", 'id = "notice.unit-days.panjin-2024"', 'id = "notice.result-days.floor"',
         "rules.twice"),
        ("limits", 'document = "floors"', 'document = "hearsay"', "rules.reference"),
        ("limits", 'region = "CN"', 'region = "98"', "rules.reference"),
        ("correspondence", 'series = "ENGINEERING"', 'series = "MAGIC"', "rules.reference"),
        ("documents", 'number = "盘人社发〔2024〕34号"\n', "", "rules.decides"),
        ("scopes", 'document = "shaoxing-draft"',
         'document = "shaoxing-draft"\nstanding = "in_force"', "rules.decides"),
    ],
)  # fmt: skip
def test_a_book_that_could_mislead_is_refused(file, old, new, code):
    assert refusal(**{file: (old, new)}).code == code


@pytest.mark.parametrize("text", ["rule = 5", "rule = []", "rule = [1]", "", "[[ruel]]\nid = 1"])
def test_a_file_of_something_else_is_refused(text):
    book = {**texts(), "limits.toml": text}
    with pytest.raises(Malformed) as caught:
        read_rules(book)
    assert (caught.value.code, caught.value.facts["file"]) == ("rules.member", "limits.toml")


def test_a_file_too_few_or_too_many_is_refused():
    book = texts()
    book["extra.toml"] = ""
    with pytest.raises(Malformed) as caught:
        read_rules(book)
    assert (caught.value.code, caught.value.facts["file"]) == ("rules.files", "extra.toml")


def test_every_kind_is_used_or_is_none():
    assert {rule.kind for rule in RULES.all_rules} == set(Kind)
