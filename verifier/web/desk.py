"""The desk that verifies what visitors bring, and shows or states the verdict.

It is handed `find(code)`, a bundle and a clock, and judges by `verifier.verify`, the same judge
that a stranger runs at home. It keeps no state and fetches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, json, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

import keys
from keys.encoding import Json
from keys.errors import CredentialError, Malformed
from keys.words import LANGUAGES, Words
from verifier import report, wire
from verifier.bundle import Bundle
from verifier.page import Speaker, shown_certificate, told_findings
from verifier.rules import Rules
from verifier.verdict import Verdict, VerdictCode
from verifier.verify import verify
from verifier.web.headers import (
    HTML,
    JSON,
    NO_STORE,
    SCRIPT,
    SD_JWT,
    STYLE,
    TEMPLATES,
    TEXT,
    wanted_form,
    wanted_language,
)

LOCALE: Final = Path(__file__).parent.parent / "locale"
KEYS_LOCALE: Final = Path(keys.__file__).parent / "locale"
MAX_CODE: Final = 200  # characters of a path that are looked at; a code has 26


@dataclass(frozen=True, slots=True)
class Site:
    """Whose page it is: official host, name of the authority, telephone or desk if there is."""

    host: str
    name: str
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with what belongs to it: code and text where a record of this host was found."""

    verdict: Verdict
    code: str | None = None
    text: str | None = None

    @property
    def status(self) -> HTTPStatus:
        """200 for every verdict; 503 when there is none, so that nobody keeps it."""
        if self.verdict.code is VerdictCode.SERVICE_PROBLEM:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK


