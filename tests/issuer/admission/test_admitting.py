"""Admission as the office calls it: believed, in order, or every reason at once."""

from __future__ import annotations

from datetime import date

import pytest

from issuer.admission import BatchRejected, Problem, Severity, admit
from keys.errors import Malformed, Refused, Untrusted
from tests.issuer.desk_world import (
    AT,
    AUTHORITY,
    CHAIR,
    CLERK,
    RULES,
    batch,
    committee,
    profile,
    refused,
    row,
    trust_list,
)
from verifier.committee import CommitteeState


def admitted(data, *states, keys=None, **more):
    trust = trust_list(*states, **({"keys": keys} if keys else {}))
    return admit(data, trust=trust, rules=RULES, audience=AUTHORITY, at=AT, **more)


def codes(data, *states, **more):
    with pytest.raises(BatchRejected) as refusal:
        admitted(data, *states, **more)
    assert isinstance(refusal.value, Refused)
    assert refusal.value.facts["problems"] == len(refusal.value.problems)
    return [p.code for p in refusal.value.problems]


def test_batch_that_keeps_the_rules_is_admitted():
    found = admitted(batch())
    assert (len(found.rows), found.held, found.committee) == (2, (), committee())


def test_every_problem_comes_at_once():
    from dataclasses import replace

    from tests.issuer.desk_world import sitting

    rows = [row(2, specialty="土建"), row(3, title="高级工程师")]
    said = replace(sitting(2), standards=(), undertakings=("单位承诺书",))
    assert codes(batch(rows, said=said)) == [
        "header.standards",
        "header.undertakings",
        "row.specialty",
        "row.title",
    ]


def test_held_batch_is_admitted_with_what_holds_it():
    lapsed = committee(valid_to=date(2025, 6, 20))
    found = admitted(batch(about=profile(valid_to=date(2025, 6, 20))), lapsed)
    assert [(p.code, p.severity) for p in found.held] == [
        ("header.committee.filing-expired", Severity.HOLD)
    ]


def test_refusal_tells_also_what_would_only_hold():
    lapsed = committee(valid_to=date(2025, 6, 20))
    assert codes(batch([row(2, specialty="土建")]), lapsed) == [
        "header.committee.filing-expired",
        "row.specialty",
    ]


def test_suspension_between_meeting_and_receipt_refuses():
    suspended = committee(state=CommitteeState.SUSPENDED, state_decision="威人社停〔2025〕1号")
    assert codes(batch(), committee(), suspended) == ["header.committee.suspended"]


def test_filing_of_the_day_of_the_meeting_decides_after_a_renewal():
    """The renewed filing drops a specialty and starts after the meeting: the old one counts."""
    before = committee(valid_to=date(2025, 6, 20))
    after = committee(
        valid_from=date(2025, 6, 21), filing_no="威人社备〔2025〕9号（示例）", specialties=("其他",)
    )
    assert admitted(batch(), before, after).held == ()


def test_meeting_that_no_filing_covers_is_refused_with_everything_else():
    later = committee(valid_from=date(2025, 6, 15))
    assert codes(batch([row(2, specialty="土建")]), later) == [
        "header.decided-on.outside-filing",
        "row.specialty",
    ]


def test_threshold_of_the_statement_counts():
    with refused(Untrusted, "envelope.threshold"):
        admitted(batch(), committee(threshold=3))


def test_signatures_come_before_rules():
    with refused(Untrusted, "key.unknown"):
        admitted(batch([row(2, specialty="土建")]), keys=(CLERK,))


def test_committee_that_nobody_lists_is_unknown():
    data = batch(about=profile(entity="https://zc.weihai.example/committees/nobody"))
    with refused(Untrusted, "trust.unknown-entity"):
        admitted(data)


def test_title_already_held_is_a_problem_like_the_others():
    assert codes(batch(), already=lambda each: each.line == 3) == ["row.already-holds"]


def test_what_is_no_batch_is_malformed():
    with pytest.raises(Malformed):
        admitted(b"%PDF-1.7\n")


def test_problem_survives_the_wire():
    problem = Problem(3, "id_no", "row.duplicate", facts={"first": 2}, rule="duplicate.title")
    assert Problem.from_dict(problem.to_dict()) == problem


def test_two_signers_are_told(monkeypatch):
    from issuer.admission import open_batch
    from keys.public_key import Keyring
    from tests.issuer.desk_world import trusted

    keys = Keyring([trusted(CLERK), trusted(CHAIR)])
    signers = open_batch(batch(), keys, threshold=2, at=AT).signers
    assert {key.person for key in signers} == {"clerk", "chair"}
