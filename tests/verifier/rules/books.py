"""Rule books for the tests: the package's, and with files of an authority's own."""

from __future__ import annotations

from importlib.resources import files

from verifier.rules import Brief, Rules, read_rules
from verifier.rules.building import FILES

_GRADE = """
[[rule]]
id = "{id}"
subject = "{subject}"
kind = "correspondence"
document = "weihai-own"
clause = "二"
says = "可以认定中级职称（示例）"
effective = 2024-01-01
region = "3710"
[rule.parameters]
grade = "{grade}"
answer = "MAY_BE_RECOGNISED"
series = "ENGINEERING"
level = "INTERMEDIATE"
"""
OWN_GRADES = """
[[document]]
id = "weihai-own"
title = "关于数字技术工程师职称认定的通知（示例）"
number = "威人社字〔2024〕901号"
issuer = "威海市人力资源和社会保障局"
issued = 2024-01-01
standing = "in_force"
checked_on = 2026-01-05
""" + "".join(
    _GRADE.format(id=id_, subject=subject, grade=grade)
    for id_, subject, grade in (
        ("correspondence.digital-engineer.weihai-own", "digital-grade", "INTERMEDIATE"),
        ("correspondence.digital-engineer.weihai-own-senior", "digital-grade", "SENIOR"),
        ("correspondence.skill-level.weihai-own", "skill-level", "SENIOR_WORKER"),
    )
)
"""An authority's own entries: one that may grant a title, and two that say more than can be."""
UNREADABLE = Brief({}, {"own/new.toml": {"rule": [{"id": "x", "kind": "of-2040"}]}})
"""A book that a newer program wrote."""


def texts() -> dict[str, str]:
    """The files of the package's book, by name."""
    return {name: files("verifier.rules").joinpath(name).read_text("utf-8") for name in FILES}


def with_own(text: str, name: str = "own.toml") -> Rules:
    """The package's book with one file of an authority."""
    return read_rules(texts(), own={name: text})
