"""What a row of the route table can say: who may call it, where it is open, what goes in and out.

Shapes and no route; the table itself is `issuer.web.routes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel

from issuer.config import Surface
from issuer.web import models, models_answers

KIB: Final = 2**10
MAX_SEALED: Final = 2**20  # a sealed header, notice, order or decision
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
HTML: Final = "text/html"
BATCH: Final = "application/vnd.zhicheng.batch"
SEALED: Final = "application/jose+json"
SD_JWT: Final = "application/dc+sd-jwt"
TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
PNG: Final = "image/png"
CSV: Final = "text/csv"
JPEG: Final = "image/jpeg"
MULTIPART: Final = "multipart/form-data"


class Who(StrEnum):
    """Who may call a route. What a document may do is decided by its signatures, not here."""

    ANYONE = "anyone"
    COMMITTEE = "committee"  # the body is sealed by keys of the committee
    OPERATOR = "operator"  # the body is sealed by keys of the office's operators
    HOLDER_OF_DIGEST = "holder-of-digest"  # whoever knows a 256-bit digest
    HOLDER_OF_CODE = "holder-of-code"  # whoever has a claim code with its name, or its ticket
    INVITED = "invited"  # whoever has a unit's invitation, and the browser that began with it
    HOLDER_OF_PASSKEY = "holder-of-passkey"  # whoever has a passkey of a unit
    UNIT = "unit"  # whoever is signed in for a unit


Body = type[BaseModel] | None
"""A model for JSON, None for bytes or a page."""


@dataclass(frozen=True, slots=True)
class Route:
    """One row.

    Attributes:
        rule: Path as Werkzeug writes it.
        takes: Media types of the body; empty where there is none.
        limit: Most bytes of a body.
        gives: Status -> (media types with models, what it means). Errors come beside them.
        fails: Statuses of problem details that this route can answer.
        refusals: Status -> model, where problem details carry more members than the usual.
        oversize: Code of the error for a larger body, where the usual one says too little.
        links: Endpoint of a GET -> its parameters, as OpenAPI runtime expressions over the answer.
    """

    endpoint: str
    rule: str
    method: str
    who: Who
    surfaces: frozenset[Surface]
    summary: str
    takes: Mapping[str, Body] = field(default_factory=dict)
    limit: int = 0
    gives: Mapping[HTTPStatus, tuple[Mapping[str, Body], str]] = field(default_factory=dict)
    fails: tuple[HTTPStatus, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[HTTPStatus, type[BaseModel]] = field(default_factory=dict)
    oversize: str | None = None
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_S = HTTPStatus
EVERY: Final = frozenset(Surface)
PUBLIC: Final = frozenset({Surface.PUBLIC, Surface.ALL})
QUERY: Final = frozenset({Surface.QUERY, Surface.ALL})
HOLDER: Final = frozenset({Surface.HOLDER, Surface.ALL})
UNIT: Final = frozenset({Surface.UNIT, Surface.ALL})
OFFICE: Final = frozenset({Surface.OFFICE, Surface.ALL})
LANG: Final = {"lang": "zh or en; else Accept-Language decides"}
FORMAT: Final = {**LANG, "format": "html, json, sd-jwt or text; else Accept decides"}
WHERE: Final = {**LANG, **models_answers.WHERE}
HELD: Final = {**LANG, **models_answers.HELD}
NUMBER: Final = {
    **LANG,
    "number": "part of a certificate number to look for",
    "page": "from 1",
    "format": "jwt for the signed document",
}
NOT_TAKEN: Final = (
    _S.LENGTH_REQUIRED,
    _S.REQUEST_ENTITY_TOO_LARGE,
    _S.UNSUPPORTED_MEDIA_TYPE,
)
NOT_READ: Final = (_S.BAD_REQUEST, *NOT_TAKEN)
CROWDED: Final = (_S.TOO_MANY_REQUESTS, _S.SERVICE_UNAVAILABLE)
FILE_FAILS: Final = (_S.NOT_FOUND, _S.REQUESTED_RANGE_NOT_SATISFIABLE)
NOT_SEALED: Final = (*NOT_READ, _S.FORBIDDEN)
RULED_OUT: Final = (_S.CONFLICT, _S.UNPROCESSABLE_ENTITY)
SEALED_BODY: Final[Mapping[str, Body]] = {SEALED: models.Sealed, JSON: models.Sealed}
TO_STATE: Final = {"office.batch_state": {"digest": "$response.body#/batch"}}
TO_HEADER: Final = {"published.batch": {"name": "{$response.body#/batch}.json"}}


def page(what: str) -> Mapping[HTTPStatus, tuple[Mapping[str, Body], str]]:
    """Gives a page."""
    return {_S.OK: ({HTML: None}, what)}


def file(
    *media: str, what: str, model: Body = None
) -> Mapping[HTTPStatus, tuple[Mapping[str, Body], str]]:
    """Gives a file, whole, in part, or the word that it is unchanged."""
    kinds = dict.fromkeys(media, model)
    return {
        _S.OK: (kinds, what),
        _S.PARTIAL_CONTENT: (kinds, "The part that Range asked for."),
        _S.NOT_MODIFIED: ({}, "Unchanged since the ETag or date that was sent."),
    }


def published(endpoint: str, rule: str, *media: str, what: str, model: Body = None) -> Route:
    """A published file."""
    return Route(
        endpoint, rule, "GET", Who.ANYONE, PUBLIC, what,
        gives=file(*media, what=what, model=model), fails=FILE_FAILS,
    )  # fmt: skip


def shown(
    endpoint: str, rule: str, what: str, *fails: HTTPStatus, model: Body = None, **query: str
) -> Route:
    """A page that anyone may read; JSON beside it where there is a model."""
    gives = {_S.OK: ({HTML: None, JSON: model} if model else {HTML: None}, what)}
    return Route(endpoint, rule, "GET", Who.ANYONE, PUBLIC, what, gives=gives, fails=fails,
                 query={**(FORMAT if model else LANG), **query})  # fmt: skip
