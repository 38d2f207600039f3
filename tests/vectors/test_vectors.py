"""Every vector comes to what it must, for the reason that it names, and its control does not."""

from __future__ import annotations

import pytest

from tests.vectors.build import build
from tests.vectors.vector import FOLDER, KINDS, NEGATIVE, POSITIVE, Vector, read_vectors, run

CONTROLS = read_vectors(FOLDER, POSITIVE)
FLAWS = read_vectors(FOLDER, NEGATIVE)
CHANGED = ("input", "bundle", "anchor", "at", "memory")


def named(vectors: dict[str, Vector]) -> list:
    return [pytest.param(each, id=name) for name, each in vectors.items()]


@pytest.mark.parametrize("vector", named(CONTROLS))
def test_what_is_as_it_should_be_is_accepted(vector):
    outcome = run(vector)
    assert outcome.meets(vector.expected), outcome
    assert outcome.codes == set(vector.expected.findings)


@pytest.mark.parametrize("vector", named(FLAWS))
def test_each_flaw_is_refused_for_the_reason_it_names(vector):
    outcome = run(vector)
    assert vector.expected.findings, "a refusal names its reason"
    assert outcome.verdict not in {"VALID", "VALID_AUTH_WITHDRAWN"}
    assert outcome.meets(vector.expected), outcome


@pytest.mark.parametrize("vector", named(FLAWS))
def test_without_its_one_defect_it_is_accepted(vector):
    control = CONTROLS[vector.control]
    differs = [each for each in CHANGED if getattr(vector, each) != getattr(control, each)]
    assert len(differs) == 1
    assert (vector.kind, vector.issuer) == (control.kind, control.issuer)
    assert run(control).verdict in {None, "VALID"}
    assert run(control).error is None


def test_there_are_vectors_of_every_kind():
    assert {each.kind for each in CONTROLS.values()} == KINDS
    assert {each.kind for each in FLAWS.values()} == KINDS
    assert len(FLAWS) >= 300


def test_each_flaw_is_its_own():
    """No two vectors present the same thing in the same circumstances."""
    every = [*CONTROLS.values(), *FLAWS.values()]
    seen = {
        (each.kind, *(str(getattr(each, member)) for member in CHANGED), each.issuer)
        for each in every
    }
    assert len(seen) == len(every)
    assert all(each.says.endswith(".") for each in every)


def test_vectors_built_anew_come_to_the_same(tmp_path):
    """`build` makes fresh keys; documents, expectations and outcomes stay."""
    build(tmp_path)
    for which, committed in ((POSITIVE, CONTROLS), (NEGATIVE, FLAWS)):
        fresh = read_vectors(tmp_path, which)
        said = {name: (each.says, each.expected, each.control) for name, each in fresh.items()}
        assert said == {
            name: (each.says, each.expected, each.control) for name, each in committed.items()
        }, "run `python -m tests.vectors.build`"
        assert [
            n for n, each in fresh.items() if not run(each, tmp_path).meets(each.expected)
        ] == []


@pytest.mark.drill
def test_both_sets_come_to_what_they_must(tmp_path, figures):
    """The set that is committed, and one that is built now: a line of figures."""
    build(tmp_path)
    for folder in (FOLDER, tmp_path):
        for vector in read_vectors(folder, NEGATIVE).values():
            outcome = run(vector, folder)
            assert outcome.meets(vector.expected), (vector.name, outcome)
            assert outcome.verdict not in {"VALID", "VALID_AUTH_WITHDRAWN"}
            assert outcome.codes, vector.name
        for vector in read_vectors(folder, POSITIVE).values():
            assert run(vector, folder).meets(vector.expected), vector.name
    figures(
        f"vectors: {len(FLAWS)} negative, each refused for the reason it names,"
        f" {len(CONTROLS)} positive; a set built anew agrees"
    )


def test_a_vector_survives_its_file():
    for each in FLAWS.values():
        assert Vector.from_text(each.to_text()) == each


def test_no_private_key_is_written():
    for path in FOLDER.rglob("*.json"):
        assert '"d":' not in path.read_text("utf-8")
