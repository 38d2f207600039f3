"""The desk that verifies what visitors bring, and shows or states the verdict.

It is handed `find(code)`, a bundle and a clock, and judges by `verifier.verify`, the same judge
that a stranger runs at home. What a code led to is kept while it holds (`verifier.web.shelf`);
nothing else is remembered, and nothing fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from keys.errors import CredentialError, Malformed
from keys.secret import code_digest
from keys.words import LANGUAGES
from verifier import wire
from verifier.bundle import Bundle
from verifier.placing import kept_elsewhere
from verifier.rules import Rules
from verifier.unconfirmed import LISTS, RECORDS, unconfirmed
from verifier.verdict import READ, Finding, Outcome, Verdict, VerdictCode
from verifier.verify import verify
from verifier.web.answer import Answer, Site
from verifier.web.headers import HTML, JSON, SD_JWT, TEMPLATES, TEXT, wanted_form
from verifier.web.lettering import Lettering, no_lettering
from verifier.web.shelf import Shelf, Told
from verifier.web.telling import Teller, document_of
from verifier.web.where import Wanted, placed, wanted_place

FORMS: Final = (HTML, JSON, SD_JWT, TEXT)
"""Forms of the answer to a code, the first one for who wants none of them."""
MAX_CODE: Final = 200  # characters of a path that are looked at; a code has 26


class VerifyDesk(Teller):
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
        holds: Callable[[str], bool] | None = None,
        lettering: Lettering = no_lettering,
        reachable: Callable[[], None] = lambda: None,
        last: Callable[[], Bundle | None] = lambda: None,
    ) -> None:
        """Build the desk.

        Args:
            find: Code (normalised) -> text of the certificate with its proof, None for no such
                code; may raise CredentialError or OSError.
            bundle: The lists in force; may raise likewise when there are none.
            language: For visitors who ask for none that we speak.
            words: Catalogues of pages that stand beside the verify page.
            holds: Whether `find` would still find something, and raising as it does. Without
                it nothing is kept from one visitor to the next.
            lettering: Where the fonts for rare characters come from.
            reachable: Raises as `find` does while the records cannot be asked.
            last: The lists that were read last, for signatures while none can be read.
        """
        super().__init__(site, rules=rules, language=language, words=words, lettering=lettering)
        self.clock = clock
        self._rules = rules
        self._find = find
        self._holds = holds
        self._bundle = bundle
        self._reachable = reachable
        self._last = last
        self._shelf: Shelf | None = None

    def judge_code(self, code: str) -> Answer:
        """The verdict on the certificate behind a code of this host."""
        try:
            known = wire.normalise_code(code[:MAX_CODE])
        except Malformed:
            return self.not_found()
        at = self.clock()
        try:
            kept = self.kept(known, at)
            if kept is not None:
                return kept
            text = self._find(known)
        except _UNSEEN:
            return self.service_problem()
        if text is None:
            return self.not_found()
        try:
            bundle = self._bundle()
        except _UNSEEN:
            return replace(self._by_last_lists(text, at), code=known)
        verdict = verify(text, bundle, at)
        told = self._keep(known, verdict, text, bundle=bundle)
        return Answer(verdict, code=known, text=text, told=told)

    def kept(self, code: str, at: datetime) -> Answer | None:
        """The answer of before, while nothing that it rests on can have changed.

        Args:
            code: Normalised.
            at: The moment that is asked about.

        Raises:
            CredentialError, OSError: The record cannot be read now.
        """
        shelf = self._shelf
        if shelf is None or self._holds is None:
            return None
        kept = shelf.find(code_digest(code))
        try:
            if kept is None or not shelf.serves(self._bundle(), at):
                return None
        except _UNSEEN:
            return None
        if not self._holds(code):
            return None
        verdict = replace(kept.verdict, checked_at=at)
        return Answer(verdict, code=code, text=kept.text, told=kept.told)

    def _keep(self, code: str, verdict: Verdict, text: str, *, bundle: Bundle) -> Told | None:
        if self._holds is None:
            return None
        shelf = self._shelf
        if shelf is None or not shelf.serves(bundle, verdict.checked_at):
            # A slower thread may put back the shelf of former lists: it serves nobody.
            shelf = self._shelf = Shelf(bundle, verdict.checked_at)
        kept = shelf.put(code_digest(code), verdict, text)
        return kept.told if kept else None

    def judge_text(self, text: str) -> Answer:
        """The verdict on what a person pasted: a certificate, or the text of a QR code.

        A link is followed to the record of this host only; nothing is ever fetched, and an
        address of any other place is named and not opened. An offline
        code says the same twice, in its link and in its digits: when the two are about two
        certificates, somebody joined them.

        Raises:
            Malformed: It is neither.
        """
        try:
            answer = self._judge(text)
        except Malformed:
            host = wire.host_of(text)
            if host is None or host in self._hosts():
                raise
            return Answer(self._leads_to(host))
        code, form = answer.verdict.code, answer.verdict.form
        if form == "sd-jwt":
            return self._confirmed(answer)
        if code in _ENOUGH and not (form == "link" and code is VerdictCode.SERVICE_PROBLEM):
            return answer
        presented = wire.read(text)
        if isinstance(presented, wire.SdJwtPresented):
            return answer
        if isinstance(presented, wire.LinkPresented):
            return self._of_peer(answer, presented.host) or self.judge_code(presented.code)
        on_record = self.judge_code(presented.code)
        return self._joined(answer, on_record)

    def show(self, answer: Answer) -> Response:
        """The verify page, for the place that the running request names."""
        return super().show(self.placed(answer))

    def state(self, answer: Answer, wanted: Wanted | None = None) -> Response:
        """The same verdict for a machine; without a place, for that of the running request."""
        return super().state(self.placed(answer, wanted))

    def placed(self, answer: Answer, wanted: Wanted | None = None) -> Answer:
        """An answer held to the place that was wanted; None is as the running request says."""
        wanted = wanted or wanted_place(request.values)
        if answer.place is not None or (wanted is None and answer.code is not None):
            return answer
        try:
            bundle = self._bundle()
        except _UNSEEN:
            return answer
        found = placed(
            answer.verdict, wanted, bundle=bundle, rules=self._rules, home=self.site.region
        )
        if found is None:
            return answer
        return replace(answer, verdict=found.verdict, told=None, place=found, wanted=wanted)

    def not_found(self) -> Answer:
        """What everybody gets who asks for something that is not there, whatever was wrong."""
        return self._without_findings(VerdictCode.NOT_FOUND)

    def service_problem(self) -> Answer:
        """What everybody gets while the record cannot be read."""
        return self._without_findings(VerdictCode.SERVICE_PROBLEM)

    def blueprint(self) -> Blueprint:
        """The route of the QR code, with its templates."""
        pages = Blueprint("verify", __name__, template_folder=str(TEMPLATES))
        pages.add_url_rule("/v/<code>", "page", self.answer_code, methods=["GET"])
        return pages

    def answer_code(self, code: str) -> Response:
        """GET /v/<code>, in the form that was asked for."""
        answer = self.judge_code(code)
        form = wanted_form(request, *FORMS)
        if form == HTML:
            return self.show(answer)
        if form == JSON:
            return self.state(answer)
        return document_of(answer, form)

    def _judge(self, text: str) -> Answer:
        at = self.clock()
        try:
            bundle = self._bundle()
        except _UNSEEN:
            return self._by_last_lists(text, at)
        return Answer(verify(text, bundle, at), text=text)

    def _by_last_lists(self, text: str, at: datetime) -> Answer:
        """What can be said while no lists can be read: never that it is valid."""
        last = self._last()
        if last is None:
            return self.service_problem()
        return Answer(unconfirmed(verify(text, last, at), LISTS))

    def _confirmed(self, answer: Answer) -> Answer:
        """An answer by the lists alone, held against whether our own records can be asked."""
        try:
            self._reachable()
        except _UNSEEN:
            return replace(answer, verdict=unconfirmed(answer.verdict, RECORDS))
        return answer

    def _of_peer(self, answer: Answer, host: str) -> Answer | None:
        """What a link to the records of another authority leads to; None for a link of ours."""
        try:
            bundle = self._bundle()
        except _UNSEEN:
            return None
        found = kept_elsewhere(
            answer.verdict, host, ours=self.site.host, bundle=bundle, rules=self._rules
        )
        return Answer(found) if found else None

    def _joined(self, answer: Answer, on_record: Answer) -> Answer:
        if on_record.verdict.code is VerdictCode.SERVICE_PROBLEM:
            return replace(answer, verdict=unconfirmed(answer.verdict, RECORDS))
        claimed, kept = answer.verdict.claimed, on_record.verdict.claimed
        if claimed is None or kept is None:
            return answer
        if claimed.certificate_no != kept.certificate_no:
            return self._without_findings(VerdictCode.FORGED)
        return on_record

    def _without_findings(self, code: VerdictCode) -> Answer:
        return Answer(Verdict(code=code, findings=(), checked_at=self.clock()))

    def _hosts(self) -> frozenset[str]:
        """Hosts of authorities, by the lists in force or those that were read last."""
        try:
            lists: Bundle | None = self._bundle()
        except _UNSEEN:
            lists = self._last()
        return frozenset({self.site.host, *(lists.hosts() if lists else ())})

    def _leads_to(self, host: str) -> Verdict:
        """An address that is no link of ours: its host is named, and it is not opened."""
        found = Finding(READ, "read.foreign-host", Outcome.INVALID, {"host": host})
        return Verdict(VerdictCode.NOT_OFFICIAL_QR, (found,), self.clock(), form="link")


_UNSEEN: Final = (CredentialError, OSError)
"""What records and lists raise that cannot be read now."""
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
