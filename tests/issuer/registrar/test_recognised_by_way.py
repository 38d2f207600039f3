"""Who is recognised by a way (博士后) gets a certificate that names the clause, and it verifies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import DIGITAL, EMPLOYER, ENTITY, row
from tests.issuer.refusing import rejected
from verifier import facts
from verifier.titles import Level, Scope, ScopeKind
from verifier.verdict import VerdictCode

SENIORS = "seniors"
RULE = "pathway.postdoc.national"


@pytest.fixture
def office_of_seniors(province):
    province.committees[SENIORS] = province.admit_committee(
        DIGITAL, entity=f"{ENTITY}/committees/{SENIORS}", levels=(Level.ASSOCIATE_SENIOR,)
    )
    return province


def postdoc(serial=31, **changes):
    fact = facts.Postdoc("示例工作站", EMPLOYER, date(2025, 3, 31), "2023M000001")
    plain = row(
        serial,
        specialty="人工智能",
        level=Level.ASSOCIATE_SENIOR,
        title="高级工程师",
        scope=Scope(ScopeKind.CITY, "3710"),
        facts=(fact,),
        mapping=RULE,
    )
    return replace(plain, **changes)


def test_a_postdoc_gets_a_title_by_the_clause(office_of_seniors):
    (title,) = office_of_seniors.issue(SENIORS, [postdoc()])
    for form in ("credential", "offline"):
        verdict = office_of_seniors.verify(title.number, form)
        assert verdict.code is VerdictCode.VALID
        assert "rules.mapping" in [finding.code for finding in verdict.findings]
    said = office_of_seniors.verify(title.number, "credential").claimed.mapping
    assert (said.rule, said.source) == (RULE, "博士后")
    assert (said.document, said.clause) == ("人社厅发〔2020〕13号", "五")


def test_a_postdoc_who_left_gets_none(office_of_seniors):
    left = postdoc(employer="威海另一示例公司")
    with rejected("rule.pathway.needs"):
        office_of_seniors.hand_in(office_of_seniors.paper(SENIORS, [left]))
