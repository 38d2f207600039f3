"""zc-verify: words, JSON, exit codes, and what it does without."""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import click
import pytest

from tests.verifier.desk import AT, Desk
from tests.verifier.judging import edited
from tests.verifier.world import ANCHOR_ENTITY, MARINE, NOW, moment
from verifier import cli
from verifier.acts import Cause
from verifier.bundle import Seen
from verifier.recognition import Employer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def look_alike(link: str) -> str:
    return link.replace("zc.weihai", "zc-weihai")


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_valid_certificate_is_told_with_its_ten_findings(desk, capsys):
    assert run(desk.arguments(desk.text(desk.world.full(desk.world.copy)))) == 0
    told = capsys.readouterr()
    assert told.out.startswith("✔ 有效\n  证书真实，当前有效。\n")
    assert "姓名  欧阳文博" in told.out
    assert "级别  副高级" in told.out
    assert len(re.findall(r"(?m)^ +\d+ ✓ 通过 ", told.out)) == 10
    assert "核验时间  2024-07-01 10:00:00" in told.out
    assert told.err == ""


def test_english_is_spoken(desk, capsys):
    arguments = desk.arguments(desk.text(desk.world.copy.credential), "--lang", "en")
    assert run(arguments) == 0
    told = capsys.readouterr().out
    assert told.startswith("✔ Valid\n  This certificate is genuine and currently valid.\n")
    assert "Level  Associate Senior" in told
    assert "Series  Engineering Professionals" in told


def test_json_says_the_same_to_a_machine(desk, capsys):
    desk.world.take_back(desk.world.copy, Cause.IMPROPER_MEANS)
    assert run(desk.arguments(desk.text(desk.world.full(desk.world.copy)), "--json")) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "REVOKED"
    assert told["line"] == "2024-06-25，威海市示例人力资源和社会保障局，威人社撤〔2024〕3号。"
    assert (told["checked_at"], told["status_as_of"]) == (AT, AT)
    assert [each["step"] for each in told["findings"]] == list(range(1, 11))
    assert told["findings"][8]["code"] == "status.revoked"
    assert told["certificate"]["name"] == "欧阳文博"
    assert told["certificate"]["scope"] == {"kind": "PROVINCE", "region": "37"}


def test_a_forgers_words_are_not_repeated(desk, capsys):
    text = edited(desk.world.copy.credential, title="正高级工程师", level="FULL_SENIOR")
    source = desk.text(text)
    assert run(desk.arguments(source)) == 1
    told = capsys.readouterr().out
    assert told.startswith("✖ 不真实：内容被改动或签名不符\n")
    assert "正高级" not in told
    assert run(desk.arguments(source, "--json")) == 1
    assert json.loads(capsys.readouterr().out)["certificate"] is None


def test_a_recognised_title_says_from_what(desk, capsys):
    assert run(desk.arguments(desk.text(desk.world.full(desk.world.recognised)))) == 0
    told = capsys.readouterr().out
    assert "对应关系  人工智能工程技术人员（中级），威人社字〔2022〕32号 六" in told


def test_the_text_of_a_qr_code_can_be_given_as_it_is(desk, capsys):
    assert run(desk.arguments(desk.world.copy.offline)) == 0
    assert "欧阳文博" in capsys.readouterr().out


def test_standard_input_is_read(desk, capsys, monkeypatch):
    text = desk.world.copy.offline.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert run(desk.arguments("-")) == 0


@pytest.mark.parametrize(
    ("change", "code", "shape"),
    [
        (lambda world: world.copy.link, 2, "? 不能确认"),
        (
            lambda world: world.copy.offline.replace("zc.weihai", "zc-weihai"),
            1,
            "✖ 这不是官方二维码",
        ),
    ],
)
def test_exit_codes_of_what_is_not_valid(desk, capsys, change, code, shape):
    assert run(desk.arguments(change(desk.world))) == code
    assert capsys.readouterr().out.startswith(shape)


def test_not_official_names_both_hosts(desk, capsys):
    run(desk.arguments(look_alike(desk.world.copy.offline)))
    told = capsys.readouterr().out
    assert "它指向 zc-weihai.example（未打开）。官方域名只有 zc.weihai.example。" in told


def test_an_old_list_cannot_tell(desk, capsys):
    later = (NOW + timedelta(days=3)).isoformat()
    arguments = desk.arguments(desk.text(desk.world.copy.credential), "--at", later)
    assert run(arguments) == 2
    told = capsys.readouterr().out
    assert told.startswith("◷ 不能确认当前状态\n")
    assert "2024-07-01（3 天前）" in told


def test_an_expired_bundle_cannot_tell(desk, capsys):
    later = (NOW + timedelta(days=100)).isoformat()
    arguments = desk.arguments(desk.text(desk.world.copy.credential), "--at", later, "--json")
    assert run(arguments) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["findings"][0]["code"]) == ("CANNOT_TELL", "trust.expired")


