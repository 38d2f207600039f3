"""The wire form of a fact: its kind and its members, read and written by their declared types.

Strict: what is not declared is refused, and an absent member is absent, never null. It knows no
kind of fact.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, Self, TypeAlias, cast, get_args, get_type_hints

from keys.encoding import Json
from verifier.members import Members, without_none

_MAX_TEXT: Final = 100
_MOST: Final = 9999

Value: TypeAlias = str | int | date | StrEnum
"""What a member may be, besides absent."""

_DECLARED: Final[dict[str, Mapping[str, Member]]] = {}
"""Read once a kind: ten thousand rows have the same few."""


class Typed:
    """The wire form of a fact: its kind and its members, an absent one left out."""

    __slots__ = ()
    KIND: ClassVar[str]

    def to_dict(self) -> dict[str, Json]:
        """The wire form, with its kind."""
        said = {name: getattr(self, name) for name in members_of(type(self))}
        return {
            "kind": self.KIND,
            **without_none(
                {
                    name: each.isoformat() if isinstance(each, date) else each
                    for name, each in said.items()
                }
            ),
        }

    @classmethod
    def from_members(cls, members: Members) -> Self:
        """Read the wire form after its kind was taken; raises Malformed."""
        said = {
            name: None if member.optional and not members.has(name) else member.read(members, name)
            for name, member in members_of(cls).items()
        }
        members.done()
        return cls.of(said)

    @classmethod
    def of(cls, said: Mapping[str, Value | None]) -> Self:
        """A fact of values that were read by `Member`."""
        return cls(**said)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a fact: its type on the wire, and whether it may be absent."""

    type: type
    optional: bool

    def read(self, members: Members, name: str) -> Value:
        """The member's value; raises Malformed."""
        if self.type is str:
            return members.text(name, limit=_MAX_TEXT)
        if self.type is date:
            return members.day(name)
        if self.type is int:
            return members.integer(name, most=_MOST)
        return members.choice(name, cast("type[StrEnum]", self.type))


def members_of(kind: type[Typed]) -> Mapping[str, Member]:
    """The members of a kind of fact, in their order."""
    found = _DECLARED.get(kind.KIND)
    if found is None:
        hints = get_type_hints(kind)
        found = {each.name: _member(hints[each.name]) for each in fields(cast("type", kind))}
        _DECLARED[kind.KIND] = found
    return found


def _member(hint: object) -> Member:
    if isinstance(hint, types.UnionType):
        plain = next(each for each in get_args(hint) if each is not type(None))
        return Member(plain, optional=True)
    return Member(cast("type", hint), optional=False)
