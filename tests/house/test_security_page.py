"""The page about attacks names only what is there: every vector, every test and every module."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatchcase

import pytest

from tests.house.tree import ROOT, files, named

PAGE = (ROOT / "docs/security.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")
SPINE = 15
NOT_YET = "not yet: "
# Formats that rows speak of, between the modules.
WORDS = frozenset({"seq", "prev", "exp", "typ", "#"})

ROWS = {int(number): cells for number, *cells in ROW.findall(PAGE)}
VECTORS = {
    path.stem for path in files(".json") if named(path.parent).startswith("tests/vectors/")
} - {path.stem for path in (ROOT / "tests/vectors/bundles").iterdir()}


def functions_named_test() -> frozenset[str]:
    return frozenset(
        node.name
        for path in files(".py")
        if path.name.startswith("test_")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


TESTS = functions_named_test()


def absent(name: str) -> bool:
    """Whether what a row calls its proof is nowhere."""
    if name.startswith("test_"):
        return name not in TESTS
    return not any(fnmatchcase(vector, name) for vector in VECTORS)


def test_the_attacks_of_the_spine_and_more_are_numbered_in_a_row():
    assert list(ROWS) == list(range(1, len(ROWS) + 1))
    assert len(ROWS) > SPINE


@pytest.mark.parametrize("number", ROWS)
def test_every_proof_that_a_row_names_exists(number):
    proofs = NAME.findall(ROWS[number][2])
    assert [name for name in proofs if absent(name)] == []
    assert proofs or NOT_YET.strip(": ") in ROWS[number][2]
    if number <= SPINE:
        assert len(proofs) >= 3


@pytest.mark.parametrize("number", ROWS)
def test_every_module_that_a_row_names_exists(number):
    modules = [name for name in NAME.findall(ROWS[number][1]) if name not in WORDS]
    assert [name for name in modules if not (ROOT / name).exists()] == []
    assert modules or NOT_YET in ROWS[number][1]


def test_a_name_of_nothing_is_noticed():
    assert absent("test_that_nobody_wrote")
    assert absent("alg-of-nobody-*")
    assert not absent("alg-none")


def test_every_negative_vector_stands_in_some_row():
    proofs = [name for cells in ROWS.values() for name in NAME.findall(cells[2])]
    negative = {path.stem for path in (ROOT / "tests/vectors/negative").iterdir()}
    assert {
        vector for vector in negative if not any(fnmatchcase(vector, each) for each in proofs)
    } == set()
