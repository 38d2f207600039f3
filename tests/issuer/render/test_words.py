from __future__ import annotations

import re
from pathlib import Path

import pytest

import issuer.render
from keys.words import LANGUAGES, Words

FOLDER = Path(issuer.render.__file__).parent
LOCALE = FOLDER.parent / "locale"
FACTS = {
    "look.choice": {"member": "seal.shape", "choices": "round, oval"},
    "look.colour": {"member": "colours.ink"},
    "look.faint": {"member": "colours.ink", "contrast": "2.0", "least": "4.5"},
    "look.length": {"member": "words.foot", "least": 1, "limit": 90},
    "look.loud": {"member": "ground.tint", "contrast": "2.0", "most": "1.6"},
    "look.member": {"member": "words.foot"},
    "look.no-glyph": {"member": "words.foot", "codepoint": "U+2000B"},
    "look.required": {"member": "words.supervised_by", "document": "x", "clause": "y"},
    "look.size": {"member": "seal.width_mm", "least": 34, "most": 42},
    "look.toml": {"problem": "x"},
    "look.too-large": {"limit": 65536},
    "look.unknown": {"member": "seal.size"},
    "look.unreadable": {"path": "look.toml"},
    "render.attachment": {"name": "x"},
    "render.does-not-fit": {"field": "name"},
    "render.dpi": {"dpi": 900, "limit": 400},
    "render.no-glyph": {"codepoint": "U+2000B"},
    "render.pdf": {"page": 3},
    "render.photo": {},
    "render.photo-too-large": {"limit": 1},
    "render.qr-too-large": {"length": 5000},
}


def test_every_code_of_the_code_is_in_the_table():
    codes = set()
    for path in FOLDER.glob("*.py"):
        codes |= set(re.findall(r'"((?:look|render)\.[a-z-]+)"', path.read_text("utf-8")))
    assert codes == set(FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(FACTS))
def test_every_refusal_has_words(language, code):
    said = Words(language, (LOCALE, "render"))(code, **FACTS[code])
    assert said != code
    assert "{" not in said
