"""The page about abuse names only tests that there are, and says where there is none yet."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest

from issuer.web import limits, turnstile
from tests.house.test_security_page import TESTS
from tests.house.tree import ROOT, files

PAGE = (ROOT / "docs/abuse.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")
NOT_YET = "尚未 · not yet: "
CASES = 20
# What touches the public surface is shown by a test that goes through it.
PUBLIC = frozenset({1, 2, 3, 4, 5, 8, 9, 12, 13, 16, 17, 20})
THROUGH_IT = ("tests/journeys", "tests/issuer/web", "tests/drill", "tests/verifier/offline")

ROWS = {int(number): cells for number, *cells in ROW.findall(PAGE)}


def places() -> dict[str, set[str]]:
    """Test -> the files that it stands in."""
    found: dict[str, set[str]] = {}
    for path in files(".py"):
        if path.name.startswith("test_"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    found.setdefault(node.name, set()).add(str(path.relative_to(ROOT)))
    return found


PLACES = places()


def test_the_twenty_cases_are_numbered_and_told_in_both_languages():
    assert list(ROWS) == list(range(1, CASES + 1))
    for number, (abuse, happens, _) in ROWS.items():
        assert " · " in abuse, number
        assert " · " in happens, number


@pytest.mark.parametrize("number", ROWS)
def test_every_test_that_a_row_names_is_collected(number):
    named = NAME.findall(ROWS[number][2])
    assert named
    assert [name for name in named if name not in TESTS] == []
    # At the top of a test file, where it is collected; one marked to be skipped fails elsewhere.
    assert [name for name in named if name not in PLACES] == []


@pytest.mark.parametrize("number", sorted(PUBLIC))
def test_what_touches_the_public_surface_is_shown_through_it(number):
    named = NAME.findall(ROWS[number][2])
    assert any(place.startswith(THROUGH_IT) for name in named for place in PLACES[name])


def test_tests_are_collected_from_where_they_stand():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    roots = options.get("ini_options", options).get("testpaths", ["tests"])
    assert roots == ["tests"]


def test_a_name_of_nothing_is_noticed():
    assert "test_that_nobody_wrote" not in TESTS | PLACES.keys()


def test_what_is_not_built_is_said_in_one_form():
    assert PAGE.count("not yet: ") == PAGE.count(NOT_YET)
    assert ROWS[18][1].count(NOT_YET) == 1


@pytest.mark.parametrize(
    ("most", "seconds"),
    [
        (limits.NUMBER_FAILURES, "24 h"),
        (limits.NETWORK_FAILURES, "10 min"),
        (limits.SURROUNDING_FAILURES, "10 min"),
        (limits.ALL_FAILURES, "10 min"),
        (turnstile.NETWORK_REQUESTS, "min"),
        (turnstile.CODE_LOOKS, "s"),
        (limits.CODE_FAILURES, "h"),
        (limits.CLAIM_NETWORK_FAILURES, "10 min"),
        (limits.NETWORK_REPORTS, "10 min"),
    ],
)
def test_the_limits_on_the_page_are_those_of_the_code(most, seconds):
    assert re.search(rf"\| .*\b{most:,} / {seconds}\b.* \|", PAGE)
