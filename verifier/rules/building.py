"""From the texts of the files to the rule book: every entry built, every reference followed.

Refuses whatever a rule could not safely decide on: an id used twice, an unknown document, a
rule that claims more than its document can carry. It reads no file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar, cast

from keys.encoding import Json, canonical, sha256
from keys.errors import Malformed
from verifier.rules.catalogue import Rules
from verifier.rules.entries import (
    Document,
    Kind,
    Occupation,
    Region,
    Rule,
    Series,
    SourceStanding,
    Track,
    short_code,
)
from verifier.rules.reading import Entry, tables
from verifier.titles import Level

T = TypeVar("T")

RULE_FILES: Final = ("authorities.toml", "correspondence.toml", "limits.toml", "scopes.toml")
FILES: Final = ("documents.toml", "occupations.toml", "regions.toml", "series.toml", *RULE_FILES)


def read_rules(texts: Mapping[str, str]) -> Rules:
    """A rule book from the texts of its files, by file name; all of FILES, nothing else.

    Raises:
        Malformed: "rules.files" for a missing or foreign file, "rules.toml", "rules.member",
            "rules.twice" for an id used twice, "rules.reference" for an unknown document,
            region or series, "rules.decides" for a rule that would decide more than its
            document can.
    """
    if set(texts) != set(FILES):
        odd = min(set(texts) ^ set(FILES))
        raise Malformed("rules.files", file=odd)
    documents = _by_id(_document(each) for each in _tables(texts, "documents.toml", "document"))
    regions = _by_id(_region(each) for each in _tables(texts, "regions.toml", "region"))
    series = _by_id(_series(each, documents) for each in _tables(texts, "series.toml", "series"))
    occupations = _by_id(
        _occupation(each, documents) for each in _tables(texts, "occupations.toml", "occupation")
    )
    rules = _by_id(
        _rule(entry, documents, regions, series)
        for name in RULE_FILES
        for entry in _tables(texts, name, "rule")
    )
    content = canonical({name: _plain(tomllib.loads(texts[name])) for name in FILES})
    return Rules(
        content=content,
        digest=sha256(content),
        documents=documents,
        _rules=rules,
        _series=series,
        _occupations=occupations,
        _regions=regions,
    )


def _tables(texts: Mapping[str, str], name: str, of: str) -> list[Entry]:
    """The tables of one file of the book."""
    return tables(name, texts[name], of=of)


def _by_id(entries: Iterable[tuple[Entry, str, T]]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for entry, key, value in entries:
        if key in found:
            raise Malformed("rules.twice", file=entry.file, entry=key)
        found[key] = value
        entry.done()
    return MappingProxyType(found)


def _document(entry: Entry) -> tuple[Entry, str, Document]:
    document = Document(
        id=entry.text("id"),
        title=entry.text("title"),
        number=entry.optional_text("number"),
        issuer=entry.text("issuer"),
        issued=entry.optional_day("issued"),
        standing=entry.choice("standing", SourceStanding),
        checked_on=entry.day("checked_on"),
    )
    entry.optional_text("note")
    return entry, document.id, document


def _region(entry: Entry) -> tuple[Entry, str, Region]:
    region = Region(entry.text("code"), entry.text("name"), entry.text("name_en"))
    if short_code(region.code) != region.code:
        raise entry.wrong("code", short_code(region.code))
    return entry, region.code, region


def _occupation(entry: Entry, documents: Mapping[str, Document]) -> tuple[Entry, str, Occupation]:
    _of(documents, entry, "document")
    found = Occupation(entry.text("code"), entry.optional_text("code_2015"), entry.text("name"))
    return entry, found.code, found


def _series(entry: Entry, documents: Mapping[str, Document]) -> tuple[Entry, str, Series]:
    _of(documents, entry, "document")
    series = Series(
        code=entry.text("code"),
        number=entry.number("number"),
        name_zh=entry.text("name"),
        name_en=entry.text("name_en"),
        aliases=entry.texts("aliases"),
        standing=entry.choice("standing", SourceStanding),
        tracks=tuple(_track(track) for track in entry.entries("track")),
    )
    named: dict[str, Level] = {}
    for level in Level:
        for title in series.titles(level):
            # One name at two levels would leave a reader to guess which is meant.
            if named.setdefault(title, level) is not level:
                raise entry.wrong(f"track.{level}", f"a name that {named[title]} does not have")
    return entry, series.code, series


def _track(entry: Entry) -> Track:
    track = Track(
        name=entry.optional_text("name"),
        name_en=entry.optional_text("name_en"),
        titles={level: entry.texts(level) for level in Level if entry.has(level)},
    )
    entry.done()
    return track


def _rule(
    entry: Entry,
    documents: Mapping[str, Document],
    regions: Mapping[str, Region],
    series: Mapping[str, Series],
) -> tuple[Entry, str, Rule]:
    document = _of(documents, entry, "document")
    kind = entry.choice("kind", Kind)
    rule = Rule(
        id=entry.text("id"),
        subject=entry.text("subject"),
        kind=kind,
        document=document,
        clause=entry.text("clause"),
        says=entry.text("says"),
        standing=entry.choice("standing", SourceStanding)
        if entry.has("standing")
        else document.standing,
        effective=entry.day("effective"),
        until=entry.optional_day("until"),
        region=_of(regions, entry, "region").code,
        parameters=MappingProxyType(entry.parameters(kind)),
    )
    if rule.standing.decides and not (document.standing.decides and document.number):
        raise Malformed("rules.decides", file=entry.file, entry=rule.id, document=document.id)
    if rule.standing is SourceStanding.PLAN and rule.until is None:
        raise entry.wrong("until", "the last day of the plan")
    if rule.until is not None and rule.until < rule.effective:
        raise entry.wrong("until", f"a day from {rule.effective.isoformat()} on")
    named = rule.parameters.get("series", ())
    for code in (named,) if isinstance(named, str) else rule.texts("series"):
        if code not in series:
            raise Malformed("rules.reference", file=entry.file, entry=rule.id, member=code)
    return entry, rule.id, rule


def _of(known: Mapping[str, T], entry: Entry, member: str) -> T:
    name = entry.text(member)
    if name not in known:
        raise Malformed("rules.reference", file=entry.file, entry=entry.name, member=name)
    return known[name]


def _plain(value: object) -> Json:
    """A parsed file as JSON: dates become their ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    # Whatever else TOML knows was refused when the entries were read.
    return cast("Json", value)
