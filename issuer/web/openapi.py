"""The contract of the HTTP interface, printed from the route table and the models.

Nobody writes this document by hand, so it cannot say anything else than the routes do.

Follows OpenAPI 3.1.1 and JSON Schema 2020-12.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Response, json
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from issuer.config import Surface
from issuer.web import models
from issuer.web.problems import MEDIA_TYPE
from issuer.web.route import HTML, JSON, TEXT, Body, Route, Who
from issuer.web.routes import on_surface
from verifier.web.reading import LARGE, TYPE

VERSION: Final = "1"

Document = dict[str, Any]
"""A JSON document of a foreign format: the wire, where types end."""

_REF: Final = "#/components/schemas/{model}"
_PARAMETER: Final = re.compile(r"<(?:(?P<kind>[^:<>]+):)?(?P<name>\w+)>")
_IN_PATH: Final[Mapping[str, Document]] = {
    "code": {"type": "string", "minLength": 1},
    "digest": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"},
    "document": {"type": "string", "minLength": 1},
    "rule": {"type": "string", "minLength": 1},
    "slug": {"type": "string", "minLength": 1},
    "name": {"type": "string", "minLength": 1},
    "number": {"type": "integer", "minimum": 1},
    "roster": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "operation": {"type": "string", "minLength": 1},
}
_SECONDS: Final = {"type": "integer", "minimum": 1}
_HEADERS: Final[Mapping[HTTPStatus, Mapping[str, Document]]] = {
    HTTPStatus.CREATED: {"Location": {"type": "string", "format": "uri-reference"}},
    HTTPStatus.SEE_OTHER: {"Location": {"type": "string", "format": "uri-reference"}},
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {"Accept-Post": {"type": "string"}},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": _SECONDS},
}
_TEXTUAL: Final = (HTML, TEXT)
_WHO: Final[Mapping[Who, str]] = {
    Who.ANYONE: "Open to anyone.",
    Who.COMMITTEE: "The body is sealed by keys of the committee; that is its authentication.",
    Who.OPERATOR: "The body is sealed by keys of the office's operators.",
    Who.HOLDER_OF_DIGEST: "For whoever knows the digest.",
    Who.HOLDER_OF_CODE: "For whoever has a claim code and its name, or the ticket that they gave.",
    Who.INVITED: "For whoever has an invitation of a unit; sent from our own page.",
    Who.HOLDER_OF_PASSKEY: "For whoever has a passkey of a unit; sent from our own page.",
    Who.UNIT: "For whoever is signed in for a unit; sent from our own page.",
}


@dataclass(frozen=True, slots=True)
class OpenApi:
    """The route; `title` is the name of the authority."""

    title: str
    entity: str
    surface: Surface

    def document(self) -> Response:
        """The document."""
        body = build(self.title, entity=self.entity, surface=self.surface)
        answer = Response(json.dumps(body, ensure_ascii=False), mimetype=JSON)
        answer.headers["Cache-Control"] = "public, max-age=300"
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer


def build(title: str, *, entity: str, surface: Surface) -> Document:
    """The OpenAPI document of a surface."""
    routes = on_surface(surface)
    paths: dict[str, Document] = {}
    for route in routes:
        path = _PARAMETER.sub(r"{\g<name>}", route.rule)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.1",
        "info": {"title": title, "version": VERSION, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": entity}],
        "paths": paths,
        "components": {"schemas": _schemas(routes)},
    }


def _operation(route: Route) -> Document:
    operation: Document = {
        "operationId": route.endpoint,
        "summary": route.summary,
        "description": _WHO[route.who],
        "tags": [route.endpoint.partition(".")[0]],
        "parameters": [*_in_path(route.rule), *_in_query({**route.query, **_reading(route)})],
        "responses": {
            **{str(int(status)): _given(route, status) for status in route.gives},
            **{str(int(status)): _problem(route, status) for status in _fails(route)},
        },
    }
    if route.takes:
        operation["requestBody"] = {
            "required": True,
            "description": f"At most {route.limit} bytes.",
            "content": _content(route.takes),
        }
    return operation


def _fails(route: Route) -> list[HTTPStatus]:
    # A body where none is taken is too large as well.
    always = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.INTERNAL_SERVER_ERROR)
    every = dict.fromkeys((*route.fails, *always))
    return [status for status in every if status not in route.gives]


def _given(route: Route, status: HTTPStatus) -> Document:
    media, says = route.gives[status]
    links = {
        endpoint: {"operationId": endpoint, "parameters": dict(parameters)}
        for endpoint, parameters in route.links.items()
        if status < HTTPStatus.MULTIPLE_CHOICES
    }
    answer: Document = {"description": says, **_headers(status)}
    content = _content(media)
    if status in route.fails:  # the same status with a verdict, or with a problem
        content |= _problem(route, status)["content"]
    return {
        **answer,
        **({"content": content} if content else {}),
        **({"links": links} if links else {}),
    }


def _problem(route: Route, status: HTTPStatus) -> Document:
    model = route.refusals.get(status, models.Problem)
    # A person who waits at a browser gets the same in a page.
    content = {MEDIA_TYPE: {"schema": _ref(model)}, **_content({HTML: None})}
    return {"description": status.phrase, **_headers(status), "content": content}


def _headers(status: HTTPStatus) -> Document:
    named = _HEADERS.get(status)
    if named is None:
        return {}
    return {
        "headers": {name: {"required": True, "schema": schema} for name, schema in named.items()}
    }


def _content(media: Mapping[str, Body]) -> Document:
    return {kind: {"schema": _ref(model) if model else _raw(kind)} for kind, model in media.items()}


def _raw(kind: str) -> Document:
    if kind in _TEXTUAL or kind.endswith("+jwt") or "sd-jwt" in kind:
        return {"type": "string"}
    return {} if "json" in kind else {"type": "string", "format": "binary"}


def _ref(model: type[BaseModel]) -> Document:
    return {"$ref": _REF.format(model=model.__name__)}


def _in_path(rule: str) -> list[Document]:
    return [
        {
            "name": found["name"],
            "in": "path",
            "required": True,
            "schema": _IN_PATH[found["name"]],
        }
        for found in _PARAMETER.finditer(rule)
    ]


def _reading(route: Route) -> Mapping[str, str]:
    """How a page may be asked for beside its language."""
    is_page = any(HTML in media for media, _ in route.gives.values())
    return {TYPE: f"{LARGE} for larger type"} if is_page else {}


def _in_query(query: Mapping[str, str]) -> list[Document]:
    return [
        {"name": name, "in": "query", "description": says, "schema": {"type": "string"}}
        for name, says in query.items()
    ]


def _schemas(routes: tuple[Route, ...]) -> Document:
    used: dict[str, type[BaseModel]] = {"Problem": models.Problem}
    for route in routes:
        bodies = [route.takes, *(media for media, _ in route.gives.values())]
        used |= {model.__name__: model for model in route.refusals.values()}
        for model in (model for media in bodies for model in media.values()):
            if model is not None:
                used[model.__name__] = model
    _, schema = models_json_schema(
        [(model, "validation") for model in used.values()], ref_template=_REF
    )
    found: Document = schema["$defs"]
    return found
