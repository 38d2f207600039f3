"""No guard of verifier, admission or envelope can be deleted without a test that fails."""

from __future__ import annotations

import pytest

from issuer.admission.header_rules import HEADER_RULES
from tests.drill import guards
from tests.drill.guards import ADMITTING, SEALING, BrokenDrill, Guard, Outcome, deleted, nothing
from verifier import checks


@pytest.mark.long
@pytest.mark.drill
def test_every_deleted_guard_fails_a_test(figures):
    outcomes = list(guards.drill(list(guards.guards())))
    figures(guards.figures(outcomes))
    assert [str(each) for each in outcomes if each.caught_by is None] == []


def test_every_step_and_every_rule_is_a_guard():
    names = [each.name for each in guards.guards()]
    assert len(set(names)) == len(names)
    assert set(guards.STEPS) == set(checks.__all__) - {"Case"}
    assert len(guards.STEPS) == 10
    assert set(guards.JUDGEMENTS) <= set(guards.STEPS)
    assert {f"verify.{step}" for step in guards.STEPS} < set(names)
    assert {f"{each.__module__}.{each.__name__}" for each in HEADER_RULES} < set(names)


def test_a_deleted_guard_is_caught_by_the_test_beside_it_and_nothing_else_is():
    gone = deleted("keys.envelope:_demand_distinct", SEALING)
    without, nobody, caught = guards.run([nothing(SEALING), Guard("nobody", SEALING), gone])
    assert str(without) == "tests.drill.without.guards_nothing … NOT CAUGHT"
    assert nobody.caught_by is None
    assert caught.caught_by is not None
    assert caught.caught_by.startswith("tests/keys/test_envelope_together.py::test_")


@pytest.mark.parametrize(
    "guard",
    [
        deleted("keys.envelope:_demand_nobody", SEALING),
        Guard("no step", SEALING, unheeded="nobody"),
        deleted("keys.envelope:_demand_typ", SEALING, first="no such test"),
        nothing(("tests/keys/test_nowhere.py",)),
    ],
    ids=["no function", "no step", "no test", "no file"],
)
@pytest.mark.drill
def test_what_is_not_there_is_not_said_to_be_caught(guard):
    with pytest.raises(BrokenDrill, match=guard.name):
        list(guards.run([guard]))


def test_the_figures_count_what_was_caught():
    guard = nothing(ADMITTING)
    assert guards.figures([Outcome(guard, "a test"), Outcome(guard, None)]) == (
        "guards: 2 deleted, 1 caught"
    )
