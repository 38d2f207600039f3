"""Every route in one table: where it is, who may call it, on which surface, with how much.

The table is the only list there is. `app` opens the routes of a surface from it, the limits and
media types of a request are held against it, the OpenAPI document is printed from it, and a
test fails on a route that stands in the URL map without a row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import Flask, request

from issuer.config import Surface
from issuer.web import models, models_answers, models_files, models_register
from issuer.web.problems import Trouble
from issuer.web.route import (
    BATCH,
    CROWDED,
    CSV,
    EVERY,
    FILE_FAILS,
    FORM,
    FORMAT,
    HELD,
    HOLDER,
    HTML,
    JPEG,
    JSON,
    KIB,
    LANG,
    MAX_SEALED,
    MULTIPART,
    NOT_READ,
    NOT_SEALED,
    NOT_TAKEN,
    NUMBER,
    OFFICE,
    PDF,
    PNG,
    PUBLIC,
    QUERY,
    RULED_OUT,
    SD_JWT,
    SEALED,
    SEALED_BODY,
    TEXT,
    TO_HEADER,
    TO_STATE,
    WHERE,
    Route,
    Who,
    file,
    page,
    published,
    shown,
)
from issuer.web.routes_contract import CONTRACT_ROUTES
from issuer.web.routes_rosters import ROSTER_ROUTES
from issuer.web.routes_scan import SCAN
from issuer.web.routes_units import UNIT_ROUTES
from keys.errors import TooLarge
from verifier.batch import MAX_BATCH_BYTES
from verifier.files.kinds import MAX_FILE_BYTES
from verifier.recognition.request import MAX_REQUEST_BYTES

_S: Final = HTTPStatus

ROUTES: Final[tuple[Route, ...]] = (
    shown("start.home", "/", "Start page", way="scan, number or file: which way in is open"),
    *SCAN,
    Route("start.lookup", "/verify", "POST", Who.ANYONE, PUBLIC,
          "Verify from the form of the start page",
          takes={FORM: models.StartForm}, limit=300 * KIB,
          gives={_S.OK: ({HTML: None}, "The verdict."),
                 _S.SERVICE_UNAVAILABLE: ({HTML: None}, "No verdict: our fault.")},
          fails=(*NOT_TAKEN, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS), query=LANG),
    Route("verify.page", "/v/<code>", "GET", Who.ANYONE, PUBLIC,
          "Verdict on the certificate behind a QR code",
          gives={_S.OK: ({HTML: None, JSON: models.VerificationAnswer, SD_JWT: None, TEXT: None},
                         "The verdict, the certificate, or the certificate with its proof."),
                 _S.SERVICE_UNAVAILABLE: ({HTML: None, JSON: models.VerificationAnswer},
                                          "No verdict: our fault.")},
          fails=(_S.NOT_FOUND, _S.TOO_MANY_REQUESTS), query={**FORMAT, **WHERE}),
    Route("verifications.verify", "/api/v1/verifications", "POST", Who.ANYONE, PUBLIC,
          "Verify a certificate, a QR text, or a number with name and check code",
          takes={JSON: models.VerificationRequest}, limit=300 * KIB,
          gives={_S.OK: ({JSON: models.VerificationAnswer}, "The verdict."),
                 _S.SERVICE_UNAVAILABLE: ({JSON: models.VerificationAnswer},
                                          "No verdict: our fault.")},
          fails=(*NOT_READ, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS), query=LANG,
          refusals={_S.UNPROCESSABLE_ENTITY: models.RequestRefused}),
    Route("files.check", "/api/v1/verifications/file", "POST", Who.ANYONE, PUBLIC,
          "Verify a certificate's file: a PDF, a picture, a photo; nothing is kept",
          takes=dict.fromkeys((PDF, PNG, JPEG)), limit=MAX_FILE_BYTES, oversize="file.too-large",
          gives={_S.OK: ({JSON: models_files.FileAnswer}, "The verdict."),
                 _S.SERVICE_UNAVAILABLE: ({JSON: models_files.FileAnswer},
                                          "No verdict: our fault.")},
          fails=(*NOT_READ, *CROWDED), query=WHERE),
    Route("files.upload", "/verify/file", "POST", Who.ANYONE, PUBLIC,
          "Verify a file from the form of the start page",
          takes={MULTIPART: models_files.UploadForm}, limit=MAX_FILE_BYTES + 64 * KIB,
          oversize="file.too-large",
          gives={_S.OK: ({HTML: None}, "The verdict."),
                 _S.SERVICE_UNAVAILABLE: ({HTML: None}, "No verdict: our fault.")},
          fails=(*NOT_READ, *CROWDED), query=LANG),
    Route("inquiries.ask", "/api/v1/recognitions", "POST", Who.ANYONE, QUERY,
          "Whether certificates count elsewhere, signed, to keep",
          takes={JSON: models_answers.RecognitionQuestion}, limit=MAX_REQUEST_BYTES,
          gives={_S.OK: ({JSON: models_answers.RecognitionAnswer}, "The answers.")},
          fails=(*NOT_READ, _S.SERVICE_UNAVAILABLE), query=LANG),
    shown("correspondences.page", "/equivalence", "What title something corresponds to"),
    Route("correspondences.ask", "/api/v1/equivalences", "GET", Who.ANYONE, PUBLIC,
          "What title something corresponds to",
          gives={_S.OK: ({JSON: models_answers.EquivalenceAnswer}, "The answer.")},
          fails=(_S.UNPROCESSABLE_ENTITY,), query=HELD,
          refusals={_S.UNPROCESSABLE_ENTITY: models.RequestRefused}),
    Route("correspondences.ask_by_body", "/api/v1/equivalences", "POST", Who.ANYONE, PUBLIC,
          "What title something corresponds to",
          takes={JSON: models_answers.EquivalenceQuestion}, limit=16 * KIB,
          gives={_S.OK: ({JSON: models_answers.EquivalenceAnswer}, "The answer.")},
          fails=(*NOT_TAKEN, _S.UNPROCESSABLE_ENTITY), query=LANG,
          refusals={_S.UNPROCESSABLE_ENTITY: models.RequestRefused}),
    shown("papers.page", "/correspondence", "Where a proof of correspondence leads"),
    Route("papers.check", "/correspondence", "POST", Who.ANYONE, PUBLIC,
          "Check a proof of correspondence", takes={FORM: models_answers.PaperForm},
          limit=16 * KIB, gives=page("What it says; never the verdict of a certificate."),
          fails=(*NOT_TAKEN, _S.UNPROCESSABLE_ENTITY, _S.SERVICE_UNAVAILABLE), query=LANG),
    Route("start.revocations", "/revocations", "GET", Who.ANYONE, PUBLIC,
          "Revoked and cancelled certificates: to read, or signed",
          gives={_S.OK: ({HTML: None, "application/zc-revocations+jwt": None}, "The list.")},
          fails=(_S.SERVICE_UNAVAILABLE,), query=NUMBER),
    shown("register.index", "/committees", "Register of committees", _S.SERVICE_UNAVAILABLE,
           model=models_register.CommitteeRegister, q="words", page="from 1"),
    shown("register.committee", "/committees/<slug>", "A committee, its plan and its history",
           _S.NOT_FOUND, _S.SERVICE_UNAVAILABLE, model=models_register.CommitteeEntry),
    shown("fake_reports.form", "/report", "Report a fake certificate or site"),
    Route("fake_reports.send", "/report", "POST", Who.ANYONE, PUBLIC,
          "Report a fake: kept for the office, sealed",
          takes={FORM: models.ReportForm}, limit=32 * KIB,
          gives={_S.OK: ({HTML: None}, "The form about a code, or the number of the report.")},
          fails=(*NOT_TAKEN, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS,
                 _S.SERVICE_UNAVAILABLE), query=LANG),
    Route("openness.figures", "/openness", "GET", Who.ANYONE, PUBLIC,
          "How fresh the lists are; titles by year",
          gives={_S.OK: ({HTML: None, JSON: models_register.Openness, CSV: None},
                         "The figures; as CSV, the years.")},
          fails=(_S.SERVICE_UNAVAILABLE,),
          query={**LANG, "format": "html, json or csv; else Accept decides"}),
    shown("openness.genuine", "/genuine", "How to know that this site is real",
           _S.SERVICE_UNAVAILABLE),
    Route("offline.page", "/offline", "GET", Who.ANYONE, PUBLIC,
          "The page that verifies offline QR codes without a network",
          gives={_S.OK: ({HTML: None}, "One file with the lists in it, to use or to save."),
                 _S.NOT_MODIFIED: ({}, "The lists are those of the ETag that was sent.")},
          fails=(_S.SERVICE_UNAVAILABLE,), query=LANG),
    Route("offline.worker", "/offline/worker.js", "GET", Who.ANYONE, PUBLIC,
          "Keeps the offline page on a phone that installed it",
          gives={_S.OK: ({"text/javascript": None}, "A service worker."),
                 _S.NOT_MODIFIED: ({}, "Unchanged since the ETag that was sent.")}),
    shown("book.index", "/rules", "Rule book: search and browse",
           q="words", kind="kind", region="GB/T 2260", page="from 1"),
    shown("book.changes", "/rules/changes", "Rules of two days held against each other",
           _S.UNPROCESSABLE_ENTITY, since="the earlier day", to="the later day"),
    shown("book.document", "/rules/documents/<document>", "A document, its rules", _S.NOT_FOUND),
    shown("book.rule", "/rules/<rule>", "A rule, its words and standing", _S.NOT_FOUND),
    published("published.book", "/rules/book/<name>", JSON, what="A rule book, by its digest"),
    published("published.federation", "/.well-known/openid-federation",
               "application/entity-statement+jwt", what="Entity configuration of the authority"),
    published("published.trust", "/trust/<path:name>", "application/zc-trust-list+jwt", JSON,
               what="Trust lists and the pinned anchor"),
    published("published.status", "/status/<int:number>", "application/statuslist+jwt",
               what="Token Status List"),
    published("published.log", "/log/<path:name>", "application/octet-stream", TEXT,
               what="Transparency log: checkpoint and tiles (C2SP tlog-tiles)"),
    published("published.bundle", "/bundle.json", JSON,
               what="Everything for offline verification"),
    published("published.batch", "/batches/<name>", SEALED, model=models.Sealed,
               what="Signed header of a batch"),
    Route("type_metadata.vct", "/vct/zc-title/1", "GET", Who.ANYONE, PUBLIC,
          "Type metadata (SD-JWT VC)", gives={_S.OK: ({JSON: None}, "Names of the claims.")}),
    Route("claims.page", "/claim", "GET", Who.ANYONE, HOLDER, "Where a holder claims",
          gives=page("The form: code and full name."), query=LANG),
    Route("claims.claim", "/claim", "POST", Who.HOLDER_OF_CODE, HOLDER,
          "Claim a certificate", takes={FORM: models.ClaimForm}, limit=4 * KIB,
          gives=page("Whose it is, with a ticket for its files."),
          fails=(*NOT_TAKEN, _S.CONFLICT, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS,
                 _S.SERVICE_UNAVAILABLE), query=LANG),
    Route("claims.file", "/claim/file", "POST", Who.HOLDER_OF_CODE, HOLDER,
          "A file of the certificate that was claimed", takes={FORM: models.FileForm},
          limit=4 * KIB,
          gives={_S.OK: ({PDF: None, PNG: None, TEXT: None}, "The file.")},
          fails=(*NOT_TAKEN, _S.CONFLICT, _S.UNPROCESSABLE_ENTITY, _S.TOO_MANY_REQUESTS,
                 _S.SERVICE_UNAVAILABLE), query=LANG),
    Route("office.batch", "/api/v1/batches", "POST", Who.COMMITTEE, OFFICE,
          "Hand in a batch", takes={BATCH: None, "application/octet-stream": None},
          limit=MAX_BATCH_BYTES,
          gives={_S.CREATED: ({JSON: models.Receipt}, "Received; the receipt is signed."),
                 _S.OK: ({JSON: models.Receipt}, "The same batch again: its receipt.")},
          fails=(*NOT_SEALED, *RULED_OUT, _S.SERVICE_UNAVAILABLE), query=LANG, links=TO_STATE,
          refusals={_S.UNPROCESSABLE_ENTITY: models.BatchRefused}),
    Route("office.notice", "/api/v1/notices", "POST", Who.COMMITTEE, OFFICE,
          "Declare the public notice of a batch", takes=SEALED_BODY, limit=MAX_SEALED,
          gives={_S.OK: ({JSON: models.BatchStatus}, "Taken in.")},
          fails=(*NOT_SEALED, _S.NOT_FOUND, *RULED_OUT), query=LANG, links=TO_STATE),
    Route("office.decision", "/api/v1/decisions", "POST", Who.OPERATOR, OFFICE,
          "Put a decision of the office into force", takes=SEALED_BODY, limit=MAX_SEALED,
          gives={_S.OK: ({JSON: models.Done}, "In force and published.")},
          fails=(*NOT_SEALED, _S.NOT_FOUND, *RULED_OUT), query=LANG),
    Route("office.order", "/api/v1/revocation-orders", "POST", Who.COMMITTEE, OFFICE,
          "Hand in a committee's revocation order", takes=SEALED_BODY, limit=MAX_SEALED,
          gives={_S.ACCEPTED: ({JSON: models.Done}, "Received; an office decision enforces it.")},
          fails=(*NOT_SEALED, _S.NOT_FOUND, _S.UNPROCESSABLE_ENTITY), query=LANG),
    Route("office.batch_status", "/api/v1/batches/status", "POST", Who.COMMITTEE, OFFICE,
          "Where a batch stands, with every problem, for whoever holds its sealed header",
          takes=SEALED_BODY, limit=MAX_SEALED,
          gives={_S.OK: ({JSON: models.BatchStatus}, "The state.")},
          fails=(*NOT_SEALED, _S.NOT_FOUND), query=LANG, links=TO_STATE),
    Route("office.batch_state", "/api/v1/batches/<string(length=43):digest>", "GET",
          Who.HOLDER_OF_DIGEST, OFFICE, "Where a batch stands: state, dates and counts only",
          gives={_S.OK: ({JSON: models.BatchState}, "The state.")},
          fails=(_S.NOT_FOUND,), query=LANG, links=TO_HEADER),
    Route("health.alive", "/healthz", "GET", Who.ANYONE, EVERY, "Is the process alive",
          gives={_S.OK: ({JSON: models.Health}, "It is.")}),
    Route("health.ready", "/readyz", "GET", Who.ANYONE, EVERY, "Can the process serve",
          gives={_S.OK: ({JSON: models.Health}, "It can."),
                 _S.SERVICE_UNAVAILABLE: ({JSON: models.Health}, "It cannot; `checks` says why.")}),
    Route("openapi.document", "/openapi.json", "GET", Who.ANYONE, EVERY, "This contract",
          gives={_S.OK: ({JSON: None}, "OpenAPI 3.1.")}),
    Route("problems.explain", "/problems/<code>", "GET", Who.ANYONE, EVERY,
          "What the `type` of a problem means, and the mend",
          gives=page("The code in words."), fails=(_S.NOT_FOUND,), query=LANG),
    Route("assets.icon", "/icon.svg", "GET", Who.ANYONE, EVERY, "Icon",
          gives=file("image/svg+xml", what="Icon."), fails=FILE_FAILS),
    Route("assets.robots", "/robots.txt", "GET", Who.ANYONE, EVERY, "For crawlers",
          gives=file(TEXT, what="What not to crawl."), fails=FILE_FAILS),
    *CONTRACT_ROUTES,
    *UNIT_ROUTES,
    *ROSTER_ROUTES,
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
            if route.oversize is not None:
                raise TooLarge(route.oversize, limit=route.limit >> 20)
            raise Trouble("web.too-large", _S.REQUEST_ENTITY_TOO_LARGE, more={"limit": route.limit})

    app.before_request(hold)
