"""Every finding about a file has its words, and a mend where something is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import verifier.files
from keys.words import LANGUAGES, Words
from verifier.cli_rim import CATALOGUES

FOLDER = Path(verifier.files.__file__).parent
CODE = re.compile(r"\b(altered|unsure|fits|note)\(\s*\"(file\.[a-z-]+)\"")
SPOKEN = {
    (kind, code) for path in FOLDER.glob("*.py") for kind, code in CODE.findall(path.read_text())
}


def test_findings_were_found():
    assert len(SPOKEN) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_told_and_what_is_wrong_has_a_mend(language):
    words = Words(language, *CATALOGUES)
    codes = {code for _, code in SPOKEN} | {"file.two-codes", "file.credential-unreadable"}
    assert {code for code in codes if not words.knows(code)} == set()
    wrong = {code for kind, code in SPOKEN if kind in ("altered", "unsure")}
    assert {code for code in wrong if not words.knows(f"{code}.mend")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_documents_names_every_finding(language):
    page = (FOLDER.parents[1] / "docs/checking-files.md").read_text("utf-8")
    assert {code for _, code in SPOKEN if f"`{code}`" not in page} == {"file.codes-agree"}
