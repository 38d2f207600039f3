"""A name that no font can draw waits, until the office can draw it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.registrar.second_look import MintRejected
from issuer.registrar.trust_desk import CommitteeFile
from issuer.render import glyph_pictures
from issuer.render.glyphs import Glyphs
from keys.errors import Refused
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import CONFIRMED, ENTITY, FILINGS, RECEIVED, ZONE, row
from tests.issuer.render.glyph_picture import SVG, UNKNOWN
from verifier.decision import ChangeCommittee


@pytest.fixture
def instance(province, tmp_path):
    province.office = replace(province.office, glyphs=Glyphs.read(tmp_path))
    province.at = max(province.at, RECEIVED)
    return tmp_path


def confirmed(province, paper):
    province.release(paper)
    province.declare(paper)
    province.at = max(province.at, CONFIRMED)
    province.confirm(paper)


def held(province):
    paper = province.paper(ZONE, [row(81, name=f"鲁{UNKNOWN}"), row(82)])
    receipt = province.hand_in(paper)
    told = [(p.line, p.column, p.code, p.facts["codepoint"]) for p in receipt.status.problems]
    assert told == [(82, "name", "row.no-glyph", "U+2000B")]
    assert receipt.status.state.value == "HELD"
    return paper


def test_a_name_that_cannot_be_drawn_is_held_with_its_place_and_its_code(province, instance):
    held(province)


def test_no_reason_lets_a_name_be_signed_that_cannot_be_drawn(province, instance):
    paper = held(province)
    confirmed(province, paper)
    with pytest.raises(MintRejected) as refusal:
        province.mint(paper)
    assert [(p.line, p.code) for p in refusal.value.problems] == [(82, "row.no-glyph")]


def test_with_a_picture_of_its_character_the_batch_goes_on(province, instance):
    paper = held(province)
    confirmed(province, paper)
    glyph_pictures.add(instance, UNKNOWN, SVG.encode())
    assert len(province.mint(paper)) == 2


def test_a_name_that_the_office_can_draw_is_admitted(province, instance):
    glyph_pictures.add(instance, UNKNOWN, SVG.encode())
    receipt = province.hand_in(province.paper(ZONE, [row(83, name=UNKNOWN)]))
    assert receipt.status.state.value == "ADMITTED"


def test_an_approving_document_is_printable_too(province, instance):
    paper = province.paper(ZONE, [row(84)])
    province.hand_in(paper)
    province.declare(paper)
    province.at = max(province.at, CONFIRMED)
    with pytest.raises(Refused) as refused:
        province.confirm(paper, document=f"威人社字{UNKNOWN}〔2025〕61号")
    assert (refused.value.code, refused.value.facts) == (
        "render.no-glyph",
        {"codepoint": "U+2000B"},
    )


def test_a_committee_whose_name_cannot_be_printed_is_not_filed(province, instance):
    signers = [MemorySigner.generate(Role.COMMITTEE, each) for each in ("clerk", "chair")]
    named = replace(FILINGS[ZONE], entity=f"{ENTITY}/committees/new", name=f"示例{UNKNOWN}评委会")
    file = CommitteeFile(ENTITY, named, province.trusted(*signers))
    act = ChangeCommittee(named.entity, file.digest, "威人社发〔2025〕11号（示例）")
    with pytest.raises(Refused, match=r"render\.no-glyph"):
        province.decide(act, file=file)
    glyph_pictures.add(instance, UNKNOWN, SVG.encode())
    province.decide(act, file=file)
