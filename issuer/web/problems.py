"""Errors as answers: RFC 9457 problem details, each with a stable type.

The one place where an error becomes a status and words; routes raise and do not translate. An
answer never repeats what was sent: neither a member's value nor an unknown member's name.
"""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException

from keys.encoding import Json
from keys.errors import (
    CredentialError,
    Malformed,
    Refused,
    RolledBack,
    TooLarge,
    Unavailable,
    Untrusted,
)
from keys.words import Words
from verifier.ruling.telling import told_facts

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "/problems/"
_STOP: Final = re.compile(r"。|\.(?=\s)")
_LOG: Final = logging.getLogger("zhicheng.errors")

# What a caller can do about it decides the status. The codes named here differ from their class.
_STATUS_OF_CODE: Final = {
    "store.batch-number": HTTPStatus.CONFLICT,
    "store.decision-number": HTTPStatus.CONFLICT,
    "store.moved-meanwhile": HTTPStatus.CONFLICT,
    "store.award-claimed": HTTPStatus.CONFLICT,
    "lifecycle.batch": HTTPStatus.CONFLICT,
    "lifecycle.title": HTTPStatus.CONFLICT,
    "store.unknown-batch": HTTPStatus.NOT_FOUND,
    "store.unknown-award": HTTPStatus.NOT_FOUND,
    "roster.unknown": HTTPStatus.NOT_FOUND,
    "roster.gone": HTTPStatus.GONE,
    "roster.taken-over": HTTPStatus.CONFLICT,
}
_STATUS_OF_CLASS: Final[tuple[tuple[type[CredentialError], HTTPStatus], ...]] = (
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Malformed, HTTPStatus.BAD_REQUEST),
    (RolledBack, HTTPStatus.CONFLICT),
    (Untrusted, HTTPStatus.FORBIDDEN),
    (Refused, HTTPStatus.UNPROCESSABLE_ENTITY),
)

Tell = Callable[[str, str, Mapping[str, str | int]], str]
"""(language, code, facts) -> words."""


def in_two(sentence: str) -> tuple[str, str | None]:
    """What is wrong, and how to mend it: the words of an error are parted after its first stop."""
    found = _STOP.search(sentence)
    if found is None or found.end() == len(sentence):
        return sentence, None
    return sentence[: found.end()].strip(), sentence[found.end() :].strip()


def teller(words: Mapping[str, Words]) -> Tell:
    """Tells from these catalogues, by language."""
    return lambda language, code, facts: words[language](
        code, **told_facts(code, facts, words[language])
    )


class Trouble(Exception):
    """An error of the web itself.

    Attributes:
        code: Under `web.`, with words of its own.
        more: Members beside the usual ones; nothing that was sent.
    """

    def __init__(
        self,
        code: str,
        status: HTTPStatus,
        *,
        more: Mapping[str, Json] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.more = more or {}
        self.headers = headers or {}


def status_of(error: CredentialError) -> HTTPStatus:
    """The status that tells a caller what can be done about `error`."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    for kind, status in _STATUS_OF_CLASS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.SERVICE_UNAVAILABLE


def problem(
    code: str,
    status: HTTPStatus,
    *,
    title: str,
    language: str,
    more: Mapping[str, Json] | None = None,
) -> Response:
    """One answer. `type` is stable and relative to the host; `title` is in words of `language`."""
    body = {"type": TYPE_PREFIX + code, "title": title, "status": int(status), **(more or {})}
    answer = Response(json.dumps(body, ensure_ascii=False), status=status, mimetype=MEDIA_TYPE)
    return _sent(answer, language)


@dataclass(frozen=True, slots=True)
class Problems:
    """Answers every error of an app: problem details, or a page for a browser.

    Attributes:
        tell: Words of a code; a code of the web has a mend beside it, under `<code>.mend`.
        language: The language of the answer to the running request.
        page: Shows a problem to a person: (title, line, reference) -> page.
    """

    tell: Tell
    language: Callable[[], str]
    page: Callable[[str, str | None, str | None], Response]

    def install(self, app: Flask) -> None:
        """Register for every kind of error."""
        app.register_error_handler(CredentialError, self._of_refusal)
        app.register_error_handler(Trouble, self._of_trouble)
        app.register_error_handler(HTTPException, self._of_http)
        app.register_error_handler(Exception, self._of_bug)

    def _of_refusal(self, error: CredentialError) -> Response:
        # One sentence says both what is wrong and how to mend it.
        title = self.tell(self.language(), error.code, error.facts)
        answer = self._answer(error.code, status_of(error), title=title)
        if isinstance(error, Unavailable) and "seconds" in error.facts:
            answer.headers["Retry-After"] = str(error.facts["seconds"])
        return answer

    def _of_trouble(self, error: Trouble) -> Response:
        return self._of_web(error.code, error.status, more=error.more, headers=error.headers)

    def _of_http(self, error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        kept = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
        too_large = status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        more: dict[str, Json] = {"limit": request.max_content_length or 0} if too_large else {}
        code = _HTTP_CODES.get(status, "web.request")
        return self._of_web(code, status, more=more, headers=kept)

    def _of_bug(self, error: Exception) -> Response:
        reference = secrets.token_hex(6)
        # Types and places only: a message may hold what a person sent.
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        _LOG.error("bug", extra={"ref": reference, "kind": type(error).__name__, "where": places})
        more: dict[str, Json] = {"reference": reference}
        return self._of_web("web.internal", HTTPStatus.INTERNAL_SERVER_ERROR, more=more)

    def _of_web(
        self,
        code: str,
        status: HTTPStatus,
        *,
        more: Mapping[str, Json],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        facts = {name: fact for name, fact in more.items() if isinstance(fact, str | int)}
        if isinstance(limit := facts.get("limit"), int):
            facts["kib"] = limit // 1024
        language = self.language()
        answer = self._answer(
            code,
            status,
            title=self.tell(language, code, facts),
            mend=self.tell(language, f"{code}.mend", facts),
            more=more,
        )
        answer.headers.update(dict(headers or {}))
        return answer

    def _answer(
        self,
        code: str,
        status: HTTPStatus,
        *,
        title: str,
        mend: str | None = None,
        more: Mapping[str, Json] | None = None,
    ) -> Response:
        members, language = more or {}, self.language()
        if not _is_browser():
            detail: dict[str, Json] = {"detail": mend} if mend else {}
            return problem(code, status, title=title, language=language, more={**detail, **members})
        reference = members.get("reference")
        title, mend = (title, mend) if mend else in_two(title)
        answer = self.page(title, mend, reference if isinstance(reference, str) else None)
        answer.status_code = status
        return _sent(answer, language)


def _is_browser() -> bool:
    """Whether a person waits for the answer: only browsers ask for HTML by name."""
    return request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"]) == "text/html"


def _sent(answer: Response, language: str) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = "en" if language == "en" else "zh-CN"
    answer.vary.update(["Accept", "Accept-Language"])
    return answer


# Headers of a plain HTTP error that say how to mend it.
_KEPT_HEADERS: Final = frozenset({"Allow", "Content-Range"})
_HTTP_CODES: Final = {
    HTTPStatus.BAD_REQUEST: "web.request",
    HTTPStatus.NOT_FOUND: "web.not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "web.method",
    HTTPStatus.NOT_ACCEPTABLE: "web.not-acceptable",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "web.too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "web.media-type",
    HTTPStatus.TOO_MANY_REQUESTS: "web.too-many",
    HTTPStatus.SERVICE_UNAVAILABLE: "web.unavailable",
}
