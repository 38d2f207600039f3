"""Characters of a row: what means nothing is refused, what no font has waits."""

from __future__ import annotations

import pytest

from issuer.admission import Severity, check_rows
from issuer.render.glyphs import NO_GLYPHS
from tests.issuer.desk_world import RULES, committee, draft, row, sitting

RARE = "\U0002000b"


def problems(*rows, draws=NO_GLYPHS.has):
    header = draft(list(rows), said=sitting(len(rows))).header
    return check_rows(header, rows, committee(), rules=RULES, draws=draws)


def told(*rows, **how):
    return [(p.line, p.column, p.code, p.severity, dict(p.facts)) for p in problems(*rows, **how)]


@pytest.mark.parametrize("member", ["name", "employer", "title", "specialty"])
def test_a_character_that_no_font_has_waits_wherever_it_is_printed(member):
    said = told(row(5, **{member: f"李{RARE}"}))
    assert (5, member, "row.no-glyph", Severity.HOLD, {"codepoint": "U+2000B"}) in said


@pytest.mark.parametrize("member", ["name", "employer", "title", "specialty"])
@pytest.mark.parametrize(
    ("character", "code"), [("\ue000", "U+E000"), ("\U000f0000", "U+F0000"), ("\u0378", "U+0378")]
)
def test_a_character_that_means_nothing_is_refused_wherever_it_is_printed(member, character, code):
    named = "row.name.private-use" if member == "name" else "row.private-use"
    said = told(row(5, **{member: f"李{character}"}))
    assert (5, member, named, Severity.REFUSE, {"codepoint": code}) in said
    assert "row.no-glyph" not in {code for _, _, code, *_ in said}


def test_a_rare_character_is_no_mistake_where_it_can_be_drawn():
    assert told(row(name=f"李{RARE}"), draws=lambda _: True) == []
    assert told(row(name="䶮㛃𬍛𠅤𬭎𫖯〇")) == []


def test_who_draws_nothing_is_not_asked():
    rows = (row(name=f"李{RARE}"),)
    header = draft(list(rows), said=sitting(1)).header
    assert check_rows(header, rows, committee(), rules=RULES) == ()


@pytest.mark.parametrize("character", ["\U00031350", "\U0002ebf0", "\U000323b0"])
def test_a_character_newer_than_this_python_waits_like_any_other(character):
    code = f"U+{ord(character):04X}"
    assert told(row(name=f"李{character}")) == [
        (row().line, "name", "row.no-glyph", Severity.HOLD, {"codepoint": code})
    ]


def test_several_characters_are_told_at_once_and_each_once():
    said = told(row(name=f"{RARE}𠀀{RARE}"))
    assert [facts for *_, facts in said] == [{"codepoint": "U+2000B、U+20000"}]
    many = "".join(map(chr, range(0x20001, 0x20008)))
    assert [facts["codepoint"].count("、") for *_, facts in told(row(name=many))] == [4]
