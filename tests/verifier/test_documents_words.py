"""Every refusal of the documents has words in both languages, with every fact it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import keys
import verifier
from keys.errors import CredentialError, Malformed
from keys.words import LANGUAGES, Words
from tests.verifier.sample import CERTIFICATE, REGION, SIGNER
from verifier import cwt, merkle, wire
from verifier.members import Members

MODULES = (
    *("members", "merkle", "titles", "batch", "certificate", "status", "log_entry"),
    *("checkpoint", "proof", "disclosure", "sd_jwt", "cwt", "cwt_claims", "digits", "wire"),
)
RAISED = re.compile(r'(?:Malformed|TooLarge|Untrusted|Refused)\(\s*"([a-z0-9.-]+)"')
HERE = Path(str(verifier.__file__)).parent
CATALOGUES = (
    (HERE / "locale", "documents"),
    (Path(str(keys.__file__)).parent / "locale", "keys"),
)


def codes() -> list[str]:
    sources = [(HERE / f"{module}.py").read_text("utf-8") for module in MODULES]
    return sorted({code for source in sources for code in RAISED.findall(source)})


def test_codes_are_found_at_all() -> None:
    assert {"document.member", "status.list", "log.inclusion", "wire.code"} <= set(codes())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_every_code_has_words(code: str, language: str) -> None:
    assert Words(language, *CATALOGUES).knows(code)


def refusals() -> list[CredentialError]:
    attempts = [
        lambda: Members([], "row"),
        lambda: Members({}, "row").text("name"),
        lambda: wire.read("x" * 300_000),
        lambda: wire.read("x"),
        lambda: wire.normalise_code("x"),
        lambda: cwt.encode(CERTIFICATE, SIGNER, region="x"),
        lambda: cwt.take_apart(cwt.encode(CERTIFICATE, SIGNER, region=REGION)[:-1]),
        lambda: merkle.root_from_path(0, 0, b"", []),
        lambda: merkle.check_consistency(b"", b"", old_size=2, new_size=1, path=[]),
    ]
    found: list[CredentialError] = []
    for attempt in attempts:
        with pytest.raises(CredentialError) as refusal:
            attempt()
        found.append(refusal.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_are_told_without_a_fact_left_open(language: str) -> None:
    words = Words(language, *CATALOGUES)
    for refusal in refusals():
        told = words.from_error(refusal)
        assert "{" not in told
        assert told != refusal.code


def test_a_refusal_never_repeats_what_a_person_is_called() -> None:
    with pytest.raises(Malformed) as refusal:
        Members({"name": "欧阳\u202e文博"}, "row").text("name")
    assert "欧阳" not in str(refusal.value)
