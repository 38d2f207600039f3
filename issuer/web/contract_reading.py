"""The OpenAPI document read for people: operations, members with their types, answers, examples.

What is shown is taken from the document that machines get, and from nothing else, so that the
two cannot say different things. Types are written as a developer writes them (`string`, `[Title]`,
`date | null`); sentences stay as they stand in the document and are translated by whoever shows
them.

Follows OpenAPI 3.1.1 and JSON Schema 2020-12, as far as `issuer.web.openapi` uses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Document: TypeAlias = Mapping[str, Any]
"""A JSON document of a foreign format: the wire, where types end."""
_REF: Final = "#/components/schemas/"
_BOUNDS: Final = (
    ("pattern", "{}"),
    ("minLength", "≥ {}"),
    ("maxLength", "≤ {}"),
    ("minimum", "≥ {}"),
    ("maximum", "≤ {}"),
    ("minItems", "≥ {}"),
    ("maxItems", "≤ {}"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of a shape.

    Attributes:
        type: As a developer writes it.
        shapes: Names of the shapes that the type speaks of.
        bounds: What else it must keep to.
        where: "path" or "query" of a parameter.
    """

    name: str
    type: str
    shapes: tuple[str, ...]
    is_needed: bool
    says: str = ""
    bounds: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape: members of an object, or the words or shapes that it is one of."""

    name: str
    says: str
    members: tuple[Member, ...]
    one_of: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back with a status: media type -> name of the shape, "" for bytes or a page."""

    status: int
    says: str
    media: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for.

    Attributes:
        limit: Most bytes of a body; 0 where none is taken.
    """

    id: str
    method: str
    path: str
    says: str
    who: str
    parameters: tuple[Member, ...]
    takes: tuple[tuple[str, str], ...]
    limit: int
    answers: tuple[Answer, ...]
    failures: tuple[Answer, ...]


def operations(document: Document) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield _operation(path, method.upper(), told)


def shapes_of(operation: Operation, document: Document) -> tuple[Shape, ...]:
    """Every shape that an operation speaks of, each before those that it speaks of itself."""
    answers = (*operation.answers, *operation.failures)
    media = (*operation.takes, *(kind for each in answers for kind in each.media))
    asked = (name for each in operation.parameters for name in each.shapes)
    waiting = [*(name for _, name in media), *asked]
    found: dict[str, Shape] = {}
    while waiting:
        name = waiting.pop(0)
        if name and name not in found:
            shape = found[name] = _shape(name, document["components"]["schemas"][name])
            waiting[:0] = [*shape.others, *(each for one in shape.members for each in one.shapes)]
    return tuple(found.values())


def _operation(path: str, method: str, told: Document) -> Operation:
    body = told.get("requestBody", {})
    answers = [_answer(status, each) for status, each in told["responses"].items()]
    return Operation(
        id=told["operationId"],
        method=method,
        path=path,
        says=told["summary"],
        who=told["description"],
        parameters=tuple(_parameter(each) for each in told["parameters"]),
        takes=_media(body.get("content", {})),
        limit=_number_in(body.get("description", "")),
        answers=tuple(each for each in answers if each.status < _FAILURES),
        failures=tuple(each for each in answers if each.status >= _FAILURES),
    )


_FAILURES: Final = 400


def _number_in(sentence: str) -> int:
    found = re.search(r"[0-9]+", sentence)
    return int(found[0]) if found else 0


def _answer(status: str, told: Document) -> Answer:
    return Answer(int(status), told["description"], _media(told.get("content", {})))


def _media(content: Document) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind, each["schema"].get("$ref", "").removeprefix(_REF)) for kind, each in content.items()
    )


def _parameter(told: Document) -> Member:
    schema = told["schema"]
    return Member(
        name=told["name"],
        type=_type(schema),
        shapes=tuple(_named(schema)),
        is_needed=bool(told.get("required")),
        says=told.get("description", ""),
        bounds=_bounds(schema),
        where=told["in"],
    )


def _shape(name: str, schema: Document) -> Shape:
    needed = schema.get("required", ())
    members = tuple(
        Member(
            name=member,
            type=_type(each),
            shapes=tuple(_named(each)),
            is_needed=member in needed,
            says=each.get("description", ""),
            bounds=_bounds(each),
        )
        for member, each in schema.get("properties", {}).items()
    )
    says = schema.get("description", "")
    if "properties" in schema:
        return Shape(name, says, members)
    return Shape(name, says, (), one_of=_type(schema), others=tuple(_named(schema)))


def short(name: str) -> str:
    """The name of a shape as it is read; two that share it are told apart by their modules."""
    return name.rpartition("__")[2]


def _type(schema: Document) -> str:
    """A schema as a developer writes a type."""
    if "$ref" in schema:
        return short(str(schema["$ref"]).removeprefix(_REF))
    forms = schema.get("anyOf") or schema.get("oneOf")
    if forms:
        return " | ".join(dict.fromkeys(map(_type, forms)))
    words = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if words:
        return " | ".join(map(_literal, words))
    return _plain(schema)


def _plain(schema: Document) -> str:
    """A list, a map, or a value by its format."""
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    values = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(values, Mapping):
        return f"{{string: {_type(values)}}}"
    return str(schema.get("format") or schema.get("type") or "any")


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _named(schema: Document) -> Iterator[str]:
    """Names of the shapes inside a schema."""
    if "$ref" in schema:
        yield str(schema["$ref"]).removeprefix(_REF)
    for choice in ("anyOf", "oneOf"):
        for each in schema.get(choice, ()):
            yield from _named(each)
    for inner in ("items", "additionalProperties"):
        if isinstance(schema.get(inner), Mapping):
            yield from _named(schema[inner])


def _bounds(schema: Document) -> str:
    """What a value must keep to beside its type; of several forms, those of each."""
    forms = [schema, *schema.get("anyOf", ()), schema.get("items", {})]
    told = [sign.format(each[name]) for each in forms for name, sign in _BOUNDS if name in each]
    return " · ".join(dict.fromkeys(told))
