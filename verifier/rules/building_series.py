"""One title series from its table, with its lines of titles. It reads no file."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.rules.entries import Document, Series, SourceStanding, Track
from verifier.rules.reading import Entry, reference
from verifier.titles import Level


def read_series(entry: Entry, documents: Mapping[str, Document]) -> tuple[Entry, str, Series]:
    """A series with its entry and code.

    Raises:
        Malformed: "rules.member", also for one name at two levels; "rules.reference".
    """
    reference(documents, entry, "document")
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
