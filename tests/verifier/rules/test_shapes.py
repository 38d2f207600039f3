"""The table of kinds: the same in the code and on its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from keys.errors import Malformed
from tests.verifier.rules.books import with_own
from tests.verifier.rules.test_own_rules import DOCUMENT, RULE
from verifier.rules import Kind
from verifier.rules.building import FILES
from verifier.rules.shapes import ONE_OF, PARAMETERS, SOME_OF, situation_is_known

PAGE = (Path(__file__).parents[3] / "docs/formats/rule-catalogue.md").read_text("utf-8")
ELSEWHERE = {Kind.CORRESPONDENCE, Kind.RECOGNITION}
CASE = {"when", "unless"}


def test_every_kind_has_its_parameters():
    assert set(PARAMETERS) == set(Kind)
    for kind, names in (ONE_OF | SOME_OF).items():
        assert names <= PARAMETERS[kind].keys()


@pytest.mark.parametrize("kind", sorted(set(Kind) - ELSEWHERE))
def test_the_page_names_the_parameters_of_a_kind(kind):
    (row,) = re.findall(rf"^\| `{kind}` \| (.*?) \|", PAGE, re.MULTILINE)
    named = set(re.findall(r"`([a-z_]+)`", row))
    assert named == PARAMETERS[kind].keys() - CASE
    assert ("case" in row) is (PARAMETERS[kind].keys() >= CASE)


def test_the_page_names_every_file():
    assert set(re.findall(r"`([a-z]+\.toml)`", PAGE)) == set(FILES)


def test_a_situation_is_a_known_name_with_known_values():
    series = frozenset({"ENGINEERING"})
    assert situation_is_known("pathway=POSTED|OFF_POST", series=series)
    assert situation_is_known("series=ENGINEERING", series=series)
    for text in ("pathway", "pathway=", "pathway=TELEPORT", "weather=RAIN", "series=MAGIC"):
        assert not situation_is_known(text, series=series)


@pytest.mark.parametrize(
    ("old", "new", "member"),
    [
        ('bound = "least"', 'bound = "lest"', "parameters.bound"),
        ('breach = "refuse"', 'breach = "refuse"\nwhen = ["weather=RAIN"]', "parameters.when"),
        ('breach = "refuse"', 'breach = "refuse"\nunless = []', "unless"),
        ("working_days = 7", "working_days = 7\ndays = 7", "parameters"),
        ("working_days = 7", 'working_days = "7"', "parameters.working_days"),
    ],
)
def test_a_parameter_of_another_shape_is_named(old, new, member):
    with pytest.raises(Malformed) as caught:
        with_own(DOCUMENT + RULE.replace(old, new))
    assert caught.value.code == "rules.member"
    assert str(caught.value.facts["member"]).endswith(member)
    assert caught.value.facts["expected"]


CONDITION = """
[[rule]]
id = "conditions.own"
subject = "conditions.own"
kind = "condition"
document = "weihai-own"
clause = "二"
says = "本科毕业满五年"
effective = 2025-03-01
region = "3710"
[rule.parameters]
series = ["ENGINEERING"]
"""


@pytest.mark.parametrize(
    ("parameters", "member"),
    [
        ("years_in_title = 2", "parameters.years_in_title"),
        ('title = "ASSISTANT"', "parameters.years_in_title"),
        ("years_in_skill_work = 2", "parameters.years_in_skill_work"),
        ("at_least = 2", "parameters.at_least"),
        ('at_least = 3\nof = ["a", "b"]', "parameters.at_least"),
        ('at_least = 0\nof = ["a", "b"]', "parameters.at_least"),
    ],
)
def test_a_condition_that_could_not_be_judged_is_refused(parameters, member):
    with pytest.raises(Malformed) as caught:
        with_own(DOCUMENT + CONDITION + parameters)
    assert (caught.value.code, caught.value.facts["member"]) == ("rules.member", member)


@pytest.mark.parametrize("day", ["13-01", "11-31", "02-29", "1-1", "00-10", "11-30x"])
def test_a_last_day_is_a_day_of_the_year(day):
    entry = RULE.replace('kind = "window"', 'kind = "deadline"')
    entry = entry.replace('bound = "least"\nworking_days = 7', f'last_day = "{day}"')
    with pytest.raises(Malformed) as caught:
        with_own(DOCUMENT + entry)
    assert caught.value.facts["member"] == "parameters.last_day"
