"""How a file's verdict is told: a page for people, a document for machines.

The page says first what is to be believed, then what became of the file, then every field of the
record, open and not folded away: whoever holds a picture in hand has to compare. Nothing of the
file itself is ever shown again, neither its name nor its words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from flask import Response

from keys.encoding import canonical
from verifier import report
from verifier.files.findings import FileFinding, FileVerdict
from verifier.files.telling import file_document, mend_of
from verifier.page import Speaker
from verifier.page_words import LOOKS, MARKS, OUTCOMES
from verifier.verdict import Outcome
from verifier.web.answer import Answer
from verifier.web.desk import VerifyDesk
from verifier.web.headers import JSON, NO_STORE
from verifier.web.telling import RETRY_AFTER, answered, place_document

_NOTE: Final = "请注意"
_TEMPLATE: Final = "verifier/file.html"
_GRAVEST_FIRST: Final = (Outcome.INVALID, Outcome.UNKNOWN, Outcome.SKIPPED, Outcome.VALID)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words; `grave` where it speaks against the file."""

    mark: str
    outcome: str
    says: str
    mend: str | None
    grave: bool


@dataclass(frozen=True, slots=True)
class FilePages:
    """Shows or states what a file came to, in words of a desk."""

    desk: VerifyDesk

    def show(self, told: FileVerdict, *, code: str | None = None) -> Response:
        """The page, for the place that the running request names.

        Args:
            code: The code of this host that the file led to, if it did.
        """
        speaker = self.desk.speaker(self.desk.language())
        told, placed = self._placed(told)
        verdict, record = told.verdict, told.on_record
        page = speaker.page(verdict, placed.place)
        fields = speaker.fields(record, issuer=speaker.issuer) if record else ()
        answer = self.desk.render(
            _TEMPLATE,
            "".join(each.value for each in fields),
            page=page,
            findings=_findings(told, speaker),
            compare=told.compare,
            record=fields,
            standing=report.heading(told.record, speaker.words) if record else None,
            record_look=LOOKS[told.record.code].colour,
            steps=speaker.page(told.record).steps,
            code=code,
            asks_where=code is not None and page.asks_where,
            wanted=placed.wanted,
        )
        answer.status_code = Answer(verdict).status
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            answer.headers["Retry-After"] = RETRY_AFTER
        answer.headers["Cache-Control"] = NO_STORE
        return answer

    def state(self, told: FileVerdict) -> Response:
        """The same for a machine."""
        language = self.desk.language()
        speaker = self.desk.speaker(language)
        told, placed = self._placed(told)
        document = file_document(told, speaker.words, official=speaker.host)
        body = canonical(
            {**document, "place": place_document(placed.place, speaker), "credential": None}
        )
        return answered(body, JSON, Answer(told.verdict), language)

    def _placed(self, told: FileVerdict) -> tuple[FileVerdict, Answer]:
        """The same with its record held to the place that was asked about."""
        placed = self.desk.placed(Answer(told.record))
        return replace(told, record=placed.verdict), placed


def _findings(told: FileVerdict, speaker: Speaker) -> list[Told]:
    ordered = sorted(told.findings, key=lambda each: _GRAVEST_FIRST.index(each.outcome))
    return [_told(each, speaker) for each in ordered]


def _told(finding: FileFinding, speaker: Speaker) -> Told:
    is_note = finding.outcome is Outcome.SKIPPED
    return Told(
        mark=MARKS[finding.outcome],
        outcome=speaker.say(_NOTE if is_note else OUTCOMES[finding.outcome]),
        says=speaker.words(finding.code, **finding.facts),
        mend=mend_of(finding, speaker.words),
        grave=finding.outcome in (Outcome.INVALID, Outcome.UNKNOWN),
    )
