"""The office's HTTP door, seen from a committee: hand in, ask, and read the answer.

Speaks to one address and follows no redirect: a sealed batch holds identity numbers, and goes
where the clerk said or nowhere. Plain HTTP is for the same machine only. Answers are bounded.

Follows RFC 9457 for problems.
"""

from __future__ import annotations

import http.client
import ipaddress
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from keys.encoding import Json, parse
from keys.errors import CredentialError, Malformed, Refused
from keys.roles import Typ

PATHS: Final = {
    Typ.BATCH: "/api/v1/batches",
    Typ.NOTICE: "/api/v1/notices",
    Typ.REVOCATION_ORDER: "/api/v1/revocation-orders",
}
STATUS_PATH: Final = "/api/v1/batches/status"
BATCH_TYPE: Final = "application/vnd.zhicheng.batch"
SEALED_TYPE: Final = "application/jose+json"
MAX_ANSWER_BYTES: Final = 64 * 2**20  # 10,000 rows with a problem or two each, in words
TIMEOUT_SECONDS: Final = 120
_TAGS: Final = {"zh_CN": "zh-CN", "en": "en"}


class Unreachable(CredentialError):
    """The office gave no answer that we understand; nothing is known of what it did."""


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem as the office tells it, in words."""

    line: int | None
    column: str | None
    code: str
    severity: str
    says: str
    mend: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office said.

    Attributes:
        accepted: Whether it took the document in (status 2xx).
        title: Its sentence, where it refused.
        facts: The other members that are text or number: state, number, receipt ...
    """

    accepted: bool
    status: int
    title: str
    problems: tuple[ToldProblem, ...]
    facts: Mapping[str, str | int]


def post(base: str, path: str, body: bytes, *, media_type: str, language: str) -> Answer:
    """POST `body` to the office.

    Raises:
        Refused: "office.address" for an address that is neither https nor this machine.
        Unreachable: "office.unreachable", "office.redirect", "office.answer".
    """
    request = urllib.request.Request(  # noqa: S310 - `address` lets https and this machine through
        address(base) + path,
        data=body,
        headers={
            "Content-Type": media_type,
            "Accept": "application/json, application/problem+json",
            "Accept-Language": _TAGS[language],
            "User-Agent": "zc-committee",
        },
        method="POST",
    )
    try:
        with _opener(base).open(request, timeout=TIMEOUT_SECONDS) as reply:
            return read_answer(reply.status, reply.read(MAX_ANSWER_BYTES + 1))
    except urllib.error.HTTPError as error:
        with error:
            if 300 <= error.code < 400:
                raise Unreachable("office.redirect", status=error.code) from error
            return read_answer(error.code, error.read(MAX_ANSWER_BYTES + 1))
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise Unreachable("office.unreachable", host=urlsplit(base).netloc) from error


def address(base: str) -> str:
    """The office's address without a slash at its end; raises Refused("office.address")."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("office.address", address=base[:100]) from error
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    if not is_safe or not host or parts.query or parts.fragment or parts.username:
        raise Refused("office.address", address=base[:100])
    return base.rstrip("/")


def _is_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def read_answer(status: int, body: bytes) -> Answer:
    """An answer of the office; raises Unreachable("office.answer") for anything else."""
    try:
        document = parse(body, limit=MAX_ANSWER_BYTES)
    except Malformed as error:
        raise Unreachable("office.answer", status=status) from error
    return Answer(
        accepted=200 <= status < 300,
        status=status,
        title=str(document.get("title", "")),
        problems=tuple(_problem(each) for each in _listed(document.get("problems"))),
        facts={
            name: value
            for name, value in document.items()
            if isinstance(value, str | int) and name not in {"title", "status", "type"}
        },
    )


def _listed(value: Json) -> Sequence[Mapping[str, Json]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return [each for each in value if isinstance(each, Mapping)]


def _problem(document: Mapping[str, Json]) -> ToldProblem:
    def text(name: str) -> str:
        value = document.get(name)
        return value if isinstance(value, str) else ""

    line = document.get("line")
    return ToldProblem(
        line=line if isinstance(line, int) else None,
        column=text("column") or None,
        code=text("code"),
        severity=text("severity"),
        says=text("says"),
        mend=text("mend"),
        rule=text("rule") or None,
    )


def _opener(base: str) -> urllib.request.OpenerDirector:
    # Put together by hand, because the ready-made opener follows redirects; and what is meant
    # for this machine never goes through a proxy.
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ]
    if not _is_this_machine(urlsplit(base).hostname):
        handlers.append(urllib.request.ProxyHandler())
    for handler in handlers:
        opener.add_handler(handler)
    return opener
