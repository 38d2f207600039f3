"""The README promises only what is there."""

from __future__ import annotations

import re
import tomllib

from issuer.config import table
from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_first_two_commands_are_demo_and_test_on_lines_of_their_own():
    commands = re.findall(r"^ *\$? *(make (?:demo|test)\b.*)$", README, re.MULTILINE)
    first = list(dict.fromkeys(commands))[:2]
    assert [command.split()[1] for command in first] == ["demo", "test"]


def test_every_make_target_it_names_exists():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


def test_every_command_it_names_is_installed():
    named = set(re.findall(r"\bzc-[a-z]+\b(?![/+-])", README))
    assert set(PYPROJECT["project"]["scripts"]) <= named


def test_its_table_of_settings_is_the_one_the_program_reads():
    """Written by `python -c 'from issuer.config import table; print(table())'`."""
    assert table() in README


def test_every_page_and_picture_it_links_exists():
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_lock_holds_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==\S+(?: ; [^\\]+)? \\$", lock, re.MULTILINE)
    assert len(pins) > 30
    assert len(re.findall(r"^[a-z0-9]", lock, re.MULTILINE)) == len(pins)
    assert "://" not in lock
    assert not re.search(
        r"^\s*(?:--index|--extra-index|--find-links|--trusted|-[if] )", lock, re.MULTILINE
    )


def test_the_lock_covers_every_dependency():
    lock = (ROOT / "requirements.lock").read_text("utf-8").lower()
    project = PYPROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(d for e in project["optional-dependencies"].values() for d in e),
    ]
    names = [re.split(r"[\[<>=]", wish)[0].lower() for wish in wanted]
    assert [name for name in names if f"\n{name}==" not in f"\n{lock}"] == []
