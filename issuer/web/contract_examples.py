"""A line for the shell for each operation, that works as it stands on the page.

What an address needs is filled with something that every authority has, or with something that
nobody has where the answer to that is an answer ("not found" is a verdict). What must be signed or
chosen first is named as a file. A test runs each line that needs no file.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Final

from issuer.web.contract_reading import Operation
from issuer.web.route import FORM, HTML, JSON, MULTIPART

NOBODY: Final = "0" * 26
"""A code that no certificate has."""
_PLACES: Final[Mapping[str, Mapping[str, str]]] = {
    "verify.page": {"code": NOBODY},
    "published.trust": {"name": "list.jwt"},
    "published.status": {"number": "1"},
    "published.log": {"name": "checkpoint"},
    "problems.explain": {"code": "web.not-found"},
    "book.document": {"document": "floors"},
}
_QUERIES: Final[Mapping[str, str]] = {
    "correspondences.ask": "?held=digital-grade&grade=JUNIOR&name=2-02-38-01&region=370000",
    "start.revocations": "?format=jwt",
    "book.changes": "?since=2024-12-31&to=2025-12-31",
}
_FACE: Final[Mapping[str, str]] = {
    "number": "ZC3710002025013000001M",
    "name": "王晓丽",
    "check_code": "7T3K9Q",
}
_BODIES: Final[Mapping[str, object]] = {
    "verifications.verify": _FACE,
    "inquiries.ask": {
        "to": "370000",
        "purpose": "EMPLOYMENT",
        "case_no": "2025-0001",
        "items": [{"code": NOBODY}],
    },
    "correspondences.ask_by_body": {
        "held": "digital-grade",
        "grade": "JUNIOR",
        "name": "2-02-38-01",
        "region": "370000",
    },
}
_OWN_PAGES: Final = "sent from our own page"
"""Said of what a browser alone can ask for."""
_FORMS: Final[Mapping[str, Mapping[str, str]]] = {"start.lookup": _FACE}
_FILES: Final[Mapping[str, str]] = {
    "files.check": "certificate.pdf",
    "office.batch": "results.zcbatch",
}


def curl(operation: Operation, host: str) -> str:
    """The line; "" where there is none that a shell could send."""
    places = _PLACES.get(operation.id, {})
    path = operation.path
    for name, value in places.items():
        path = path.replace(f"{{{name}}}", value)
    address = shlex.quote(f"https://{host}{path}{_QUERIES.get(operation.id, '')}")
    sent = None if _OWN_PAGES in operation.who else _sent(operation)
    if sent is None:
        return ""
    return " ".join(["curl", *_accepted(operation), *sent, address])


def _sent(operation: Operation) -> list[str] | None:
    """What a request carries; None where only a page of ours can send it."""
    if not operation.takes:
        return []
    if operation.id in _BODIES:
        body = json.dumps(_BODIES[operation.id], ensure_ascii=False)
        return ["-H", shlex.quote(f"Content-Type: {JSON}"), "--data", shlex.quote(body)]
    media = operation.takes[0][0]
    if operation.id in _FORMS:
        typed = [shlex.quote("=".join(pair)) for pair in _FORMS[operation.id].items()]
        return [word for each in typed for word in ("--data-urlencode", each)]
    if media in (FORM, MULTIPART):
        return None
    file = _FILES.get(operation.id, "sealed.json")
    return ["-H", shlex.quote(f"Content-Type: {media}"), "--data-binary", f"@{file}"]


def _accepted(operation: Operation) -> list[str]:
    """The wish for JSON, where a page would come otherwise."""
    media = [kind for each in operation.answers for kind, _ in each.media]
    both = HTML in media and JSON in media
    return ["-H", shlex.quote(f"Accept: {JSON}")] if both else []
