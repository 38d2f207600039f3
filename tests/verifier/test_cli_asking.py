"""zc-verify equivalence and recognise: words, JSON and exit codes."""

from __future__ import annotations

import json

import pytest

from tests.verifier.desk import Desk
from tests.verifier.judging import edited
from tests.verifier.test_cli import run
from verifier.acts import Cause

PANJIN = ["equivalence", "--held", "digital-grade", "--grade", "JUNIOR", "--name", "2-02-38-01"]
PANJIN += ["--region", "2111", "--on", "2024-09-01"]
MET = [part for name in ("provincial-programme", "education", "years") for part in ("--met", name)]


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("more", "code", "begins"),
    [
        (MET, 0, "可以对应 · 人工智能工程技术人员（初级） · 盘锦市"),
        ([], 2, "条件待核实 · "),
        (["--not-met", "years"], 1, "不能对应 · "),
        (["--lang", "en", *MET], 0, "Corresponds · "),
    ],
)
def test_a_correspondence_is_told(capsys, more, code, begins):
    assert run([*PANJIN, *more]) == code
    told = capsys.readouterr().out
    assert told.startswith(begins)
    assert "盘人社发〔2024〕34号 一、（一）" in told


def test_a_correspondence_as_json(capsys):
    assert run([*PANJIN, *MET, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["answer"], told["is_title"]) == ("EQUIVALENT", False)
    assert told["rule"]["number"] == "盘人社发〔2024〕34号"
    assert told["options"][0]["titles"] == ["助理工程师"]
    assert told["question"]["on"] == "2024-09-01"


def test_a_day_that_is_none_is_a_mistake_of_usage(capsys):
    assert run([*PANJIN[:-1], "2024-09-31"]) == 3


def recognise(desk: Desk, text: str, *more: str) -> int:
    return run(["recognise", *desk.arguments(desk.text(text), *more)])


@pytest.mark.parametrize(
    ("region", "code", "begins"),
    [("3702", 0, "认可 · 青岛市"), ("3306", 2, "需要确认 · 绍兴市"), ("99", 2, "没有依据")],
)
def test_recognition_is_told_with_its_clause(desk, capsys, region, code, begins):
    assert recognise(desk, desk.world.full(desk.world.copy), "--to", region) == code
    told = capsys.readouterr().out
    assert told.startswith(begins)
    assert "最终由接收地的人力资源社会保障部门决定。" in told
    assert "证书状态截至  2024-07-01 10:00:00" in told


def test_a_revoked_title_counts_nowhere(desk, capsys):
    desk.world.take_back(desk.world.copy, Cause.IMPROPER_MEANS)
    assert recognise(desk, desk.world.full(desk.world.copy), "--to", "3702", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["step"], told["reason"]) == ("M03", "REVOKED")


def test_an_altered_certificate_counts_nowhere(desk, capsys):
    text = edited(desk.world.copy.credential, title="正高级工程师", level="FULL_SENIOR")
    assert recognise(desk, text, "--to", "3702") == 1
    assert "正高级" not in capsys.readouterr().out


def test_what_is_no_certificate_is_told_with_its_code(desk, capsys):
    assert recognise(desk, "not a certificate", "--to", "3702", "--json") == 3
    assert json.loads(capsys.readouterr().out)["error"] == "wire.form"
