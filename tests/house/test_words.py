"""Chinese first, English second, and nothing left unsaid in either."""

from __future__ import annotations

import io
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from keys.words import LANGUAGES
from tests.house.tree import PACKAGES, ROOT, files, named

CATALOGUES = [path for path in files(".po") if path.relative_to(ROOT).parts[0] in PACKAGES]
CODE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+\Z|[A-Z][A-Z_]+\Z")
FACT = re.compile(r"\{([a-z_]+)[^}]*\}")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(path: Path) -> dict[str, str]:
    return {str(m.id): str(m.string or "") for m in read(path) if m.id}


def test_there_are_catalogues():
    assert {path.relative_to(ROOT).parts[0] for path in CATALOGUES} == set(PACKAGES)


def spoken(compiled: io.BufferedIOBase) -> dict[object, str]:
    """What gettext hears; the header is left out, since it holds the time of compiling."""
    catalogue: dict[object, str] = vars(GNUTranslations(compiled))["_catalog"]
    return {id_: text for id_, text in catalogue.items() if id_}


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_compiled_catalogue_is_the_written_one(path):
    compiled = io.BytesIO()
    write_mo(compiled, read(path))
    compiled.seek(0)
    with path.with_suffix(".mo").open("rb") as committed:
        assert spoken(committed) == spoken(compiled), "run `make words`"


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_no_message_is_fuzzy(path):
    assert [message.id for message in read(path) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_every_message_is_said(path):
    """A code needs words in both languages; a Chinese sentence is its own Chinese."""
    said = messages(path)
    chinese = path.parts[-3] == "zh_CN"
    unsaid = [
        id_ for id_, text in said.items() if not text and not (chinese and not CODE.match(id_))
    ]
    assert unsaid == []


@pytest.mark.parametrize("path", [p for p in CATALOGUES if p.parts[-3] == LANGUAGES[0]], ids=named)
def test_both_languages_speak_of_the_same_things(path):
    zh = messages(path)
    en = messages(path.parents[2] / "en" / "LC_MESSAGES" / path.name)
    assert {id_ for id_ in zh if id_ not in en} == set()
    assert {id_ for id_ in en if id_ not in zh and CODE.match(id_)} == set()
    apart = [
        id_
        for id_, text in zh.items()
        if text and set(FACT.findall(text)) != set(FACT.findall(en[id_]))
    ]
    assert apart == []
