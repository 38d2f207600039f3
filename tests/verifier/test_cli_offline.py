"""`zc-verify offline-page` writes a checked page, and none over lists that cannot be believed."""

from __future__ import annotations

import json

import pytest

from keys.encoding import fingerprint, sha256
from tests.verifier.world import NOW, World
from verifier.cli import main


@pytest.fixture
def world():
    return World()


@pytest.fixture
def files(tmp_path, world):
    (tmp_path / "bundle.json").write_bytes(world.bundle_bytes())
    (tmp_path / "anchor.json").write_bytes(world.anchor.to_bytes())
    return tmp_path


def run(folder, *more):
    named = ("--bundle", folder / "bundle.json", "--anchor", folder / "anchor.json")
    given = ("offline-page", *named, "--to", folder / "offline.html", "--at", NOW.isoformat())
    with pytest.raises(SystemExit) as ended:
        main([str(each) for each in (*given, *more)])
    return ended.value.code


def test_the_page_is_written_and_its_root_is_told(files, world, capsys):
    assert run(files, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    page = (files / "offline.html").read_bytes()
    assert told["size"] == len(page)
    assert told["fingerprint"] == fingerprint(sha256(world.anchor.to_bytes()))
    assert page.startswith(b"<!doctype html>")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_told_is_told_in_words(files, world, capsys, language):
    assert run(files, "--lang", language) == 0
    told = capsys.readouterr().out
    assert fingerprint(sha256(world.anchor.to_bytes())) in told
    assert "{" not in told


def test_lists_of_another_root_make_no_page(files, capsys):
    (files / "anchor.json").write_bytes(World().anchor.to_bytes())
    assert run(files) == 3
    assert capsys.readouterr().err
    assert not (files / "offline.html").exists()
