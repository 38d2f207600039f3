"""What follows from fraud, and what does not follow from a complaint."""

from __future__ import annotations

import pytest

from verifier.rules import load_rules
from verifier.ruling.revocation import Consequence, Outcome, consequence

RULES = load_rules()
BOTH = ("revocation.improper-means.weihai", "revocation.improper-means.panjin-2024")


@pytest.mark.parametrize("rule", BOTH)
def test_proved_fraud_takes_a_title_back_and_is_recorded(rule):
    found = consequence(RULES.rule(rule), is_proved=True, is_granted=True)
    assert found == Consequence(Outcome.REVOKE, integrity_record=True)


@pytest.mark.parametrize("rule", BOTH)
def test_a_complaint_alone_changes_nothing(rule):
    for is_granted in (True, False):
        found = consequence(RULES.rule(rule), is_proved=False, is_granted=is_granted)
        assert found == Consequence(Outcome.NOTHING, integrity_record=False)


def test_proved_before_the_grant_it_ends_the_application_where_the_rule_says_so():
    weihai, panjin = (
        consequence(RULES.rule(rule), is_proved=True, is_granted=False) for rule in BOTH
    )
    assert panjin == Consequence(Outcome.CANCEL_APPLICATION, integrity_record=True)
    assert weihai == Consequence(Outcome.NOTHING, integrity_record=False)
