"""`zc-verify lists` tells whom the lists trust, by the fingerprints that two people compare."""

from __future__ import annotations

import json

import pytest

from keys.encoding import fingerprint, sha256
from keys.roles import Role
from tests.verifier.world import ENTITY, NOW, World
from verifier.cli import main


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture
def run(tmp_path, world, capsys):
    (tmp_path / "bundle.json").write_bytes(world.bundle_bytes())
    (tmp_path / "anchor.json").write_bytes(world.anchor.to_bytes())

    def call(*more):
        named = ("--bundle", tmp_path / "bundle.json", "--anchor", tmp_path / "anchor.json")
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in ("lists", *named, "--at", NOW.isoformat(), *more)])
        return ended.value.code, capsys.readouterr()

    call.folder = tmp_path
    return call


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_that_is_not_an_operators_is_told_by_its_fingerprint(run, world, language):
    code, told = run("--lang", language)
    view = world.bundle().authority(ENTITY)
    trust = view.trust
    keys = [key for each in trust.subjects() for key in trust.ever(each, Role.COMMITTEE)]
    assert code == 0
    assert keys
    for key in (*keys, *view.credential_keys, *world.anchor.keys):
        assert fingerprint(key.kid) in told.out
    assert fingerprint(sha256(world.anchor.to_bytes())) in told.out
    assert "{" not in told.out


def test_no_person_is_named(run, world):
    trust = world.bundle().authority(ENTITY).trust
    people = {key.person for each in trust.subjects() for key in trust.ever(each, Role.COMMITTEE)}
    told = run("--json")[1].out
    assert people
    assert not [each for each in people if each in told]
    assert '"OPERATOR"' not in told


def test_what_is_looked_for_is_told_alone(run):
    found = json.loads(run("--json", "--find", "committees/")[1].out)
    assert {each["kind"] for each in found} == {"committee"}


def test_lists_of_another_root_are_not_told(run):
    (run.folder / "anchor.json").write_bytes(World().anchor.to_bytes())
    code, told = run()
    assert code == 3
    assert not told.out
    assert told.err
