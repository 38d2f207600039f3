"""The clause table claims nothing that the tree does not hold, and its page is up to date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clauses.table import PAGE, State, collected, count, page, problems, read
from verifier.rules import load_rules

RULES = load_rules()
CLAUSES = read()
BY_ID = {each.id: each for each in CLAUSES}

# Sentences of the documents that the 104 clauses do not quote, and that rule something too.
BEYOND = {
    "authority.self-review.shanxi",
    "education.middle-worker.shanxi",
    "education.prep-technician.shanxi",
    "education.senior-worker-class.shanxi",
    "pathway.postdoc-full-senior.panjin-2024",
}


@pytest.fixture(scope="module")
def nodes():
    return collected(CLAUSES)


def test_every_row_holds(nodes):
    assert list(problems(CLAUSES, RULES, nodes)) == []


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(CLAUSES, RULES), "run `make clauses`"


def test_two_clauses_are_outside():
    assert [each.id for each in CLAUSES if each.state is State.OUTSIDE] == ["A26", "A99"]
    assert " of 102 run" in count(CLAUSES)


def test_every_rule_of_the_policy_documents_is_claimed_by_a_clause():
    policies = {document for each in CLAUSES for document in each.documents}
    claimed = {entry for each in CLAUSES for entry in each.entries}
    loose = {
        rule.id
        for rule in RULES.all_rules
        if rule.document.id in policies
        and rule.kind not in ("correspondence", "recognition")
        and rule.id not in claimed
    }
    assert loose == BEYOND


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"passes": ("tests/verifier/test_merkle.py::test_of_nothing",)}, "no such test"),
        ({"entries": ("limit.invented",)}, "no such entry"),
        ({"documents": ("hearsay",)}, "no such document"),
        ({"quote": "「其他的话」"}, "quotes other words"),
        ({"fails": ()}, "needs a test"),
        ({"state": State.LATER}, "names no owner"),
    ],
)
def test_a_claim_that_does_not_hold_is_told(changed, said, nodes):
    broken = replace(BY_ID["A88"], **changed)
    rows = [broken if each.id == "A88" else each for each in CLAUSES]
    found = list(problems(rows, RULES, nodes))
    assert found
    assert any(each.startswith("A88: ") and said in each for each in found)


def test_a_row_left_out_is_told(nodes):
    assert "in order" in next(problems(CLAUSES[1:], RULES, nodes))
