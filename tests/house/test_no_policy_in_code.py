"""No region, no document number and no date of the regulations stands in Python.

They are entries of the rule catalogue. Docstrings and comments cite documents; what is told here
are the texts that code works with.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import PACKAGES, ROOT, files, named
from verifier.rules import load_rules

RULES = load_rules()
REGIONS = {each.code for each in RULES.regions} - {"CN"}
DOCUMENT_NUMBER = re.compile(r"〔(?:19|20)\d{2}〕|令第\d+号")
DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
# The example authority is a story with places, people and papers of its own.
STORY = "issuer/example/"

OTHER_CODES = {
    "issuer/identity.py": "GB 11643-1999: how the number of a resident may begin",
    "issuer/store/failures.py": "classes of SQLSTATE",
}


def texts() -> Iterator[tuple[str, str]]:
    """Every text that code works with, with its place; docstrings are left out."""
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] not in PACKAGES or named(path).startswith(STORY):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        words = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in words:
                continue
            if isinstance(node.value, str):
                yield f"{named(path)}:{node.lineno}", node.value


TEXTS = list(texts())


def test_texts_were_found():
    assert len(TEXTS) > 3000


def test_no_region_stands_in_code():
    elsewhere = [each for each in TEXTS if each[0].partition(":")[0] not in OTHER_CODES]
    assert [f"{place} {text}" for place, text in elsewhere if text in REGIONS] == []


def test_no_document_number_stands_in_code():
    assert [f"{place} {text}" for place, text in TEXTS if DOCUMENT_NUMBER.search(text)] == []


def test_no_day_of_the_year_stands_in_code():
    assert [f"{place} {text}" for place, text in TEXTS if DAY_OF_YEAR.fullmatch(text)] == []


def test_no_name_of_a_rule_of_a_region_stands_in_code():
    """Code asks for a subject, and the book says which rule decides there on that day."""
    ids = {rule.id for rule in RULES.all_rules} - {rule.subject for rule in RULES.all_rules}
    assert [f"{place} {text}" for place, text in TEXTS if text in ids] == []