@pytest.mark.parametrize("lose", ["suspend", "withdraw"])
def test_a_committee_that_lost_its_right_later_is_mentioned(desk, capsys, lose):
    getattr(desk.world, lose)(MARINE, at=moment(6, 20))
    assert run(desk.arguments(desk.text(desk.world.full(desk.world.copy)))) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "✔ 有效"
    assert "2024-06-20" in told[1]
    assert "仍然有效" in told[1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x"],
        ["x", "--bundle", "b", "--anchor", "a", "--at", "tomorrow"],
        ["x", "--bundle", "b", "--anchor", "a", "--colour"],
        ["x", "--bundle", "b", "--anchor", "a", "--lang", "fr"],
        ["x", "--bundle", "b", "--anchor", "a", "--employer", "STATE"],
    ],
)
def test_wrong_usage_is_three(arguments, capsys):
    assert run(arguments) == 3
    assert capsys.readouterr().err


def test_unusable_input_is_three_and_says_how_to_mend_it(desk, capsys):
    sources = {
        desk.file("a", "hello"): "wire.form",
        desk.file("b", b"\xff\xfe~"): "cli.unreadable",
        desk.file("c", b"x" * 300_000): "wire.too-large",
        str(desk.folder / "nothing.txt"): "cli.unreadable",
    }
    for source, code in sources.items():
        assert run(desk.arguments(source, "--json")) == 3
        told = json.loads(capsys.readouterr().out)
        assert told["error"] == code
        assert told["says"] != code


def test_an_unusable_bundle_is_three(desk, capsys):
    source = desk.text(desk.world.copy.credential)
    assert run(desk.arguments(source, bundle=b"{}")) == 3
    assert "缺少" in capsys.readouterr().err


def test_help_is_zero(capsys):
    assert run(["--help"]) == 0
    assert "--bundle" in capsys.readouterr().out


def test_the_memory_refuses_an_older_bundle(desk, capsys):
    memory = str(desk.folder / "seen.json")
    source = desk.text(desk.world.copy.credential)
    newer = desk.world.bundle_bytes(desk.world.part(), anchor_list=desk.world.anchor_list(seq=2))
    assert run(desk.arguments(source, "--memory", memory, bundle=newer)) == 0
    seen = Seen.from_bytes(Path(memory).read_bytes())
    assert seen.at_least(f"trust {ANCHOR_ENTITY}") == 2
    capsys.readouterr()
    assert run(desk.arguments(source, "--memory", memory, "--json")) == 3
    assert json.loads(capsys.readouterr().out)["error"] == "trust.rolled-back"
    assert Seen.from_bytes(Path(memory).read_bytes()) == seen
    assert [each.name for each in desk.folder.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-07-01", "2024-07-01T23:59:59+08:00"),
        ("2024-07-01T10:00:00", "2024-07-01T10:00:00+08:00"),
        ("2024-07-01T10:00:00+00:00", "2024-07-01T10:00:00+00:00"),
    ],
)
def test_a_moment_without_a_zone_is_chinas(desk, capsys, written, read):
    source = desk.text(desk.world.copy.credential)
    run(desk.arguments(source, "--at", written, "--json"))
    assert json.loads(capsys.readouterr().out)["checked_at"] == read


def test_without_a_moment_it_is_now(desk, capsys):
    arguments = desk.arguments(desk.text(desk.world.copy.credential), "--json")
    arguments.remove("--at")
    arguments.remove(AT)
    assert run(arguments) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["findings"][0]["code"] == "trust.expired"


def test_a_screen_sees_the_same_words_in_colour(desk, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(desk.arguments(desk.text(desk.world.copy.credential))) == 0
    told = capsys.readouterr().out
    assert "✔ 有效" in told
    assert "欧阳文博" in told


def test_a_memory_that_cannot_be_kept_is_an_error_and_leaves_nothing(desk, capsys, monkeypatch):
    def fail(*_):
        raise OSError(28, "no space", "seen.json")

    monkeypatch.setattr(Path, "replace", fail)
    arguments = desk.arguments(desk.text(desk.world.copy.credential))
    assert run([*arguments, "--memory", str(desk.folder / "seen.json")]) == 3
    assert "seen.json" in capsys.readouterr().err
    assert [each.name for each in desk.folder.iterdir() if "seen" in each.name] == []


def test_an_interrupted_call_is_no_verdict(monkeypatch):
    def interrupt(**_):
        raise click.Abort

    monkeypatch.setattr(cli.command, "main", interrupt)
    assert run([]) == 3


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["--to", "370000"], (0, "VALID", "认可 · 山东省")),
        (["--to", "3306", "--employer", "PRIVATE"], (1, "OUT_OF_SCOPE", "需要确认 · 绍兴市")),
        (["--to", "99"], (2, "CANNOT_TELL", "没有依据，不作结论 · 99")),
    ],
)
def test_a_place_may_be_named(desk, capsys, where, expected):
    code, verdict, told = expected
    arguments = desk.arguments(desk.text(desk.world.full(desk.world.copy)), *where)
    assert run(arguments) == code
    assert told in capsys.readouterr().out
    assert run([*arguments, "--json"]) == code
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], said["place"]["receiving"]["region"]) == (
        verdict,
        where[1].removesuffix("0000"),
    )


def test_every_kind_of_employer_may_be_named():
    assert list(Employer) == list(cli.EMPLOYERS)
