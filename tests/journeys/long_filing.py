"""A filing that will not run out while these tests are run: the authority of the tests allows it.

The command lines read the clock, and the meeting of the tests was in 2025; a filing of three
years would hold a batch of 2029.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from verifier.filing import CommitteeAuthority

_RULE = """
[[document]]
id = "tests-own"
title = "关于核准备案期限的通知（示例）"
number = "威人社字〔2025〕902号"
issuer = "威海市人力资源和社会保障局（示例）"
standing = "in_force"
checked_on = 2025-03-01

[[rule]]
id = "filing.years.tests-own"
subject = "filing.years"
kind = "window"
document = "tests-own"
clause = "一"
says = "一次核准备案最长一百年"
effective = 2025-03-01
region = "37"
[rule.parameters]
bound = "most"
years = 100
breach = "refuse"
"""


def allow_long_filings(instance: Path) -> None:
    """The authority's own entry: a filing may last a hundred years."""
    folder = instance / "rules"
    folder.mkdir()
    folder.joinpath("filings.toml").write_text(_RULE, "utf-8")


def lasting(filing: CommitteeAuthority) -> CommitteeAuthority:
    """The same filing, for so long."""
    return replace(filing, valid_to=date(2098, 2, 28))
