"""Cases of the two questions, and rule books that an authority has added to."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from verifier.correspondence import Held, Question
from verifier.recognition.case import Employer, Purpose, Receiving, TitleFacts, TitleHeld
from verifier.rules import Rules, load_rules, read_rules
from verifier.rules.building import FILES
from verifier.titles import Level, Scope, ScopeKind
from verifier.verdict import VerdictCode

RULES = load_rules()
AS_OF = datetime(2025, 3, 2, 1, 0, tzinfo=UTC)
ON = date(2025, 3, 2)
CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]


def question(case: dict[str, Any], *, region: str, on: date) -> Question:
    obtained = case.get("obtained_on")
    return Question(
        held=Held(case["held"]),
        grade=case["grade"],
        region=region,
        on=on,
        name=case.get("name"),
        obtained_on=date.fromisoformat(obtained) if obtained else None,
        years=case.get("years"),
        met=frozenset(case.get("met", ())),
        not_met=frozenset(case.get("not_met", ())),
    )


def title(
    verdict: VerdictCode = VerdictCode.VALID,
    *,
    issuer: str = "371000",
    level: str = "INTERMEDIATE",
    scope: str = "PROVINCE 37",
    awarded: str = "2023-12-20",
    characteristic: bool = False,
    successor: str | None = None,
) -> TitleHeld:
    kind, region, *target = scope.split(" ", 2)
    facts = TitleFacts(
        certificate_no="ZC37100020230550000012",
        title="工程师",
        series="ENGINEERING",
        level=Level(level),
        scope=Scope(ScopeKind(kind), region, target[0] if target else None),
        issuer_region=issuer,
        award_date=date.fromisoformat(awarded),
        characteristic=characteristic,
    )
    after = TitleHeld(VerdictCode(successor), AS_OF, facts) if successor else None
    return TitleHeld(verdict, AS_OF, facts, after)


def shown(case: dict[str, Any]) -> TitleHeld | Question:
    if "held" in case:
        return question(case, region=case["to"], on=asked_on(case))
    verdict = VerdictCode(case.get("verdict", "VALID"))
    if "issuer" not in case:
        return TitleHeld(verdict, AS_OF)
    told = ("issuer", "level", "scope", "awarded", "characteristic", "successor")
    return title(verdict, **{name: case[name] for name in told if name in case})


def asked_on(case: dict[str, Any]) -> date:
    return date.fromisoformat(case["on"]) if "on" in case else ON


def receiving(case: dict[str, Any]) -> Receiving:
    return Receiving(
        region=case["to"],
        on=asked_on(case),
        employer=Employer(case["employer"]) if "employer" in case else None,
        unit=case.get("unit"),
        purpose=Purpose(case["purpose"]) if "purpose" in case else None,
        same_work=case.get("same_work"),
    )


OWN_DOCUMENT = """
[[document]]
id = "own-{standing}"
title = "示例省职业资格与职称对应目录"
{number}
issuer = "示例省人力资源和社会保障厅"
issued = 2023-01-01
standing = "{standing}"
checked_on = 2025-01-01
"""


def with_own(*rules: str, standing: str = "in_force", number: str = "示人社发〔2023〕9号") -> Rules:
    """The book of an authority that has entered rules of one document of its own."""
    numbered = f'number = "{number}"' if number else ""
    text = OWN_DOCUMENT.format(standing=standing, number=numbered) + "\n".join(rules)
    book = {name: files("verifier.rules").joinpath(name).read_text("utf-8") for name in FILES}
    return read_rules(book, own={"own.toml": text})


def own_rule(
    id_: str, subject: str, kind: str, *, region: str = "37", standing: str = "in_force", **more
) -> str:
    """One entry of an authority's own file; `more` are its parameters."""
    values = "\n".join(f"{name} = {_toml(value)}" for name, value in more.items())
    until = "until = 2030-12-31\n" if standing == "plan" else ""
    return (
        f'[[rule]]\nid = "{id_}"\nsubject = "{subject}"\nkind = "{kind}"\n'
        f'document = "own-{standing}"\nclause = "一"\nsays = "示例条文"\neffective = 2023-01-01\n'
        f'{until}region = "{region}"\n[rule.parameters]\n{values}\n'
    )


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'
