from __future__ import annotations

import re
from pathlib import Path

import pytest

import issuer.render
from keys.words import LANGUAGES, Words

FOLDER = Path(issuer.render.__file__).parent
LOCALE = FOLDER.parent / "locale"
FACTS = {
    "render.attachment": {"name": "x"},
    "render.codepoint": {"codepoint": "U+"},
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
        codes |= set(re.findall(r'"(render\.[a-z-]+)"', path.read_text("utf-8")))
    assert codes == set(FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(FACTS))
def test_every_refusal_has_words(language, code):
    said = Words(language, (LOCALE, "render"))(code, **FACTS[code])
    assert said != code
    assert "{" not in said
