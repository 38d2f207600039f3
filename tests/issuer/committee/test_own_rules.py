"""A desk that was given the authority's own rules asks them, as the office does."""

from __future__ import annotations

import json

import openpyxl
import pytest
from click.testing import CliRunner

from issuer.committee.cli import main
from keys.encoding import canonical
from tests.issuer.desk_world import AUTHORITY, COMMITTEE, committee, person, workbook

DRAFT = (
    *("draft", "list.xlsx", "--committee", "committee.json", "--number", "DZ-1"),
    *("--method", "评审", "--meeting", "2025-06-14", "--tally", "tally.pdf"),
    *("--applied", "9", "--reviewed", "6", "--standard", "示例标准条件（2025版）"),
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = {"committee": COMMITTEE, "authority": AUTHORITY, "metadata": committee().to_metadata()}
    (tmp_path / "committee.json").write_bytes(canonical({**file, "keys": []}))
    (tmp_path / "tally.pdf").write_bytes(b"signed tally")
    (tmp_path / "list.xlsx").write_bytes(workbook(person(1), person(2)))
    return tmp_path


def run(*words, code=0):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output + result.stderr
    return result


OWN = """
[[document]]
id = "weihai-own"
title = "关于推荐责任的通知（示例）"
number = "威人社字〔2025〕905号"
issuer = "威海市人力资源和社会保障局（示例）"
standing = "in_force"
checked_on = 2025-03-01

[[rule]]
id = "row.responsible.weihai-own"
subject = "row.responsible"
kind = "required"
document = "weihai-own"
clause = "二"
says = "谁推荐、谁审核"
effective = 2025-03-01
region = "3710"
[rule.parameters]
members = ["responsible_recommender"]
"""


def test_the_authority_s_own_rules_are_asked_where_the_desk_was_given_them(desk):
    (desk / "rules").mkdir()
    (desk / "rules" / "own.toml").write_text(OWN, "utf-8")
    run(*DRAFT)
    told = json.loads(run("--json", *DRAFT, "--rules", "rules", code=1).stdout)
    assert {(each["column"], each["clause"]) for each in told["problems"]} == {
        ("推荐责任人", "威人社字〔2025〕905号 二")
    }
    run("template", "--committee", "committee.json", "--out", "e.xlsx", "--rules", "rules")
    headings = [cell.value for cell in openpyxl.load_workbook("e.xlsx")["名单"][1]]
    assert headings[-2:] == ["推荐责任人", "评审责任人"]
