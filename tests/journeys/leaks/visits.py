"""Every route of an office, visited by people who bring what must not be repeated.

Each visit says what its answer may show: only a certificate that was asked for by what its holder
has (its code, its file, or number, name and check code together) shows whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuer.claim_codes import name_key
from issuer.web.route import Route
from issuer.web.routes import ROUTES
from tests.contract.populated import BATCH, SEALED
from tests.issuer.claiming import ONCE
from tests.journeys.leaks.aviary import Aviary

MACHINE = {"Accept": "*/*", "Sec-Fetch-Site": "same-origin"}
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Sec-Fetch-Site": "same-origin",  # so that the door of units looks at what is sent
}
API = "/api/v1/verifications"
_PARAMETER = re.compile(r"<[^>]+>")
OF_A_TITLE = frozenset({"name", "employer", "number", "code"})
"""What a certificate shows to whoever has it. Never an identity number, never a check code."""
CLAIMED = OF_A_TITLE - {"code"}
OF_A_FILE = OF_A_TITLE | {"check code"}


@dataclass(frozen=True)
class Visit:
    """One request.

    Attributes:
        shows: What the body of its answer may repeat.
        told: Likewise, in the headers.
    """

    method: str
    path: str
    route: str
    given: dict[str, Any] = field(default_factory=dict)
    shows: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()

    def make(self, client: FlaskClient, headers: dict[str, str]) -> TestResponse:
        """The answer, read to its end."""
        given = {**self.given, "headers": {**self.given.get("headers", {}), **headers}}
        return client.open(self.path, method=self.method, buffered=True, **given)


def visits(birds: Aviary) -> Iterator[Visit]:
    """All of them."""
    yield from _shown(birds)
    yield from _claimed(birds)
    yield from _handed_in(birds)
    yield from _forged(birds)
    for route in ROUTES:
        yield from _strays(birds, route)
        if route.takes:
            yield from _bodies(birds, route)


def _shown(birds: Aviary) -> Iterator[Visit]:
    """Those who may see a certificate see it."""
    for form in ("html", "json", "sd-jwt", "text"):
        yield Visit(
            "GET",
            f"/v/{birds.title.code}?format={form}",
            "verify.page",
            shows=OF_A_TITLE,
            # The name of the file that is offered for keeping.
            told=frozenset({"number"} if form in ("sd-jwt", "text") else ()),
        )
    for asked in birds.asked():
        yield Visit("POST", API, "verifications.verify", {"json": asked}, OF_A_TITLE)
        form = {"qr": asked["credential"]} if "credential" in asked else asked
        yield Visit("POST", "/verify", "start.lookup", {"data": form}, OF_A_TITLE)


def _handed_in(birds: Aviary) -> Iterator[Visit]:
    """A certificate's file is checked, whole and altered, under a name that says whose it is."""
    sealed = birds.province.press.pdf(birds.title.number, specimen=True).pdf
    named = f'filename="{birds.title.row.name} {birds.title.row.id_no}.pdf"'
    for data in (sealed, sealed + b"%"):
        body = {"data": data, "content_type": "application/pdf"}
        yield Visit("POST", f"{API}/file", "files.check", body, OF_A_TITLE)
        head = f'--b\r\nContent-Disposition: form-data; name="file"; {named}\r\n\r\n'.encode()
        form = {
            "data": b"".join([head, data, b"\r\n--b--\r\n"]),
            "content_type": "multipart/form-data; boundary=b",
        }
        yield Visit("POST", "/verify/file", "files.upload", form, OF_A_TITLE)


def _claimed(birds: Aviary) -> Iterator[Visit]:
    """A holder claims; the files hold what is printed on them."""
    known = {"code": birds.claim, "name": birds.title.row.name}
    yield Visit("POST", "/claim", "claims.claim", {"data": {**known, "once": ONCE}}, CLAIMED)
    pepper = birds.province.office.pepper
    ticket = pepper.ticket(pepper.claim(birds.claim, name_key(known["name"])), ONCE)
    for kind in ("pdf", "png", "credential"):
        asked = {"data": {"ticket": ticket, "kind": kind}}
        yield Visit("POST", "/claim/file", "claims.file", asked, OF_A_FILE)
    for wrong in (
        {"name": birds.title.row.id_no},
        {"once": birds.claim},
        {"code": birds.claim[:19]},
    ):
        yield Visit("POST", "/claim", "claims.claim", {"data": {**known, **wrong}})
        yield Visit("POST", "/claim/file", "claims.file", {"data": {**known, **wrong}})


def _forged(birds: Aviary) -> Iterator[Visit]:
    """Of what nobody signed nothing is repeated."""
    for text in birds.forged():
        for asked in ({"credential": text}, {"qr": text[:4000]}):
            yield Visit("POST", API, "verifications.verify", {"json": asked})
        yield Visit("POST", "/verify", "start.lookup", {"data": {"qr": text}})


def _strays(birds: Aviary, route: Route) -> Iterator[Visit]:
    """What people put into addresses, headers and requests of another method."""
    # Whoever has the code may follow links that hold it.
    for text in birds.texts(code=route.endpoint != "verify.page"):
        path = _PARAMETER.sub(text, route.rule)
        query = dict.fromkeys(("name", "number", "code", "lang", "format"), text)
        yield Visit("GET", path, route.endpoint, {"query_string": query})
        yield Visit("POST", path, route.endpoint, {"data": text, "content_type": "text/plain"})
        yield Visit("DELETE", path, route.endpoint)
    title, row = birds.title, birds.title.row
    headers = {
        "User-Agent": title.code,
        "Referer": f"https://example.org/v/{title.code}",
        "Cookie": f"number={title.number}; code={title.check_code}",
        "Authorization": f"Bearer {row.id_no}",
        "X-Forwarded-For": row.id_no,
        "Range": f"bytes={row.id_no}-",
        "If-None-Match": title.code,
    }
    path = _PARAMETER.sub("1", route.rule)
    yield Visit("GET", path, route.endpoint, {"headers": headers})


def _bodies(birds: Aviary, route: Route) -> Iterator[Visit]:
    """Bodies of each kind that the route takes, and of kinds that it does not."""
    for kind in (*route.takes, "multipart/form-data; boundary=b", "text/xml"):
        for body in birds.bodies(kind):
            given = {"data": body, "content_type": kind}
            yield Visit("POST", route.rule, route.endpoint, given)
    for kind in {BATCH, SEALED} & set(route.takes):
        for body in birds.sealed(route.endpoint):
            given = {"data": body, "content_type": kind}
            # The number of a certificate is told to those who signed a paper about it.
            yield Visit("POST", route.rule, route.endpoint, given, frozenset({"number"}))
