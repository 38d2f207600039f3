"""The page that checks a 对应关系证明: where its QR code leads, and where its text is pasted.

What stands behind the # of the code never reaches this server by itself; whoever wants it judged
here pastes it into the form. It comes in the body of a POST, because it holds a name. Its verdict
is never that of a certificate.

Follows docs/formats/correspondence-paper.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response, request

from issuer.public_records import PublicRecords
from issuer.web.problems import Tell, Trouble
from keys.errors import CredentialError
from keys.words import Words
from verifier.answers import paper_lines
from verifier.correspondence_paper import open_paper
from verifier.web import VerifyDesk


@dataclass(frozen=True, slots=True)
class Papers:
    """The routes.

    Attributes:
        words: Language -> catalogues of answers; `tell` has the words of errors.
    """

    desk: VerifyDesk
    records: PublicRecords
    words: Mapping[str, Words]
    tell: Tell
    clock: Callable[[], datetime]

    def page(self) -> Response:
        """GET /correspondence: what the paper is, and the form."""
        return self._page()

    def check(self) -> Response:
        """POST /correspondence: what the pasted paper says, or why it is not believed."""
        try:
            bundle = self.records.current_bundle()
        except (CredentialError, OSError) as error:
            raise Trouble("web.unavailable", HTTPStatus.SERVICE_UNAVAILABLE) from error
        words = self.words[self.desk.language()]
        try:
            paper = open_paper(request.form.get("paper", ""), bundle, at=self.clock())
        except CredentialError as error:
            wrong = self.tell(self.desk.language(), error.code, error.facts)
            return self._page(wrong=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._page(answer=paper_lines(paper, words, rules=bundle.rules))

    def _page(
        self,
        *,
        answer: list[str] | None = None,
        wrong: str | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        page = self.desk.render(
            "issuer/correspondence.html",
            answer=[line.strip() for line in answer] if answer else None,
            wrong=wrong,
        )
        page.status_code = status
        return page
