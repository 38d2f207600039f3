"""Rows with evidence, and what the rules have against them in a region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from issuer.admission import check_rows
from issuer.admission.counted import Elsewhere
from tests.issuer.desk_world import RULES, committee, draft, row, sitting
from verifier import facts
from verifier.titles import Level, Method, Scope, ScopeKind

USCC = "91371000MA3EXD010A"
SHANXI, PANJIN, WEIHAI, SHAOXING = "14", "2111", "3710", "3306"
MET = {SHANXI: date(2024, 9, 10), PANJIN: date(2024, 10, 16), WEIHAI: date(2025, 6, 14)}
SENIOR = (Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE, Level.ASSISTANT)

NOTICE = facts.UnitNotice(date(2024, 9, 23), date(2024, 9, 30), 0)
STEPS = facts.Recommendation(
    facts.Recommender.EMPLOYER,
    applied_on=date(2024, 9, 2),
    consented_on=date(2024, 9, 9),
    reviewed_on=date(2024, 9, 12),
    noticed_on=date(2024, 9, 23),
    handed_in_on=date(2024, 10, 1),
)
ANSWER = facts.Responsible("示例公司人力资源部", "示例评委会办公室")
OF_PANJIN = (NOTICE, STEPS, ANSWER)


def problems(*rows, region=WEIHAI, method=Method.REVIEW, rules=RULES, elsewhere=None, **changes):
    met = MET[region]
    header = draft(list(rows), said=sitting(len(rows), method=method)).header
    body = committee(
        **{"region": region, "levels": SENIOR, "series": ("ENGINEERING", "ACCOUNTING", "ARCHIVES")}
        | {"specialties": (), "characteristic": False, "scope": Scope(ScopeKind.PROVINCE, "37")}
        | changes
    )
    return check_rows(
        replace(header, decided_on=met),
        [replace(each, award_date=met) for each in rows],
        body,
        rules=rules,
        elsewhere=elsewhere or Elsewhere(),
    )


def told(*rows, **changes):
    """(line, column, code, rule) of every problem."""
    return [(p.line, p.column, p.code, p.rule) for p in problems(*rows, **changes)]


def codes(*rows, **changes):
    return [p.code for p in problems(*rows, **changes)]


def of(line=2, *evidence, **changes):
    return row(line, facts=evidence, **changes)


def in_panjin(line=2, *evidence, without=None, **changes):
    kept = [each for each in OF_PANJIN if without != each.KIND]
    given = {each.KIND for each in evidence}
    kept = [each for each in kept if each.KIND not in given]
    return of(line, *kept, *evidence, **changes)


def associate(**changes):
    return {"title": "高级工程师", "level": Level.ASSOCIATE_SENIOR, **changes}


def full(**changes):
    return {"title": "正高级工程师", "level": Level.FULL_SENIOR, **changes}


OWN = """
[[document]]
id = "exam-titles"
title = "关于职称考试的通知（示例）"
number = "示例人社字〔2020〕900号"
issuer = "示例省人力资源和社会保障厅"
issued = 2020-01-01
standing = "in_force"
checked_on = 2026-01-05
"""
