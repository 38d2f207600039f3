"""How a verdict is told: the verify page or a document, in the visitor's language.

Told from the verdict alone, by words of `verifier.page` and `verifier.report`. The answer about
a certificate that is kept is told once for each form and language and filled in for each visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Request, Response, render_template, request
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from werkzeug.exceptions import NotFound

import keys
from keys.encoding import Json, canonical
from keys.words import LANGUAGES, Words
from verifier import report
from verifier.answers import recognition_document
from verifier.page import Speaker, shown_certificate, told_findings
from verifier.placing import Placed
from verifier.rules import Rules
from verifier.web import blanks
from verifier.web.answer import Answer, Site
from verifier.web.blanks import Blank
from verifier.web.headers import (
    HTML,
    JSON,
    NO_STORE,
    SCRIPT,
    STYLE,
    TAGS,
    TEMPLATES,
    TEXT,
    content_policy,
    wanted_reading,
)
from verifier.web.lettering import Lettering, no_lettering, style_of
from verifier.web.reading import Reading
from verifier.web.where import Where

LOCALE: Final = Path(__file__).parent.parent / "locale"
KEYS_LOCALE: Final = Path(keys.__file__).parent / "locale"
RETRY_AFTER: Final = "300"
"""Seconds after which to ask again what could not be checked; the words say five minutes."""
_TYPES: Final = {HTML: f"{HTML}; charset=utf-8", TEXT: f"{TEXT}; charset=utf-8"}
_NOTHING: Final[Mapping[str, str]] = {}


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
        lettering: Lettering = no_lettering,
    ) -> None:
        self.site = site
        self._lettering = lettering
        self._language = language
        pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
        self._verdict = pages.get_template("verifier/verdict.html")
        self._speakers = {each: _speaker(each, site, rules, words) for each in LANGUAGES}
        self._where = {each: Where.of(rules, self._speakers[each].words) for each in LANGUAGES}

    def say(self, language: str) -> Callable[[str], str]:
        """Sentences of the pages in a language."""
        return self._speakers[language].say

    def speaker(self, language: str) -> Speaker:
        """Who puts verdicts into words of a language."""
        return self._speakers[language]

    def show(self, answer: Answer) -> Response:
        """The verify page."""
        # The answer to a form has no address that another language could be asked at.
        return self._sent(answer, HTML, by_address=request.method == "GET")

    def state(self, answer: Answer) -> Response:
        """The same verdict for a machine."""
        return self._sent(answer, JSON, by_address=True)

    def tell(
        self, answer: Answer, form: str, reading: Reading, *, by_address: bool = True
    ) -> bytes:
        """An answer in words; of a kept one, only moment and code are written anew.

        Args:
            answer: What was found.
            form: HTML or JSON.
            reading: Language and size.
            by_address: Whether it was asked for by an address, which can be asked again.
        """
        if answer.told is None:
            return self._tell(answer, form, reading, by_address=by_address)
        how = (form, reading, by_address)
        blank = answer.told.get(how)
        if blank is None:
            verdict = replace(answer.verdict, checked_at=blanks.MOMENT)
            marked = replace(answer, verdict=verdict, code=blanks.CODE)
            style = self._style_of(answer) if form == HTML else ""
            blank = Blank(self._tell(marked, form, reading, by_address=by_address), style=style)
            answer.told[how] = blank
        return blank.fill(answer.verdict.checked_at, answer.code or "")

    def _tell(self, answer: Answer, form: str, reading: Reading, *, by_address: bool) -> bytes:
        if form == JSON:
            return canonical(answer_document(answer, self._speakers[reading.language]))
        page = self._speakers[reading.language].page(answer.verdict, answer.place)
        again = answer.wanted.query if answer.wanted else _NOTHING
        can_be_asked = answer.code is not None or (self.site.lookup and answer.text is not None)
        return self._verdict.render(
            self._said(reading, self._style_of(answer), again=again if by_address else None),
            page=page,
            code=answer.code,
            pasted=None if answer.code else answer.text,
            asks_where=page.asks_where and can_be_asked,
            wanted=answer.wanted,
            download=f"/v/{answer.code}?format=text" if answer.code and page.number else None,
        ).encode()

    def _sent(self, answer: Answer, form: str, *, by_address: bool) -> Response:
        reading = self.reading()
        body = self.tell(answer, form, reading, by_address=by_address)
        headers = self.headers(answer, form, reading.language)
        return Response(body, status=answer.status, headers=headers)

    def headers(self, answer: Answer, form: str, language: str) -> list[tuple[str, str]]:
        """The headers of an answer in words; a page that brings fonts has a policy of its own."""
        style = self._style_of(answer) if form == HTML else ""
        return headers_of(answer, form, language) + _policy(style)

    def _style_of(self, answer: Answer) -> str:
        """The style that the page of an answer brings, for the words that only it has."""
        for (form, *_), kept in tuple((answer.told or {}).items()):  # threads add to it
            if form == HTML:
                return kept.style
        certificate = shown_certificate(answer.verdict)
        if certificate is None:
            return ""
        said = (certificate.name, certificate.employer, certificate.committee)
        words = (*said, certificate.specialty, certificate.title)
        return style_of(self._lettering("".join(filter(None, words))))

    def language(self) -> str:
        """The language of the answer to the running request."""
        return self.reading().language

    def reading(self) -> Reading:
        """Language and size of the answer to the running request."""
        return self.reading_of(request)

    def reading_of(self, asked: Request) -> Reading:
        """Language and size of the answer to a request."""
        return wanted_reading(asked, default=self._language)

    def render(
        self,
        template: str,
        spelled: str = "",
        /,
        *,
        again: Mapping[str, str] = _NOTHING,
        **facts: object,
    ) -> Response:
        """A page of this site in the wanted language and size.

        Args:
            spelled: Names that the page shows; it brings the fonts for their rare characters.
            again: The page's own query, with which it is asked for in another language or size.
        """
        reading = self.reading()
        style = style_of(self._lettering(spelled))
        # The answer to a form has no address that it could be asked for again at.
        said = self._said(reading, style, again=None if request.method == "POST" else again)
        text = render_template(template, **{**said, **facts})
        answer = Response(text, mimetype=HTML)
        answer.headers.extend(_policy(style))
        answer.headers["Content-Language"] = TAGS[reading.language]
        answer.vary.update(["Accept-Language", "Accept"])
        return answer

    def _said(
        self, reading: Reading, lettering: str, *, again: Mapping[str, str] | None
    ) -> dict[str, object]:
        """What every page of this site says; `again` is None where it has no address."""
        return {
            "_": self.say(reading.language),
            "say": self.say(reading.language),  # of the frame, whatever the page calls `_`
            "language": reading.language,
            "large": reading.large,
            "link": reading.link,
            "kept": reading.kept,
            "other_language": reading.in_other_language(again) if again is not None else None,
            "other_type": reading.in_other_type(again) if again is not None else None,
            "site": self.site,
            "where": self._where[reading.language],
            "style": Markup(STYLE),  # noqa: S704  our own file, allowed by its digest
            "lettering": Markup(lettering),  # noqa: S704  digits and base64, allowed likewise
            "script": Markup(SCRIPT),  # noqa: S704  likewise
        }


def answer_document(answer: Answer, speaker: Speaker) -> dict[str, Json]:
    """An answer as JSON: the report of the command line, and the text where it may be had."""
    verdict = answer.verdict
    document = {
        **report.document(verdict, speaker.words, official=speaker.host),
        "place": place_document(answer.place, speaker),
    }
    if shown_certificate(verdict) is None:
        told = told_findings(verdict)
        kept = replace(verdict, findings=told)
        findings = report.document(kept, speaker.words, official=speaker.host)["findings"]
        return {**document, "findings": findings, "certificate": None, "credential": None}
    return {**document, "credential": answer.text if answer.code else None}


def place_document(placed: Placed | None, speaker: Speaker) -> dict[str, Json] | None:
    """What is answered about a place, for a machine; None where none was asked about."""
    if placed is None:
        return None
    return recognition_document(placed.reply, placed.receiving, speaker.words, rules=speaker.rules)


def answered(body: bytes, form: str, answer: Answer, language: str | None = None) -> Response:
    """An answer over HTTP; `language` where it is in words."""
    return Response(body, status=answer.status, headers=headers_of(answer, form, language))


def document_of(answer: Answer, form: str) -> Response:
    """The certificate itself: alone (the media type allows no more), or with its proof.

    Raises:
        NotFound: No certificate of this host belongs to the answer.
    """
    if answer.text is None or answer.code is None or answer.verdict.claimed is None:
        raise NotFound
    text = answer.text if form == TEXT else answer.text.partition("\n\n")[0]
    number = answer.verdict.claimed.certificate_no or "certificate"
    suffix = "txt" if form == TEXT else "sd-jwt"
    document = answered(text.encode(), form, answer)
    document.headers["Content-Disposition"] = f'attachment; filename="{number}.{suffix}"'
    return document


def headers_of(answer: Answer, form: str, language: str | None) -> list[tuple[str, str]]:
    """The headers of an answer: nobody keeps it."""
    headers = [
        ("Content-Type", _TYPES.get(form, form)),
        ("Cache-Control", NO_STORE),
        ("Vary", "Accept-Language, Accept"),
    ]
    if language is not None:
        headers.append(("Content-Language", TAGS[language]))
    if answer.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", RETRY_AFTER))
    return headers


def _policy(lettering: str) -> list[tuple[str, str]]:
    """The policy of a page that brings fonts; every other page has the common one."""
    if not lettering:
        return []
    return [("Content-Security-Policy", content_policy(SCRIPT, lettering=lettering))]


def _speaker(language: str, site: Site, rules: Rules, words: Sequence[tuple[Path, str]]) -> Speaker:
    files = (LOCALE, "files")
    pages = Words(language, (LOCALE, "pages"), (LOCALE, "layout"), files, *words)
    own = ((LOCALE, each) for each in ("verifier", "documents", "answers"))
    findings = Words(language, *own, files, (KEYS_LOCALE, "keys"))
    return Speaker(
        language=language,
        say=pages.text,
        words=findings,
        rules=rules,
        issuer=site.name,
        host=site.host,
        contact=site.contact,
        region=site.region,
    )
