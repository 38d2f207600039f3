"""A draft is what will be signed, byte for byte; long lists become several."""

from __future__ import annotations

import json
from datetime import date

import pytest

from issuer.admission import admit
from issuer.committee import drafts
from issuer.committee.drafts import make_drafts, read_paper, split_rows
from issuer.committee.report import desk_words
from issuer.committee.sealing import sign_draft
from issuer.committee.summary import of_paper
from keys.encoding import b64
from keys.errors import Malformed, Untrusted
from tests.issuer.desk_world import (
    AT,
    AUTHORITY,
    CHAIR,
    CLERK,
    RULES,
    SIGNED,
    batch,
    draft,
    profile,
    refused,
    row,
    sitting,
    trust_list,
)
from verifier import facts


def test_draft_comes_back_as_it_was_written():
    paper = draft()
    assert read_paper(paper.to_bytes()) == paper
    first = json.loads(paper.to_bytes().split(b"\n")[0])
    assert (first["v"], first["committee"]) == ("zc-draft/1", profile().committee.name)


def test_signing_changes_no_byte_of_header_or_rows():
    paper = draft()
    signed = sign_draft(paper, [CLERK, CHAIR])
    assert read_paper(signed.to_bytes()).header == paper.header
    assert signed.to_bytes().split(b"\n")[1:] == paper.to_bytes().split(b"\n")[1:]


def test_draft_whose_rows_were_edited_is_refused():
    data = draft().to_bytes().replace("海洋".encode(), b"")
    edited = data.replace("王示例".encode(), "李示例".encode(), 1)
    with refused(Untrusted, "batch.rows-root"):
        read_paper(edited)


@pytest.mark.parametrize("first", [b"{}", b'{"v":"zc-draft/2","header":{}}', b'{"v":"zc-draft/1"}'])
def test_other_first_lines_are_no_draft(first):
    with refused(Malformed, "draft.form"):
        read_paper(first + b"\n" + row().to_bytes() + b"\n")


def many(count):
    return [row(n, id_no=f"X{n}", salt=b64(n.to_bytes(16, "big"))) for n in range(2, count + 2)]


def test_long_list_is_split_in_its_order(monkeypatch):
    monkeypatch.setattr(drafts, "MAX_ROWS", 4)
    rows = many(10)
    parts = split_rows(rows)
    assert [len(part) for part in parts] == [4, 4, 2]
    assert [each for part in parts for each in part] == rows


def test_list_of_long_rows_is_split_by_bytes(monkeypatch):
    size = len(row().to_bytes()) + 1
    monkeypatch.setattr(drafts, "MAX_BATCH_BYTES", drafts.MAX_HEADER_BYTES + 3 * size + 10)
    assert [len(part) for part in split_rows([row(n) for n in range(2, 9)])] == [3, 3, 1]


@pytest.mark.parametrize(("applied", "reviewed"), [(10, 10), (23, 17), (11, 10), (97, 31)])
def test_parts_add_up_to_the_meeting_and_each_is_possible(monkeypatch, applied, reviewed):
    monkeypatch.setattr(drafts, "MAX_ROWS", 3)
    said = sitting(10, applied=applied, reviewed=reviewed)
    parts = make_drafts(many(10), said, profile(), rules=RULES, at=SIGNED)
    assert [part.header.number for part in parts] == [f"DZ-2025-01-{i}" for i in range(1, 5)]
    counts = [part.header.counts for part in parts]
    assert sum(c.applied for c in counts) == applied
    assert sum(c.reviewed for c in counts) == reviewed
    assert [c.passed for c in counts] == [3, 3, 3, 1]
    assert all(c.applied >= c.reviewed >= c.passed for c in counts)


def test_what_the_desk_makes_the_office_admits():
    found = admit(batch(), trust=trust_list(), rules=RULES, audience=AUTHORITY, at=AT)
    assert found.header == draft().header


def test_header_names_the_rule_book_it_was_checked_with():
    assert draft().header.book == RULES.digest


def test_who_signs_sees_which_evidence_the_rows_carry():
    notice = facts.UnitNotice(date(2025, 6, 2), date(2025, 6, 10), 0)
    paper = draft([row(2, facts=(notice,)), row(3, facts=(notice, facts.Posts(2)))])
    shown = dict(of_paper(paper, desk_words("zh_CN"), rules=RULES).facts)
    assert shown["随附证明"] == "单位公示 2；岗位 1"
    assert "随附证明" not in dict(of_paper(draft(), desk_words("zh_CN"), rules=RULES).facts)
