"""An authority's own entries: added, never edited in; each under a document number."""

from __future__ import annotations

from datetime import date

import pytest

from keys.errors import Malformed
from tests.verifier.rules.books import texts, with_own
from verifier.rules import load_own_rules, load_rules, read_rules

PACKAGE = load_rules()
DOCUMENT = """
[[document]]
id = "weihai-own"
title = "关于公示期限的通知（示例）"
number = "威人社字〔2025〕900号"
issuer = "威海市人力资源和社会保障局"
issued = 2025-03-01
standing = "in_force"
checked_on = 2026-01-05
"""
RULE = """
[[rule]]
id = "notice.result-days.weihai-own"
subject = "notice.result-days"
kind = "window"
document = "weihai-own"
clause = "一"
says = "评审结果公示期不少于7个工作日"
effective = 2025-03-01
region = "3710"
[rule.parameters]
bound = "least"
working_days = 7
breach = "refuse"
"""
END = """
[[end]]
rule = "nomination.quota.weihai-national"
until = 2025-02-28
document = "weihai-own"
"""
OWN = DOCUMENT + RULE + END


def days(rules, region, on):
    return rules.limit("notice.result-days", region=region, on=on).number("working_days")


def test_an_own_rule_goes_before_the_package_in_its_region_and_from_its_day():
    rules = with_own(OWN)
    assert days(rules, "371000", date(2025, 3, 1)) == 7
    assert days(rules, "371000", date(2025, 2, 28)) == 5
    assert days(rules, "370100", date(2025, 3, 1)) == 5


def test_a_rule_that_was_ended_decides_up_to_its_last_day():
    rules, subject = with_own(OWN), "nomination.quota.national"
    assert rules.deciding(subject, region="3710", on=date(2025, 2, 28))
    assert not rules.deciding(subject, region="3710", on=date(2025, 3, 1))


def test_what_was_decided_before_stays_under_the_rules_of_its_day():
    on = date(2024, 5, 6)
    before, after = (
        rules.limit("notice.result-days", region="3710", on=on)
        for rules in (PACKAGE, with_own(OWN))
    )
    assert before == after


def test_a_draft_decides_once_its_number_was_entered():
    paper = """
[[document]]
id = "shaoxing-issued"
title = "职称工作服务民营经济创新发展措施（示例）"
number = "绍市人社发〔2025〕900号"
issuer = "绍兴市人力资源和社会保障局"
standing = "in_force"
checked_on = 2026-01-05
"""
    entry = RULE.replace("weihai-own", "shaoxing-issued").replace('"3710"', '"3306"')
    rules = with_own(paper + entry)
    assert days(rules, "3306", date(2025, 3, 1)) == 7


def test_the_digest_is_of_the_whole_book():
    rules = with_own(OWN)
    assert rules.digest != PACKAGE.digest
    assert with_own(OWN.replace("working_days = 7", "working_days = 8")).digest != rules.digest
    assert with_own("# nothing of our own\n" + OWN).digest == rules.digest
    assert read_rules(texts(), own={}).digest == PACKAGE.digest


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('number = "威人社字〔2025〕900号"\n', "", "rules.own-number"),
        ("notice.result-days.weihai-own", "notice.result-days.floor", "rules.twice"),
        ('document = "weihai-own"\nclause', 'document = "hearsay"\nclause', "rules.reference"),
        ('rule = "nomination.quota.weihai-national"', 'rule = "none"', "rules.reference"),
        ("until = 2025-02-28", "until = 2022-01-01", "rules.member"),
        (END, END + END, "rules.twice"),
        ("[[end]]", "[[ended]]", "rules.member"),
        ("[[end]]", "[[end]", "rules.toml"),
        ('standing = "in_force"', 'standing = "draft"', None),
    ],
)  # fmt: skip
def test_a_mistake_in_an_own_file_is_named(old, new, code):
    assert old in OWN
    text = OWN.replace(old, new)
    if code is None:
        assert not with_own(text).rule("notice.result-days.weihai-own").standing.decides
        return
    with pytest.raises(Malformed) as caught:
        with_own(text)
    assert caught.value.code == code
    assert caught.value.facts["file"] == "own/own.toml"


def test_a_plan_is_not_made_longer_by_an_end():
    end = """
[[end]]
rule = "meeting.last-day.panjin-2024"
until = 2025-12-31
document = "weihai-own"
"""
    with pytest.raises(Malformed) as caught:
        with_own(DOCUMENT + end)
    assert (caught.value.code, caught.value.facts["member"]) == ("rules.member", "until")


def test_a_folder_of_own_files_is_read(tmp_path):
    assert load_own_rules(tmp_path / "none") is PACKAGE
    assert load_own_rules(tmp_path) is PACKAGE
    (tmp_path / "weihai.toml").write_text(OWN, "utf-8")
    (tmp_path / "notes.txt").write_text("not a rule", "utf-8")
    assert load_own_rules(tmp_path).digest == read_rules(texts(), own={"weihai.toml": OWN}).digest


def test_an_own_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "weihai.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Malformed) as caught:
        load_own_rules(tmp_path)
    assert caught.value.facts == {"file": "own/weihai.toml"}
    assert caught.value.code == "rules.own-unreadable"
