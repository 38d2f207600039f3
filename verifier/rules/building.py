"""From the texts of the files to the rule book: every entry built, every reference followed.

Refuses whatever a rule could not safely decide on: an id used twice, an unknown document, a
rule that claims more than its document can carry. An authority's own files are read the same
way and after the package's, and add to it. It reads no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar, cast

from keys.encoding import Json, canonical
from keys.errors import Malformed
from verifier.rules.brief import MAX_OWN_BYTES, OWN, Brief
from verifier.rules.building_rules import read_rule
from verifier.rules.building_series import read_series
from verifier.rules.catalogue import Rules, by_subject
from verifier.rules.entries import (
    Document,
    Occupation,
    Region,
    Rule,
    SourceStanding,
    Year,
    short_code,
)
from verifier.rules.reading import Entry, parse, reference, tables

T = TypeVar("T")

RULE_FILES: Final = (
    "authorities.toml",
    "conditions.toml",
    "correspondence.toml",
    "duties.toml",
    "evidence.toml",
    "limits.toml",
    "pathways.toml",
    "qualifications.toml",
    "recognition.toml",
    "scopes.toml",
    "skills.toml",
)
FILES: Final = (
    "calendar.toml",
    "documents.toml",
    "occupations.toml",
    "regions.toml",
    "series.toml",
    *RULE_FILES,
)
OWN_TABLES: Final = ("document", "region", "year", "rule", "end")

_SATURDAY: Final = 5


def read_rules(texts: Mapping[str, str], *, own: Mapping[str, str] | None = None) -> Rules:
    """A rule book from the texts of its files, by file name; all of FILES, nothing else.

    Args:
        own: Files of the authority itself, by name; each may hold any of OWN_TABLES.

    Raises:
        Malformed: "rules.files" for a missing or foreign file, "rules.toml", "rules.member",
            "rules.twice" for an id used twice, "rules.reference" for an unknown document,
            region, series or rule, "rules.decides" for a rule that would decide more than its
            document can, "rules.own-number" for an own document without a number,
            "rules.own-size" for own files that no bundle can carry.
    """
    if set(texts) != set(FILES):
        odd = min(set(texts) ^ set(FILES))
        raise Malformed("rules.files", file=odd)
    found = {name: parse(name, texts[name]) for name in FILES}
    found |= {OWN + name: parse(OWN + name, text) for name, text in sorted((own or {}).items())}
    contents = {name: _plain(each) for name, each in found.items()}
    brief = Brief.of(contents)
    if len(canonical(brief.own)) > MAX_OWN_BYTES:
        raise Malformed("rules.own-size", limit=MAX_OWN_BYTES // 2**10)
    return build(found, canonical(contents), brief)


def read_brief(package: Mapping[str, Mapping[str, object]], brief: Brief) -> Rules:
    """The book of a brief, its own files read beside the package's parsed files at hand.

    Its package files may be of another version: what they say is not in the brief, and what the
    own files take from them by an id stays the same for ever.

    Raises:
        Malformed: As `read_rules`.
    """
    return build({**package, **brief.contents()}, canonical(brief.to_dict()), brief)


def build(found: Mapping[str, Mapping[str, object]], content: bytes, brief: Brief) -> Rules:
    """A rule book from its parsed files; raises as `read_rules`."""
    files = _Files(found)
    documents = _by_id(_document(each) for each in files.entries("documents.toml", "document"))
    regions = _by_id(_region(each) for each in files.entries("regions.toml", "region"))
    series = _by_id(read_series(each, documents) for each in files.entries("series.toml", "series"))
    occupations = _by_id(
        _occupation(each, documents) for each in files.entries("occupations.toml", "occupation")
    )
    rules = _by_id(
        read_rule(entry, documents, regions, series) for entry in files.entries(RULE_FILES, "rule")
    )
    rules = _ended(rules, files.entries((), "end"), documents)
    years = _by_id(_year(each) for each in files.entries("calendar.toml", "year"))
    return Rules(
        content=content,
        digest=brief.digest,
        brief=brief,
        documents=documents,
        years=MappingProxyType({int(year): found for year, found in years.items()}),
        _rules=rules,
        _by_subject=by_subject(rules.values()),
        _series=series,
        _occupations=occupations,
        _regions=regions,
    )


class _Files:
    """The parsed files: a package file holds one sort of table, an own file any of five."""

    def __init__(self, contents: Mapping[str, Mapping[str, object]]) -> None:
        self._package = {name: each for name, each in contents.items() if OWN not in name}
        self._own: dict[str, list[Entry]] = {}
        for name, content in contents.items():
            if OWN not in name:
                continue
            top = Entry(name, "-", content)
            for of in OWN_TABLES:
                self._own.setdefault(of, []).extend(top.entries(of) if top.has(of) else [])
            top.done()

    def entries(self, names: str | tuple[str, ...], of: str) -> Iterable[Entry]:
        """The `[[of]]` tables of package files, then those of the authority's own."""
        for name in (names,) if isinstance(names, str) else names:
            if self._package[name] or name != "calendar.toml":
                yield from tables(name, self._package[name], of=of)
        yield from self._own.get(of, ())


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
    if document.number is None and entry.file.startswith(OWN):
        raise Malformed("rules.own-number", file=entry.file, entry=document.id)
    return entry, document.id, document


def _region(entry: Entry) -> tuple[Entry, str, Region]:
    region = Region(entry.text("code"), entry.text("name"), entry.text("name_en"))
    if short_code(region.code) != region.code:
        raise entry.wrong("code", short_code(region.code))
    return entry, region.code, region


def _occupation(entry: Entry, documents: Mapping[str, Document]) -> tuple[Entry, str, Occupation]:
    reference(documents, entry, "document")
    found = Occupation(entry.text("code"), entry.optional_text("code_2015"), entry.text("name"))
    return entry, found.code, found


def _year(entry: Entry) -> tuple[Entry, str, Year]:
    number = entry.number("year")
    entry.text("document")
    year = Year(
        holidays=_days(entry, "holidays", number, weekend=False),
        workdays=_days(entry, "workdays", number, weekend=True),
    )
    return entry, str(number), year


def _days(entry: Entry, member: str, year: int, *, weekend: bool) -> frozenset[date]:
    days = entry.days(member)
    expected = f"{'Saturdays and Sundays' if weekend else 'Mondays to Fridays'} of {year}"
    if any(day.year != year or (day.weekday() >= _SATURDAY) is not weekend for day in days):
        raise entry.wrong(member, expected)
    return days


def _ended(
    rules: Mapping[str, Rule], ends: Iterable[Entry], documents: Mapping[str, Document]
) -> Mapping[str, Rule]:
    """The rules, those that an authority ended with their last day."""
    found = dict(rules)
    ended: set[str] = set()
    for entry in ends:
        rule = reference(rules, entry, "rule")
        until = entry.day("until")
        reference(documents, entry, "document")
        entry.done()
        if rule.id in ended:
            raise Malformed("rules.twice", file=entry.file, entry=rule.id)
        # An end takes away; nothing is given a longer life than its document gave it.
        if until < rule.effective or (rule.until is not None and until > rule.until):
            raise entry.wrong("until", f"a day of {rule.id}, {rule.effective.isoformat()} or later")
        ended.add(rule.id)
        found[rule.id] = replace(rule, until=until)
    return MappingProxyType(found)


def _plain(value: object) -> Json:
    """A parsed file as JSON: dates become their ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    # Whatever else TOML knows is refused when the entries are read.
    return cast("Json", value)
