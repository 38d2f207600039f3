"""How a verdict is told: the verify page or a document, in the visitor's language.

Told from the verdict alone, by words of `verifier.page` and `verifier.report`. The answer about
a certificate that is kept is told once for each form and language and filled in for each visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Request, Response, json, render_template, request
from markupsafe import Markup

import keys
from keys.encoding import Json
from keys.words import LANGUAGES, Words
from verifier import report
from verifier.page import Speaker, shown_certificate, told_findings
from verifier.rules import Rules
from verifier.verdict import Verdict, VerdictCode
from verifier.web import blanks
from verifier.web.blanks import Blank
from verifier.web.headers import HTML, JSON, NO_STORE, SCRIPT, STYLE, TAGS, TEXT, wanted_language
from verifier.web.shelf import How, Told

LOCALE: Final = Path(__file__).parent.parent / "locale"
KEYS_LOCALE: Final = Path(keys.__file__).parent / "locale"
_TYPES: Final = {HTML: f"{HTML}; charset=utf-8", TEXT: f"{TEXT}; charset=utf-8"}
_OTHER: Final = {"zh_CN": "?lang=en", "en": "?lang=zh"}


@dataclass(frozen=True, slots=True)
class Site:
    """Whose page it is: official host, name of the authority, telephone or desk if there is."""

    host: str
    name: str
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with what belongs to it.

    Attributes:
        at: The moment that the visitor is told: now, where the verdict is a kept one.
        code, text: Where a record of this host was found.
        told: How the same answer was told before, by form and language; None where it is not
            kept.
    """

    verdict: Verdict
    at: datetime
    code: str | None = None
    text: str | None = None
    told: Told | None = None

    @property
    def status(self) -> HTTPStatus:
        """200 for every verdict; 503 when there is none, so that nobody keeps it."""
        if self.verdict.code is VerdictCode.SERVICE_PROBLEM:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK


class Teller:
    """Shows or states verdicts.

    Attributes:
        site: Whose desk it is.
    """

    def __init__(
        self,
        site: Site,
        *,
        rules: Rules,
        language: str,
        words: Sequence[tuple[Path, str]],
    ) -> None:
        self.site = site
        self._language = language
        self._speakers = {each: _speaker(each, site, rules, words) for each in LANGUAGES}

    def say(self, language: str) -> Callable[[str], str]:
        """Sentences of the pages in a language."""
        return self._speakers[language].say

    def show(self, answer: Answer) -> Response:
        """The verify page."""
        language = self.language()
        # The answer to a form has no address that another language could be asked at.
        other = _OTHER[language] if request.method == "GET" else None
        how = (HTML, language, other is not None)
        page = self._told(answer, how, lambda each: self._page(each, language, other))
        return answered(page, HTML, answer, language)

    def state(self, answer: Answer) -> Response:
        """The same verdict for a machine."""
        language = self.language()
        body = self._told(
            answer, (JSON, language, True), lambda each: self._statement(each, language)
        )
        return answered(body, JSON, answer, language)

    def told_before(self, answer: Answer, form: str, language: str) -> bytes | None:
        """What `show` or `state` said of a kept answer before, for who asks at its address."""
        blank = answer.told.get((form, language, True)) if answer.told else None
        return None if blank is None else blank.fill(answer.at, answer.code or "")

    def _page(self, answer: Answer, language: str, other: str | None) -> str:
        page = self._speakers[language].page(answer.verdict)
        return self._rendered(
            "verifier/verdict.html",
            language,
            page=page,
            download=f"/v/{answer.code}?format=text" if answer.code and page.number else None,
            other_language=other,
        )

    def _statement(self, answer: Answer, language: str) -> str:
        body = answer_document(answer, self._speakers[language])
        return json.dumps(body, ensure_ascii=False)

    def _told(self, answer: Answer, how: How, tell: Callable[[Answer], str]) -> bytes:
        """An answer in words; of a kept one, only moment and code are written anew."""
        if answer.told is None:
            return tell(answer).encode()
        blank = answer.told.get(how)
        if blank is None:
            verdict = replace(answer.verdict, checked_at=blanks.MOMENT)
            blank = Blank(tell(replace(answer, verdict=verdict, code=blanks.CODE)))
            answer.told[how] = blank
        return blank.fill(answer.at, answer.code or "")

    def language(self) -> str:
        """The language of the answer to the running request."""
        return self.language_of(request)

    def language_of(self, asked: Request) -> str:
        """The language of the answer to a request."""
        return wanted_language(asked, default=self._language)

    def render(self, template: str, **facts: object) -> Response:
        """A page of this site in the wanted language."""
        language = self.language()
        answer = Response(self._rendered(template, language, **facts), mimetype=HTML)
        answer.headers["Content-Language"] = TAGS[language]
        answer.vary.update(["Accept-Language", "Accept"])
        return answer

    def _rendered(self, template: str, language: str, **facts: object) -> str:
        return render_template(
            template,
            _=self.say(language),
            language=language,
            site=self.site,
            style=Markup(STYLE),  # noqa: S704  our own file, allowed by its digest
            script=Markup(SCRIPT),  # noqa: S704  likewise
            **{"other_language": None, **facts},
        )


def answer_document(answer: Answer, speaker: Speaker) -> dict[str, Json]:
    """An answer as JSON: the report of the command line, and the text where it may be had."""
    verdict = answer.verdict
    document = report.document(verdict, speaker.words, official=speaker.host)
    if shown_certificate(verdict) is None:
        told = told_findings(verdict)
        kept = replace(verdict, findings=told)
        findings = report.document(kept, speaker.words, official=speaker.host)["findings"]
        return {**document, "findings": findings, "certificate": None, "credential": None}
    return {**document, "credential": answer.text if answer.code else None}


def answered(body: bytes, form: str, answer: Answer, language: str | None = None) -> Response:
    """An answer that nobody keeps."""
    response = Response(body, status=answer.status, headers=headers_of(form, language))
    if answer.status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "300"
    return response


def headers_of(
    form: str, language: str | None, *, length: int | None = None
) -> list[tuple[str, str]]:
    """The headers of an answer in a form and a language."""
    headers = [
        ("Content-Type", _TYPES.get(form, form)),
        ("Cache-Control", NO_STORE),
        ("Vary", "Accept-Language, Accept"),
    ]
    if language is not None:
        headers.append(("Content-Language", TAGS[language]))
    if length is not None:
        headers.append(("Content-Length", str(length)))
    return headers


def _speaker(language: str, site: Site, rules: Rules, words: Sequence[tuple[Path, str]]) -> Speaker:
    pages = Words(language, (LOCALE, "pages"), *words)
    findings = Words(language, (LOCALE, "verifier"), (LOCALE, "documents"), (KEYS_LOCALE, "keys"))
    return Speaker(
        language=language,
        say=pages.text,
        words=findings,
        rules=rules,
        issuer=site.name,
        host=site.host,
        contact=site.contact,
    )
