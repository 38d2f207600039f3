"""Does this certificate count there? The interface for offices; people ask on the verify page.

A request names certificates by code, or by number, name and 查验码; the answer is signed with the
ANSWER key and bound to the request's digest, so that the asker can keep it. An unknown number, a
wrong name and a wrong check code are one answer after the same work. Names come in bodies only.

Follows docs/formats/recognition-answer.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Response, json, request

from issuer.web import models
from issuer.web.problems import Trouble
from issuer.web.route import JSON
from issuer.web.verifications import Verifications
from keys.encoding import Json
from keys.errors import CredentialError
from keys.signer import Signer
from keys.words import Words
from verifier.answers import recognition_document
from verifier.bundle import Bundle
from verifier.china_time import china_day
from verifier.recognition import (
    Receiving,
    TitleHeld,
    recognise,
    title_of,
)
from verifier.recognition.answer import Replied, sign_answer
from verifier.recognition.request import (
    Asker,
    ByCode,
    Item,
    RecognitionRequest,
    Unregistered,
)
from verifier.rules import Rules
from verifier.verdict import VerdictCode
from verifier.web import Answer

TOO_MANY_MISSES: Final = "TOO_MANY_MISSES"


@dataclass(frozen=True, slots=True)
class Inquiries:
    """The routes.

    Attributes:
        signer: The ANSWER key; None on surfaces without it.
        words: Language -> catalogues of answers.
    """

    verifications: Verifications
    rules: Rules
    words: Mapping[str, Words]
    clock: Callable[[], datetime]
    entity: str
    signer: Signer | None = None

    def ask(self) -> Response:
        """POST /api/v1/recognitions."""
        return self.answer(request.get_data(cache=False), Unregistered())

    def answer(self, body: bytes, asker: Asker) -> Response:
        """The signed answer to a request, from whoever the door has let in.

        Raises:
            Malformed, TooLarge: As `RecognitionRequest.from_bytes`.
            Trouble: "web.unavailable" where no key answers here.
        """
        asked, at = RecognitionRequest.from_bytes(body), self.clock()
        if self.signer is None:
            raise Trouble("web.unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
        place = asked.receiving(today=china_day(at))
        replied = [self._replied(each, place, at) for each in asked.items]
        token = sign_answer(
            replied,
            asked,
            asker,
            receiving=place,
            issuer=self.entity,
            book=self.rules.digest,
            signer=self.signer,
            at=at,
        )
        told: dict[str, Json] = {
            "recognition": token,
            "request_sha256": asked.digest,
            "items": [self._item(each, place) for each in replied],
        }
        return Response(json.dumps(told, ensure_ascii=False), mimetype=JSON)

    def _replied(self, item: Item, place: Receiving, at: datetime) -> Replied:
        try:
            shown = self._shown(self._judged(item))
        except Trouble:
            # Past the bound nothing is looked up: whoever guesses learns nothing by a list.
            missed = TitleHeld(VerdictCode.NOT_FOUND, at)
            reply = recognise(missed, place, rules=self.rules)
            return Replied(missed, replace(reply, reason=TOO_MANY_MISSES))
        return Replied(shown, recognise(shown, place, rules=self.rules))

    def _judged(self, item: Item) -> Answer:
        if isinstance(item, ByCode):
            return self.verifications.desk.judge_code(item.code)
        # The model bounds lengths for the form of the start page; a request has bounded its own.
        named = models.ByNumber.model_construct(
            number=item.number, name=item.name, check_code=item.check_code
        )
        return self.verifications.by_number(named)

    def _shown(self, answer: Answer) -> TitleHeld:
        # A miss has the moment of its answer, as a hit has that of its list.
        return title_of(answer.verdict, self._bundle())

    def _bundle(self) -> Bundle | None:
        try:
            return self.verifications.records.current_bundle()
        except (CredentialError, OSError):
            return None

    def _item(self, replied: Replied, place: Receiving) -> dict[str, Json]:
        words = self.words[self.verifications.desk.language()]
        told = recognition_document(replied.reply, place, words, rules=self.rules)
        return {"verdict": replied.shown.verdict.value, **told}
