"""Every code that is raised has words in both languages, and brings the facts they tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from babel.messages.pofile import read_po

import keys.errors
import verifier.verdict
from keys.words import LANGUAGES
from tests.house.test_words import CODE, FACT
from tests.house.tree import PACKAGES, ROOT, files, named

ERRORS = {
    name: 0  # the code is the first argument
    for name, value in vars(keys.errors).items()
    if isinstance(value, type) and issubclass(value, keys.errors.CredentialError)
}
FINDINGS = {
    name: 1  # after the step
    for name, value in vars(verifier.verdict).items()
    if callable(value) and getattr(value, "__annotations__", {}).get("return") == "Finding"
}


@dataclass(frozen=True)
class Spoken:
    """A code where it is raised or found; `facts` is None where they are not written out."""

    package: str
    place: str
    code: str
    facts: frozenset[str] | None


def spoken() -> Iterator[Spoken]:
    for path in files(".py"):
        package = path.relative_to(ROOT).parts[0]
        if package not in PACKAGES:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = (ERRORS | FINDINGS).get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = [keyword.arg for keyword in node.keywords]
                facts = None if None in names else frozenset(name for name in names if name)
                yield Spoken(package, f"{named(path)}:{node.lineno}", code.value, facts)


SPOKEN = list(spoken())


@cache
def words_of(package: str, language: str) -> dict[str, list[str]]:
    """Code -> sentences, of the package and those below it."""
    heard = PACKAGES[: PACKAGES.index(package) + 1]
    found: dict[str, list[str]] = {}
    for each in heard:
        for path in sorted((ROOT / each / "locale" / language / "LC_MESSAGES").glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    if message.id and message.string:
                        found.setdefault(str(message.id), []).append(str(message.string))
    return found


def test_codes_were_found_and_have_their_form():
    assert len(SPOKEN) > 100
    assert [each for each in SPOKEN if not CODE.match(each.code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language):
    mute = {
        f"{each.code} ({each.place})"
        for each in SPOKEN
        if each.code not in words_of(each.package, language)
    }
    assert sorted(mute) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_tell_only_facts_that_are_brought(language):
    lacking = {
        f"{each.code} ({each.place}): {sorted(set(FACT.findall(sentence)) - each.facts)}"
        for each in SPOKEN
        if each.facts is not None
        for sentence in words_of(each.package, language).get(each.code, ())
        if not set(FACT.findall(sentence)) <= each.facts
    }
    assert sorted(lacking) == []