class VerifyDesk:
    """Verifies what visitors bring, and shows or states the verdict.

    Attributes:
        clock: The moment of verification, aware UTC.
        site: Whose desk it is.
    """

    def __init__(
        self,
        find: Callable[[str], str | None],
        *,
        bundle: Callable[[], Bundle],
        clock: Callable[[], datetime],
        site: Site,
        rules: Rules,
        language: str = LANGUAGES[0],
        words: Sequence[tuple[Path, str]] = (),
    ) -> None:
        """Build the desk.

        Args:
            find: Code (normalised) -> text of the certificate with its proof, None for no such
                code; may raise CredentialError or OSError.
            bundle: The lists in force; may raise likewise when there are none.
            language: For visitors who ask for none that we speak.
            words: Catalogues of pages that stand beside the verify page.
        """
        self.clock = clock
        self.site = site
        self._language = language
        self._find = find
        self._bundle = bundle
        self._speakers = {each: _speaker(each, site, rules, words) for each in LANGUAGES}

    def judge_code(self, code: str) -> Answer:
        """The verdict on the certificate behind a code of this host."""
        try:
            known = wire.normalise_code(code[:MAX_CODE])
        except Malformed:
            return self.not_found()
        try:
            text = self._find(known)
        except (CredentialError, OSError):
            return self._without_findings(VerdictCode.SERVICE_PROBLEM)
        if text is None:
            return self.not_found()
        return replace(self._judge(text), code=known)

    def judge_text(self, text: str) -> Answer:
        """The verdict on what a person pasted: a certificate, or the text of a QR code.

        A link is followed to the record of this host only; nothing is ever fetched. An offline
        code says the same twice, in its link and in its digits: when the two are about two
        certificates, somebody joined them.

        Raises:
            Malformed: It is neither.
        """
        presented = wire.read(text)
        answer = self._judge(text)
        if isinstance(presented, wire.SdJwtPresented) or answer.verdict.code in _ENOUGH:
            return replace(answer, text=text)
        on_record = self.judge_code(presented.code)
        if isinstance(presented, wire.LinkPresented):
            return on_record
        return self._joined(answer, on_record)

    def not_found(self) -> Answer:
        """What everybody gets who asks for something that is not there, whatever was wrong."""
        return self._without_findings(VerdictCode.NOT_FOUND)

    def service_problem(self) -> Answer:
        """What everybody gets while the record cannot be read."""
        return self._without_findings(VerdictCode.SERVICE_PROBLEM)

    def say(self, language: str) -> Callable[[str], str]:
        """Sentences of the pages in a language."""
        return self._speakers[language].say

    def show(self, answer: Answer) -> Response:
        """The verify page."""
        language = self.language()
        page = self._speakers[language].page(answer.verdict)
        shown = self.render(
            "verifier/verdict.html",
            page=page,
            download=f"/v/{answer.code}?format=text" if answer.code and page.number else None,
            # The answer to a form has no address that another language could be asked at.
            other_language=_OTHER[language] if request.method == "GET" else None,
        )
        shown.status_code = answer.status
        return _answered(shown, answer)

    def state(self, answer: Answer) -> Response:
        """The same verdict for a machine."""
        body = answer_document(answer, self._speakers[self.language()])
        return _answered(
            Response(json.dumps(body, ensure_ascii=False), status=answer.status, mimetype=JSON),
            answer,
        )

    def language(self) -> str:
        """The language of the answer to the running request."""
        return wanted_language(request, default=self._language)

    def render(self, template: str, **facts: object) -> Response:
        """A page of this site in the wanted language."""
        language = self.language()
        text = render_template(
            template,
            _=self.say(language),
            language=language,
            site=self.site,
            style=Markup(STYLE),  # noqa: S704  our own file, allowed by its digest
            script=Markup(SCRIPT),  # noqa: S704  likewise
            **{"other_language": None, **facts},
        )
        answer = Response(text, mimetype=HTML)
        answer.headers["Content-Language"] = "en" if language == "en" else "zh-CN"
        answer.vary.update(["Accept-Language", "Accept"])
        return answer

    def blueprint(self) -> Blueprint:
        """The route of the QR code, with its templates."""
        pages = Blueprint("verify", __name__, template_folder=str(TEMPLATES))
        pages.add_url_rule("/v/<code>", "page", self.answer_code, methods=["GET"])
        return pages

    def answer_code(self, code: str) -> Response:
        """GET /v/<code>, in the form that was asked for."""
        answer = self.judge_code(code)
        form = wanted_form(request, HTML, JSON, SD_JWT, TEXT)
        if form == HTML:
            return self.show(answer)
        if form == JSON:
            return self.state(answer)
        return _document(answer, form)

    def _judge(self, text: str) -> Answer:
        try:
            bundle = self._bundle()
        except (CredentialError, OSError):
            return self._without_findings(VerdictCode.SERVICE_PROBLEM)
        return Answer(verify(text, bundle, self.clock()), text=text)

    def _joined(self, answer: Answer, on_record: Answer) -> Answer:
        claimed, kept = answer.verdict.claimed, on_record.verdict.claimed
        if claimed is None or kept is None:
            return answer
        if claimed.certificate_no != kept.certificate_no:
            return self._without_findings(VerdictCode.FORGED)
        return on_record

    def _without_findings(self, code: VerdictCode) -> Answer:
        return Answer(Verdict(code=code, findings=(), checked_at=self.clock()))


_OTHER: Final = {"zh_CN": "?lang=en", "en": "?lang=zh"}
_ENOUGH: Final = frozenset(
    {
        VerdictCode.NOT_OFFICIAL_QR,
        VerdictCode.FORGED,
        VerdictCode.WRONG_ISSUER,
        VerdictCode.NO_AUTHORITY,
        VerdictCode.SERVICE_PROBLEM,
    }
)
"""Verdicts on a pasted text that no record of this host can mend."""


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


def _document(answer: Answer, form: str) -> Response:
    """The certificate itself: alone (the media type allows no more), or with its proof."""
    if answer.text is None or answer.code is None or answer.verdict.claimed is None:
        raise NotFound
    text = answer.text if form == TEXT else answer.text.partition("\n\n")[0]
    document = Response(text, mimetype=form)
    number = answer.verdict.claimed.certificate_no or "certificate"
    suffix = "txt" if form == TEXT else "sd-jwt"
    document.headers["Content-Disposition"] = f'attachment; filename="{number}.{suffix}"'
    return _answered(document, answer)


def _answered(response: Response, answer: Answer) -> Response:
    response.headers["Cache-Control"] = NO_STORE
    response.vary.update(["Accept-Language", "Accept"])
    if answer.status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "300"
    return response


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
