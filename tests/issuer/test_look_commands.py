from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copyfile
from typing import Any

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

import issuer.example
from issuer.cli import main
from issuer.config import Config, InstanceIdentity
from issuer.printing import LOOK_FILE, look_of
from issuer.render.look import DEFAULT_LOOK, load_look
from keys.errors import Refused
from verifier.rules import load_rules

LOOKS = Path(issuer.example.__file__).parent / "looks"


def place(instance: Path, region: str) -> None:
    """Who the instance is."""
    identity = InstanceIdentity(
        entity="https://zc.weihai.example",
        host="zc.weihai.example",
        region=region,
        name="威海市人力资源和社会保障局（示例）",
        anchor="https://anchor.example",
    )
    (instance / InstanceIdentity.FILE).write_text(identity.to_toml(), "utf-8")


@pytest.fixture
def run(tmp_path):
    """`zc-issuer look ...` of an authority in a region; no key is needed."""

    def run(*words: object, region: str = "371000") -> tuple[int, dict[str, Any]]:
        place(tmp_path, region)
        env = {"ZC_INSTANCE": str(tmp_path)}
        done = CliRunner().invoke(main, ["--json", "look", *map(str, words)], env=env)
        return done.exit_code, json.loads(done.stdout)

    return run


@pytest.mark.parametrize("name", ["weihai", "panjin"])
def test_a_specimen_shows_the_look_with_nobody_on_it(run, tmp_path, name):
    path = tmp_path / "specimen.pdf"
    code, said = run("preview", LOOKS / f"{name}.toml", "--to", path)
    assert code == 0
    assert said["pdf"] == str(path)
    for page in pypdfium2.PdfDocument(path.read_bytes()):
        words = page.get_textpage().get_text_range().replace(" ", "")
        assert "人员均为虚构" in words
        assert "威海市人力资源和社会保障局（示例）" in words
    assert len(pikepdf.open(BytesIO(path.read_bytes())).attachments) == 0


def test_a_look_that_can_be_used_is_named_by_its_digest(run):
    code, said = run("check", LOOKS / "weihai.toml")
    assert code == 0
    assert set(said) == {"look"}
    assert run("check", LOOKS / "panjin.toml")[1] != said


@pytest.mark.parametrize("command", ["check", "preview"])
def test_a_look_that_cannot_be_used_is_refused_by_its_member(run, tmp_path, command):
    path, target = tmp_path / "look.toml", tmp_path / "specimen.pdf"
    path.write_text('[colours]\nink = "#cccccc"\n', "utf-8")
    code, said = run(command, path, *(("--to", target) if command == "preview" else ()))
    assert code == 1
    assert said["error"] == "look.faint"
    assert said["facts"]["member"] == "colours.ink"
    assert not target.exists()


def test_what_the_region_wants_on_the_face_is_asked_for(run):
    code, said = run("check", LOOKS / "weihai.toml", region="140100")
    assert (code, said["error"]) == (1, "look.required")
    assert run("check", LOOKS / "panjin.toml", region="140100")[0] == 0


def test_a_press_takes_the_look_that_lies_in_its_instance(tmp_path):
    config, at = Config.from_env({"ZC_INSTANCE": str(tmp_path)}), datetime(2025, 7, 2, tzinfo=UTC)
    place(tmp_path, "371000")
    assert look_of(config, load_rules(), at=at) == DEFAULT_LOOK
    copyfile(LOOKS / "panjin.toml", tmp_path / LOOK_FILE)
    assert look_of(config, load_rules(), at=at) == load_look(LOOKS / "panjin.toml")


def test_a_press_prints_nothing_without_the_supervisor_that_its_region_wants(tmp_path):
    config, at = Config.from_env({"ZC_INSTANCE": str(tmp_path)}), datetime(2025, 7, 2, tzinfo=UTC)
    place(tmp_path, "140100")
    with pytest.raises(Refused, match=r"look\.required"):
        look_of(config, load_rules(), at=at)
    copyfile(LOOKS / "panjin.toml", tmp_path / LOOK_FILE)
    look_of(config, load_rules(), at=at)
