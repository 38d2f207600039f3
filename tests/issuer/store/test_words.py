"""Every code of the store, the ledger, the publication and the audit has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import issuer
from keys.words import LANGUAGES, Words

ISSUER = Path(issuer.__file__).parent
SOURCES = [
    *(ISSUER / "store").glob("*.py"),
    ISSUER / "ledger.py",
    ISSUER / "publication.py",
    *(ISSUER / "fsck").glob("*.py"),
]
RAISED = re.compile(r'(?:Refused|Malformed|Untrusted|RolledBack)\(\s*"([a-z.-]+)"')
DEFECT = re.compile(r'defect\(\s*"([a-z-]+)"')


def codes():
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    return sorted({*RAISED.findall(text), *(f"fsck.{name}" for name in DEFECT.findall(text))})


def test_codes_are_found():
    assert {"store.batch-number", "ledger.tile", "publication.forked", "fsck.log-gap"} <= set(
        codes()
    )
    assert len(codes()) > 45


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language):
    locale = ISSUER / "locale"
    words = Words(language, *((locale, name) for name in ("store", "roster", "units")))
    assert [code for code in codes() if not words.knows(code)] == []
