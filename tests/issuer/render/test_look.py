from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

import issuer.example
from issuer.render.look import (
    BORDERS,
    CORNERS,
    DEFAULT_LOOK,
    FIELDS,
    GROUND_CONTRAST,
    MAX_BYTES,
    ROSETTES,
    SHAPES,
    TEXT_CONTRAST,
    Look,
    check_required,
    contrast,
    load_look,
    read_look,
)
from keys.errors import CredentialError
from tests.house.tree import ROOT
from verifier.rules import load_rules

EXAMPLES = sorted((Path(issuer.example.__file__).parent / "looks").glob("*.toml"))
SHANXI, WEIHAI = "140100", "371000"
DAY = date(2025, 7, 2)


def refusal(told: dict[str, object]) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(CredentialError) as refused:
        read_look(told)
    return refused.value.code, refused.value.facts


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_can_be_used(path):
    look = load_look(path)
    assert look != DEFAULT_LOOK
    assert look.digest != DEFAULT_LOOK.digest


def test_the_examples_differ_in_every_figure():
    weihai, panjin = (load_look(path) for path in sorted(EXAMPLES, reverse=True))
    for name in ("accent", "ground", "rosette", "border", "corner", "seal_shape", "seal_words"):
        assert getattr(weihai, name) != getattr(panjin, name), name


def test_what_a_file_leaves_out_is_as_built_in():
    assert read_look({}) == DEFAULT_LOOK
    assert read_look({"colours": {"ink": "#000000"}}) == Look(ink="#000000")


def test_a_colour_in_capitals_is_the_same_look():
    one = read_look({"colours": {"ink": "#1A2B3C"}})
    assert one.digest == read_look({"colours": {"ink": "#1a2b3c"}}).digest


@pytest.mark.parametrize(
    ("told", "code", "member"),
    [
        ({"colors": {"ink": "#000000"}}, "look.unknown", "colors.ink"),
        ({"seal": {"size": 40}}, "look.unknown", "seal.size"),
        ({"heading": "职称证书"}, "look.unknown", "heading"),
        ({"colours": {"ink": "black"}}, "look.colour", "colours.ink"),
        ({"colours": {"ink": "#00000"}}, "look.colour", "colours.ink"),
        ({"colours": {"ink": 0}}, "look.colour", "colours.ink"),
        ({"ground": {"field": "clouds"}}, "look.choice", "ground.field"),
        ({"seal": {"shape": 3}}, "look.choice", "seal.shape"),
        ({"seal": {"width_mm": 33}}, "look.size", "seal.width_mm"),
        ({"seal": {"width_mm": 43}}, "look.size", "seal.width_mm"),
        ({"seal": {"width_mm": True}}, "look.size", "seal.width_mm"),
        ({"seal": {"words": ""}}, "look.length", "seal.words"),
        ({"seal": {"words": "章" * 15}}, "look.length", "seal.words"),
        ({"words": {"foot": "文" * 91}}, "look.length", "words.foot"),
        ({"words": {"foot": " 本证书"}}, "look.member", "words.foot"),
        ({"words": {"foot": 7}}, "look.member", "words.foot"),
        ({"words": {"foot": "本\n证书"}}, "look.no-glyph", "words.foot"),
        ({"words": {"supervised_by": "示例\u202e厅"}}, "look.no-glyph", "words.supervised_by"),
        ({"words": {"heading": "\U0002000b证书"}}, "look.no-glyph", "words.heading"),
        ({"colours": {"soft": "#b0b0b0"}}, "look.faint", "colours.soft"),
        ({"colours": {"paper": "#808080"}}, "look.faint", "colours.accent"),
        ({"ground": {"tint": "#c0a080"}}, "look.loud", "ground.tint"),
    ],
)
def test_what_is_wrong_is_told_by_its_member(told, code, member):
    said, facts = refusal(told)
    assert said == code
    assert facts["member"] == member


def test_what_nobody_can_read_never_reaches_a_fact():
    assert refusal({"李 明": {"x": 1}})[1]["member"] == "…"


def test_a_file_that_is_no_look_is_refused(tmp_path):
    path = tmp_path / "look.toml"
    for content, code in (
        (None, "look.unreadable"),
        (b"[colours", "look.toml"),
        (b"\xff\xfe", "look.toml"),
        (b"#" * (MAX_BYTES + 1), "look.too-large"),
    ):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CredentialError) as refused:
            load_look(path)
        assert refused.value.code == code


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_the_page_about_it_lists_every_member_with_what_is_built_in():
    page = (ROOT / "docs" / "formats" / "look.md").read_text("utf-8")
    for member in fields(Look):
        assert f"`{member.metadata['place']}`" in page
        if isinstance(member.default, str) and member.default.startswith("#"):
            assert f"`{member.default}`" in page, member.name
    for figure in (*FIELDS, *ROSETTES, *BORDERS, *CORNERS, *SHAPES):
        assert f"`{figure}`" in page


def test_the_built_in_look_keeps_its_own_rules():
    for name in ("accent", "label", "ink", "soft", "seal_colour"):
        assert contrast(getattr(DEFAULT_LOOK, name), DEFAULT_LOOK.paper) >= TEXT_CONTRAST
    for name in ("tint", "tint_other"):
        assert contrast(getattr(DEFAULT_LOOK, name), DEFAULT_LOOK.paper) <= GROUND_CONTRAST


def test_where_a_supervisor_must_be_named_a_look_without_one_is_refused():
    with pytest.raises(CredentialError) as refused:
        check_required(DEFAULT_LOOK, load_rules(), region=SHANXI, on=DAY)
    assert refused.value.code == "look.required"
    assert refused.value.facts == {
        "member": "words.supervised_by",
        "document": "晋人社厅发〔2020〕38号",
        "clause": "二、5",
    }


def test_where_nobody_asks_for_a_supervisor_none_need_be_named():
    check_required(DEFAULT_LOOK, load_rules(), region=WEIHAI, on=DAY)
    check_required(
        Look(supervised_by="山西省人力资源和社会保障厅"), load_rules(), region=SHANXI, on=DAY
    )
