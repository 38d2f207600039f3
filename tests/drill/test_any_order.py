"""In any order: whatever is done to the office, a model of plain dicts foretells what follows.

Batches, notices, publications, certificates, suspensions, revocations, committees that fall, a
clock that runs on, restarts and an older database put under newer files: each act is accepted or
refused as the model says, with its reason, and strangers are told what it says. That the drill
would notice is shown on a model with a wrong rule, and on an office that lost a guard.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase

from issuer import lifecycle
from issuer.registrar.errand import Errand
from keys.envelope import open_together
from tests.drill.any_order import Stage, drill
from tests.drill.compared import Difference, Tally

RUNS = {"sqlite": 60, "postgresql": 15}
STEPS = {"sqlite": 30, "postgresql": 20}
SMOKE_RUNS, SMOKE_STEPS = 3, 10
CONTROL_RUNS, CONTROL_STEPS = 200, 30
MORE, MORE_RUNS = 8, 15  # an unlucky draw is drawn again, but not for ever
# What so many runs must run into, or they would prove little.
REASONS = {
    *("confirm.nothing", "envelope.threshold", "lifecycle.batch", "lifecycle.title"),
    *("notice.too-short", "publication.rolled-back", "revoke.order", "row.already-holds"),
}
VERDICTS = {"VALID", "VALID_AUTH_WITHDRAWN", "SUSPENDED", "REVOKED", "CANCELLED"}
STATES = {"REJECTED", "ADMITTED", "NOTICED", "CONFIRMED", "MINTED"}


def told(engine: str, tally: Tally, steps: int) -> str:
    return (
        f"any order: {tally.runs} runs x {steps} steps, {tally.accepted} acts accepted, "
        f"{tally.refused} refused for {len(tally.reasons)} reasons, "
        f"{len(tally.verdicts)} verdicts, 0 differences ({engine})"
    )


def still_to_meet(stage: Stage, tally: Tally) -> set[str]:
    """What the runs have not run into; where something is left, more runs are made for it."""
    met = tally.reasons | tally.verdicts | tally.states
    for _ in range(MORE):
        missing = (REASONS | VERDICTS | STATES) - met
        if not missing:
            return set()
        further = drill(stage, MORE_RUNS, STEPS["sqlite"])
        met = met | further.reasons | further.verdicts | further.states
    return (REASONS | VERDICTS | STATES) - met


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage.on(None, tmp_path) as made:
        yield made


def test_a_few_acts_in_any_order_are_foretold(stage):
    tally = drill(stage, SMOKE_RUNS, SMOKE_STEPS, phases=(Phase.generate,))
    assert tally.runs >= SMOKE_RUNS


@pytest.mark.long
@pytest.mark.drill
@pytest.mark.parametrize("engine", RUNS)
def test_whatever_is_done_in_any_order_is_foretold(engine, tmp_path, request, figures):
    server = request.getfixturevalue("postgres_server") if engine == "postgresql" else None
    with Stage.on(server, tmp_path) as stage:
        tally = drill(stage, RUNS[engine], STEPS[engine])
        figures(told(engine, tally, STEPS[engine]))
        assert tally.runs >= RUNS[engine]
        if engine == "sqlite":
            assert not still_to_meet(stage, tally)


# --- a wrong rule in the model, or a guard less in the office, is noticed ----------------------


def _one_person_may_revoke(model, _patch):
    model.people["revoke"] = 1


def _a_revoked_title_comes_back(model, _patch):
    model.moves["REVOKED", "reinstate"] = "VALID"


def _a_suspension_is_not_shown(model, _patch):
    model.moves["VALID", "suspend"] = "VALID"


def _one_operator_is_enough(_model, patch):
    def alone(*given, threshold, **more):
        return open_together(*given, threshold=1, **more)

    patch.setattr("issuer.registrar.decisions_desk.open_together", alone)


def _the_office_brings_titles_back(_model, patch):
    key = (lifecycle.Standing.REVOKED, lifecycle.StandingEvent.REINSTATE)
    patch.setitem(lifecycle._TITLE, key, lifecycle.Standing.VALID)


def _any_publication_goes(_model, patch):
    patch.setattr("issuer.registrar.decisions_desk.check_confirmation", lambda *_, **__: None)


def _anything_is_granted_twice(_model, patch):
    patch.setattr("issuer.registrar.reception._refuse_double_titles", lambda *_: None)


def _older_rows_are_published(_model, patch):
    patch.setattr("issuer.publication._demand_ahead", lambda *_: None)


def _status_lists_stay_as_they_are(_model, patch):
    patch.setattr(Errand, "renew_status_list", lambda *_: None)


def _any_order_will_do(_model, patch):
    patch.setattr("issuer.registrar.taking_back._check_order", lambda *_: None)


@pytest.mark.drill
@pytest.mark.parametrize(
    "wrong",
    [
        _one_person_may_revoke,
        _a_revoked_title_comes_back,
        _a_suspension_is_not_shown,
        _one_operator_is_enough,
        _the_office_brings_titles_back,
        _any_publication_goes,
        _anything_is_granted_twice,
        _older_rows_are_published,
        _status_lists_stay_as_they_are,
        _any_order_will_do,
    ],
)
def test_what_is_wrong_is_noticed(stage, wrong, monkeypatch):
    wrong(stage.both.model, monkeypatch)
    with pytest.raises(Difference):
        drill(stage, CONTROL_RUNS, CONTROL_STEPS, phases=(Phase.generate,))
