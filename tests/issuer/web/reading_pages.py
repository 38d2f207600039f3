"""A page taken apart: what a browser would fetch, follow, label and read aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle", "rect"}
CHINESE, LATIN = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]")
FETCHES = {"img": "src", "script": "src", "iframe": "src", "object": "data", "link": "href"}
QUIET = {"style", "script", "title", "svg", "code", "option"}
"""Not read as a sentence, or unable to hold another language inside."""


@dataclass
class Element:
    """One element that stands open."""

    tag: str
    language: str
    is_quiet: bool
    is_hidden: bool = False


@dataclass
class Page(HTMLParser):
    """What stands in a page; see the attributes."""

    text: str
    language: str = ""
    title: str = ""
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)
    unnamed: list[str] = field(default_factory=list)  # controls that no label can be for
    links: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # by a form that asks with GET
    carried: dict[str, str] = field(default_factory=dict)  # hidden fields
    fetched: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)  # buttons that do nothing without a script
    handlers: list[str] = field(default_factory=list)
    landmarks: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)  # Chinese read aloud in an English voice

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        above = self._open[-1] if self._open else Element("", "", is_quiet=False)
        language = had.get("lang") or above.language
        if tag not in VOID:
            quiet, hidden = above.is_quiet or tag in QUIET, above.is_hidden or "hidden" in had
            self._open.append(Element(tag, language, quiet, hidden))
        if tag == "html":
            self.language = had.get("lang", "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("header", "main", "footer"):
            self.landmarks.append(tag)
        self._note(tag, had)

    def _note(self, tag, had):
        if "id" in had:
            self.ids.append(had["id"])
        if "hidden" in had:
            self.hidden.append(had.get("id") or had.get("class", tag))
        elif tag == "button" and had.get("type") == "button" and not self._open[-1].is_hidden:
            self.dead.append(had.get("id", tag))
        self.handlers += [name for name in had if name.startswith("on") or name == "style"]
        if tag in FETCHES and had.get(FETCHES[tag]):
            self.fetched.append(had[FETCHES[tag]])
        self._note_form(tag, had)

    def _note_form(self, tag, had):
        if tag == "label":
            self.labels.add(had.get("for", ""))
        if had.get("type") == "hidden":
            self.carried[had["name"]] = had.get("value", "")
        elif tag in ("input", "select", "textarea") and "aria-label" not in had:
            (self.controls.add if "id" in had else self.unnamed.append)(had.get("id", tag))
        if tag == "a" and "href" in had:
            self.links.append(had["href"])
        if tag == "form":
            (self.links if had.get("method") == "post" else self.asked).append(had["action"])

    def handle_endtag(self, tag):
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        here = self._open[-1] if self._open else None
        if here is None:
            return
        if here.tag == "title" and not any(each.tag == "svg" for each in self._open):
            self.title += data
        elif here.language == "en" and not here.is_quiet and _is_chinese(data):
            self.misread.append(data.strip())


def _is_chinese(text):
    """A Chinese sentence; a title or a name inside an English one is no other language."""
    return len(CHINESE.findall(text)) > len(LATIN.findall(text))
