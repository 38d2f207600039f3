"""Every route in one table: where it is, who may call it, on which surface, with how much.

The table is the only list there is. `app` opens the routes of a surface from it, the limits and
media types of a request are held against it, the OpenAPI document is printed from it, and a
test fails on a route that stands in the URL map without a row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from flask import Flask, request
from pydantic import BaseModel

from issuer.config import Surface
from issuer.web import models, models_answers, models_register
from issuer.web.problems import Trouble
from verifier.batch import MAX_BATCH_BYTES
from verifier.recognition.request import MAX_REQUEST_BYTES

KIB: Final = 2**10
MAX_SEALED: Final = 2**20  # a sealed header, notice, order or decision
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
HTML: Final = "text/html"
BATCH: Final = "application/vnd.zhicheng.batch"
SEALED: Final = "application/jose+json"
SD_JWT: Final = "application/dc+sd-jwt"
TEXT: Final = "text/plain"


class Who(StrEnum):
    """Who may call a route. What a document may do is decided by its signatures, not here."""

    ANYONE = "anyone"
    COMMITTEE = "committee"  # the body is sealed by keys of the committee
    OPERATOR = "operator"  # the body is sealed by keys of the office's operators
    HOLDER_OF_DIGEST = "holder-of-digest"  # whoever knows a 256-bit digest


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
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_S = HTTPStatus
EVERY: Final = frozenset(Surface)
PUBLIC: Final = frozenset({Surface.PUBLIC, Surface.ALL})
QUERY: Final = frozenset({Surface.QUERY, Surface.ALL})
OFFICE: Final = frozenset({Surface.OFFICE, Surface.ALL})
_LANG: Final = {"lang": "zh or en; else Accept-Language decides"}
_FORMAT: Final = {**_LANG, "format": "html, json, sd-jwt or text; else Accept decides"}
_WHERE: Final = {**_LANG, **models_answers.WHERE}
_HELD: Final = {**_LANG, **models_answers.HELD}
_NUMBER: Final = {
    **_LANG,
    "number": "part of a certificate number to look for",
    "format": "jwt for the signed document",
}
_NOT_TAKEN: Final = (
    _S.LENGTH_REQUIRED,
    _S.REQUEST_ENTITY_TOO_LARGE,
    _S.UNSUPPORTED_MEDIA_TYPE,
)
_NOT_READ: Final = (_S.BAD_REQUEST, *_NOT_TAKEN)
_FILE_FAILS: Final = (_S.NOT_FOUND, _S.REQUESTED_RANGE_NOT_SATISFIABLE)
_NOT_SEALED: Final = (*_NOT_READ, _S.FORBIDDEN)
_RULED_OUT: Final = (_S.CONFLICT, _S.UNPROCESSABLE_ENTITY)
_SEALED_BODY: Final[Mapping[str, Body]] = {SEALED: models.Sealed, JSON: models.Sealed}
_TO_STATE: Final = {"office.batch_state": {"digest": "$response.body#/batch"}}
_TO_HEADER: Final = {"published.batch": {"name": "{$response.body#/batch}.json"}}


def _page(what: str) -> Mapping[HTTPStatus, tuple[Mapping[str, Body], str]]:
    return {_S.OK: ({HTML: None}, what)}


def _file(
    *media: str, what: str, model: Body = None
) -> Mapping[HTTPStatus, tuple[Mapping[str, Body], str]]:
    kinds = dict.fromkeys(media, model)
    return {
        _S.OK: (kinds, what),
        _S.PARTIAL_CONTENT: (kinds, "The part that Range asked for."),
        _S.NOT_MODIFIED: ({}, "Unchanged since the ETag or date that was sent."),
    }


def _published(endpoint: str, rule: str, *media: str, what: str, model: Body = None) -> Route:
    return Route(
        endpoint, rule, "GET", Who.ANYONE, PUBLIC, what,
        gives=_file(*media, what=what, model=model), fails=_FILE_FAILS,
    )  # fmt: skip


def _shown(
    endpoint: str, rule: str, what: str, *fails: HTTPStatus, model: Body = None, **query: str
) -> Route:
    gives = {_S.OK: ({HTML: None, JSON: model} if model else {HTML: None}, what)}
    return Route(endpoint, rule, "GET", Who.ANYONE, PUBLIC, what, gives=gives, fails=fails,
                 query={**(_FORMAT if model else _LANG), **query})  # fmt: skip


ROUTES: Final[tuple[Route, ...]] = (
    _shown("start.home", "/", "Start page"),
    Route("start.lookup", "/verify", "POST", Who.ANYONE, PUBLIC,
          "Verify from the form of the start page",
          takes={FORM: models.StartForm}, limit=300 * KIB,
          gives={_S.OK: ({HTML: None}, "The verdict."),
                 _S.SERVICE_UNAVAILABLE: ({HTML: None}, "No verdict: our fault.")},
          fails=(*_NOT_TAKEN, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS), query=_LANG),
    Route("verify.page", "/v/<code>", "GET", Who.ANYONE, PUBLIC,
          "Verdict on the certificate behind a QR code",
          gives={_S.OK: ({HTML: None, JSON: models.VerificationAnswer, SD_JWT: None, TEXT: None},
                         "The verdict, the certificate, or the certificate with its proof."),
                 _S.SERVICE_UNAVAILABLE: ({HTML: None, JSON: models.VerificationAnswer},
                                          "No verdict: our fault.")},
          fails=(_S.NOT_FOUND,), query=_FORMAT),
    Route("verifications.verify", "/api/v1/verifications", "POST", Who.ANYONE, PUBLIC,
          "Verify a certificate, a QR text, or a number with name and check code",
          takes={JSON: models.VerificationRequest}, limit=300 * KIB,
          gives={_S.OK: ({JSON: models.VerificationAnswer}, "The verdict."),
                 _S.SERVICE_UNAVAILABLE: ({JSON: models.VerificationAnswer},
                                          "No verdict: our fault.")},
          fails=(*_NOT_READ, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS), query=_LANG,
          refusals={_S.UNPROCESSABLE_ENTITY: models.RequestRefused}),
    Route("inquiries.page", "/v/<code>/recognition", "GET", Who.ANYONE, PUBLIC,
          "Whether the certificate behind a QR code counts elsewhere",
          gives={_S.OK: ({HTML: None}, "The form, and the answer where a region was chosen."),
                 _S.SERVICE_UNAVAILABLE: ({HTML: None}, "No verdict: our fault.")},
          query=_WHERE),
    Route("inquiries.ask", "/api/v1/recognitions", "POST", Who.ANYONE, QUERY,
          "Whether certificates count elsewhere, signed, to keep",
          takes={JSON: models_answers.RecognitionQuestion}, limit=MAX_REQUEST_BYTES,
          gives={_S.OK: ({JSON: models_answers.RecognitionAnswer}, "The answers.")},
          fails=(*_NOT_READ, _S.SERVICE_UNAVAILABLE), query=_LANG),
    _shown("correspondences.page", "/equivalence", "What title something corresponds to"),
    Route("correspondences.ask", "/api/v1/equivalences", "GET", Who.ANYONE, PUBLIC,
          "What title something corresponds to",
          gives={_S.OK: ({JSON: models_answers.EquivalenceAnswer}, "The answer.")},
          fails=(_S.UNPROCESSABLE_ENTITY,), query=_HELD,
          refusals={_S.UNPROCESSABLE_ENTITY: models.RequestRefused}),
    Route("correspondences.ask_by_body", "/api/v1/equivalences", "POST", Who.ANYONE, PUBLIC,
          "What title something corresponds to",
          takes={JSON: models_answers.EquivalenceQuestion}, limit=16 * KIB,
          gives={_S.OK: ({JSON: models_answers.EquivalenceAnswer}, "The answer.")},
          fails=(*_NOT_TAKEN, _S.UNPROCESSABLE_ENTITY), query=_LANG,
          refusals={_S.UNPROCESSABLE_ENTITY: models.RequestRefused}),
    _shown("papers.page", "/correspondence", "Where a proof of correspondence leads"),
    Route("papers.check", "/correspondence", "POST", Who.ANYONE, PUBLIC,
          "Check a proof of correspondence", takes={FORM: models_answers.PaperForm},
          limit=16 * KIB, gives=_page("What it says; never the verdict of a certificate."),
          fails=(*_NOT_TAKEN, _S.UNPROCESSABLE_ENTITY, _S.SERVICE_UNAVAILABLE), query=_LANG),
    Route("start.revocations", "/revocations", "GET", Who.ANYONE, PUBLIC,
          "Revoked and cancelled certificates: to read, or signed",
          gives={_S.OK: ({HTML: None, "application/zc-revocations+jwt": None}, "The list.")},
          fails=(_S.SERVICE_UNAVAILABLE,), query=_NUMBER),
    _shown("register.index", "/committees", "Register of committees", _S.SERVICE_UNAVAILABLE,
           model=models_register.CommitteeRegister, q="words", page="from 1"),
    _shown("register.committee", "/committees/<slug>", "A committee, its plan and its history",
           _S.NOT_FOUND, _S.SERVICE_UNAVAILABLE, model=models_register.CommitteeEntry),
    _shown("openness.figures", "/openness", "How fresh the lists are; titles by year",
           _S.SERVICE_UNAVAILABLE, model=models_register.Openness),
    _shown("openness.genuine", "/genuine", "How to know that this site is real",
           _S.SERVICE_UNAVAILABLE),
    _shown("book.index", "/rules", "Rule book: search and browse",
           q="words", kind="kind", region="GB/T 2260", page="from 1"),
    _shown("book.changes", "/rules/changes", "Rules of two days held against each other",
           _S.UNPROCESSABLE_ENTITY, since="the earlier day", to="the later day"),
    _shown("book.document", "/rules/documents/<document>", "A document, its rules", _S.NOT_FOUND),
    _shown("book.rule", "/rules/<rule>", "A rule, its words and standing", _S.NOT_FOUND),
    _published("published.book", "/rules/book/<name>", JSON, what="A rule book, by its digest"),
    _published("published.federation", "/.well-known/openid-federation",
               "application/entity-statement+jwt", what="Entity configuration of the authority"),
    _published("published.trust", "/trust/<path:name>", "application/zc-trust-list+jwt", JSON,
               what="Trust lists and the pinned anchor"),
    _published("published.status", "/status/<int:number>", "application/statuslist+jwt",
               what="Token Status List"),
    _published("published.log", "/log/<path:name>", "application/octet-stream", TEXT,
               what="Transparency log: checkpoint and tiles (C2SP tlog-tiles)"),
    _published("published.bundle", "/bundle.json", JSON,
               what="Everything for offline verification"),
    _published("published.batch", "/batches/<name>", SEALED, model=models.Sealed,
               what="Signed header of a batch"),
    Route("type_metadata.vct", "/vct/zc-title/1", "GET", Who.ANYONE, PUBLIC,
          "Type metadata (SD-JWT VC)", gives={_S.OK: ({JSON: None}, "Names of the claims.")}),
    Route("office.batch", "/api/v1/batches", "POST", Who.COMMITTEE, OFFICE,
          "Hand in a batch", takes={BATCH: None, "application/octet-stream": None},
          limit=MAX_BATCH_BYTES,
          gives={_S.CREATED: ({JSON: models.Receipt}, "Received; the receipt is signed."),
                 _S.OK: ({JSON: models.Receipt}, "The same batch again: its receipt.")},
          fails=(*_NOT_SEALED, *_RULED_OUT), query=_LANG, links=_TO_STATE,
          refusals={_S.UNPROCESSABLE_ENTITY: models.BatchRefused}),
    Route("office.notice", "/api/v1/notices", "POST", Who.COMMITTEE, OFFICE,
          "Declare the public notice of a batch", takes=_SEALED_BODY, limit=MAX_SEALED,
          gives={_S.OK: ({JSON: models.BatchStatus}, "Taken in.")},
          fails=(*_NOT_SEALED, _S.NOT_FOUND, *_RULED_OUT), query=_LANG, links=_TO_STATE),
    Route("office.decision", "/api/v1/decisions", "POST", Who.OPERATOR, OFFICE,
          "Put a decision of the office into force", takes=_SEALED_BODY, limit=MAX_SEALED,
          gives={_S.OK: ({JSON: models.Done}, "In force and published.")},
          fails=(*_NOT_SEALED, _S.NOT_FOUND, *_RULED_OUT), query=_LANG),
    Route("office.order", "/api/v1/revocation-orders", "POST", Who.COMMITTEE, OFFICE,
          "Hand in a committee's revocation order", takes=_SEALED_BODY, limit=MAX_SEALED,
          gives={_S.ACCEPTED: ({JSON: models.Done}, "Received; an office decision enforces it.")},
          fails=(*_NOT_SEALED, _S.NOT_FOUND, _S.UNPROCESSABLE_ENTITY), query=_LANG),
    Route("office.batch_status", "/api/v1/batches/status", "POST", Who.COMMITTEE, OFFICE,
          "Where a batch stands, with every problem, for whoever holds its sealed header",
          takes=_SEALED_BODY, limit=MAX_SEALED,
          gives={_S.OK: ({JSON: models.BatchStatus}, "The state.")},
          fails=(*_NOT_SEALED, _S.NOT_FOUND), query=_LANG, links=_TO_STATE),
    Route("office.batch_state", "/api/v1/batches/<string(length=43):digest>", "GET",
          Who.HOLDER_OF_DIGEST, OFFICE, "Where a batch stands: state, dates and counts only",
          gives={_S.OK: ({JSON: models.BatchState}, "The state.")},
          fails=(_S.NOT_FOUND,), query=_LANG, links=_TO_HEADER),
    Route("health.alive", "/healthz", "GET", Who.ANYONE, EVERY, "Is the process alive",
          gives={_S.OK: ({JSON: models.Health}, "It is.")}),
    Route("health.ready", "/readyz", "GET", Who.ANYONE, EVERY, "Can the process serve",
          gives={_S.OK: ({JSON: models.Health}, "It can."),
                 _S.SERVICE_UNAVAILABLE: ({JSON: models.Health}, "It cannot; `checks` says why.")}),
    Route("openapi.document", "/openapi.json", "GET", Who.ANYONE, EVERY, "This contract",
          gives={_S.OK: ({JSON: None}, "OpenAPI 3.1.")}),
    Route("problems.explain", "/problems/<code>", "GET", Who.ANYONE, EVERY,
          "What the `type` of a problem means, and the mend",
          gives=_page("The code in words."), fails=(_S.NOT_FOUND,), query=_LANG),
    Route("assets.icon", "/icon.svg", "GET", Who.ANYONE, EVERY, "Icon",
          gives=_file("image/svg+xml", what="Icon."), fails=_FILE_FAILS),
    Route("assets.robots", "/robots.txt", "GET", Who.ANYONE, EVERY, "For crawlers",
          gives=_file(TEXT, what="What not to crawl."), fails=_FILE_FAILS),
)  # fmt: skip

BY_ENDPOINT: Final[Mapping[str, Route]] = {route.endpoint: route for route in ROUTES}


def on_surface(surface: Surface) -> tuple[Route, ...]:
    """The routes that a process with this surface opens, in the order of the table."""
    return tuple(route for route in ROUTES if surface in route.surfaces)


def install(app: Flask) -> None:
    """Hold every request of `app` against its row before any of its body is read."""

    def hold() -> None:
        route = BY_ENDPOINT.get(request.endpoint or "")
        if route is None:
            return
        request.max_content_length = route.limit
        request.max_form_memory_size = route.limit
        if not route.takes and not request.environ.get("CONTENT_LENGTH"):
            return
        if route.takes and request.mimetype not in route.takes:
            raise Trouble(
                "web.media-type",
                _S.UNSUPPORTED_MEDIA_TYPE,
                headers={"Accept-Post": ", ".join(route.takes)},
            )
        if route.takes and request.content_length is None:
            # A body of unstated length would be cut at the limit and then read as if whole.
            raise Trouble("web.length", _S.LENGTH_REQUIRED)
        if request.content_length is not None and request.content_length > route.limit:
            raise Trouble("web.too-large", _S.REQUEST_ENTITY_TOO_LARGE, more={"limit": route.limit})

    app.before_request(hold)
