"""Reading the catalogue files, strictly: each member has a type, none is left over.

Every refusal names the file, the entry, the member and what is expected there, because the
files are mended by people who know the regulations and not this code. Nothing is decided here.

Follows TOML 1.0 (read by the standard library) and the table in docs/formats/rule-catalogue.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from keys.errors import Malformed
from verifier.rules.entries import Kind, Parameter
from verifier.rules.shapes import ONE_OF, PARAMETERS, SOME_OF, Shape

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def parse(file: str, text: str) -> Mapping[str, object]:
    """A file as TOML; raises Malformed("rules.toml") with the parser's own words."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed("rules.toml", file=file, detail=str(error)) from error


def tables(file: str, content: Mapping[str, object], *, of: str) -> list[Entry]:
    """The `[[of]]` tables of a file, in order; nothing else may stand in it.

    Raises:
        Malformed: "rules.member".
    """
    top = Entry(file, "-", content)
    found = top.entries(of)
    top.done()
    return found


class Entry:
    """One table of a file; its members are taken out one at a time, and `done` refuses the rest."""

    def __init__(
        self, file: str, name: str, members: Mapping[str, object], *, inside: str = ""
    ) -> None:
        self.file, self.name, self._inside = file, name, inside
        self._left = dict(members)

    def wrong(self, member: str, expected: str) -> Malformed:
        """The error for a member that is missing, unknown or of another shape."""
        return Malformed(
            "rules.member",
            file=self.file,
            entry=self.name,
            member=self._inside + member,
            expected=expected,
        )

    def has(self, member: str) -> bool:
        """Whether `member` is present and not yet taken."""
        return member in self._left

    def text(self, member: str) -> str:
        """A text that is not empty."""
        value = self._left.pop(member, None)
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise self.wrong(member, "text")
        return value

    def optional_text(self, member: str) -> str | None:
        """As `text`, None where absent."""
        return self.text(member) if self.has(member) else None

    def number(self, member: str) -> int:
        """A whole number, zero or more."""
        value = self._left.pop(member, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(member, "whole number")
        return value

    def day(self, member: str) -> date:
        """A date without a time and without quotation marks."""
        value = self._left.pop(member, None)
        if type(value) is not date:
            raise self.wrong(member, "date, e.g. 2022-11-16")
        return value

    def optional_day(self, member: str) -> date | None:
        """As `day`, None where absent."""
        return self.day(member) if self.has(member) else None

    def days(self, member: str) -> frozenset[date]:
        """A list of dates; empty where absent."""
        value = self._left.pop(member, [])
        if not isinstance(value, list) or any(type(each) is not date for each in value):
            raise self.wrong(member, "list of dates")
        return frozenset(value)

    def texts(self, member: str) -> tuple[str, ...]:
        """A list of texts, none twice; empty where absent."""
        value = self._left.pop(member, [])
        if not isinstance(value, list) or not all(isinstance(t, str) and t for t in value):
            raise self.wrong(member, "list of texts")
        if len(set(value)) != len(value):
            raise self.wrong(member, "list without repetition")
        return tuple(value)

    def choice(self, member: str, kind: type[E]) -> E:
        """One of the values of a closed set."""
        text = self.text(member)
        try:
            return kind(text)
        except ValueError:
            raise self.wrong(member, " | ".join(kind)) from None

    def entries(self, member: str) -> list[Entry]:
        """Tables inside this one (`[[...]]`), at least one; named by id or code."""
        value = self._left.pop(member, None)
        if not isinstance(value, list) or not value:
            raise self.wrong(member, f"[[{member}]]")
        found = []
        for at, table in enumerate(value, start=1):
            if not isinstance(table, dict):
                raise self.wrong(member, f"[[{member}]]")
            name = table.get("id", table.get("code", f"{member} {at}"))
            found.append(Entry(self.file, str(name), table))
        return found

    def parameters(self, kind: Kind) -> dict[str, Parameter]:
        """The parameters of a rule: what its kind needs, nothing else."""
        value = self._left.pop("parameters", {})
        if not isinstance(value, dict):
            raise self.wrong("parameters", "[rule.parameters]")
        shapes = PARAMETERS[kind]
        for name, shape in shapes.items():
            if shape.needed and name not in value:
                raise self.wrong(f"parameters.{name}", f"{shape.expected}, kind {kind} needs it")
        for name in sorted(value.keys() - shapes.keys()):
            raise self.wrong(f"parameters.{name}", f"nothing, kind {kind} has no such parameter")
        if kind in ONE_OF and len(value.keys() & ONE_OF[kind]) != 1:
            raise self.wrong("parameters", "exactly one of " + ", ".join(sorted(ONE_OF[kind])))
        if kind in SOME_OF and not value.keys() & SOME_OF[kind]:
            raise self.wrong("parameters", "one of " + ", ".join(sorted(SOME_OF[kind])))
        inner = Entry(self.file, self.name, value, inside="parameters.")
        return {name: inner.parameter(name, shapes[name]) for name in sorted(value)}

    def parameter(self, name: str, shape: Shape) -> Parameter:
        """One parameter, of the shape that its kind gives it."""
        readers: dict[type, Callable[[str], Parameter]] = {
            int: self.number,
            str: self.text,
            tuple: self.texts,
        }
        value = readers[shape.type](name)
        said = value if isinstance(value, tuple) else (value,)
        if shape.choices and not shape.choices.issuperset(map(str, said)):
            raise self.wrong(name, shape.expected)
        if not said:
            raise self.wrong(name, f"{shape.expected}, at least one")
        return value

    def done(self) -> None:
        """Refuse the members that nobody took: a misspelt name must not be silently ignored."""
        for member in sorted(self._left):
            raise self.wrong(member, "nothing, no such member is known")


def reference(known: Mapping[str, T], entry: Entry, member: str) -> T:
    """What a member names; raises Malformed("rules.reference") where nothing is called so."""
    name = entry.text(member)
    if name not in known:
        raise Malformed("rules.reference", file=entry.file, entry=entry.name, member=name)
    return known[name]
