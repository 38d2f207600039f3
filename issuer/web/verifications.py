"""Verification by number and by machine: one request, one verdict, one uniform answer to a miss.

A wrong name, a wrong check code and an unknown number are the same to this module: a digest over
all three finds a row or it does not. Names and numbers come in the body of a POST only, so that
they stand in no address and no log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, request
from pydantic import ValidationError

from issuer.public_records import PublicRecords
from issuer.typed import as_check_code, as_name, as_number
from issuer.web import models
from issuer.web.limits import LookupLimits
from issuer.web.problems import Trouble
from keys.encoding import Json
from keys.errors import CredentialError
from verifier.web import Answer, VerifyDesk
from verifier.web.where import FIELDS as WHERE
from verifier.web.where import Wanted

_SAID: Final = {True: "yes", False: "no"}
_LONG_WAIT: Final = 2 * 3600  # seconds; past it, people count in hours


@dataclass(frozen=True, slots=True)
class Verifications:
    """Looks up and judges.

    Attributes:
        network: The network that the running request comes from.
    """

    desk: VerifyDesk
    records: PublicRecords
    limits: LookupLimits
    network: Callable[[], str]

    def verify(self) -> Response:
        """POST /api/v1/verifications."""
        asked = read_request(request.get_data(cache=False))
        return self.desk.state(self.answer(asked), _wanted(asked))

    def answer(self, asked: models.ByCredential | models.ByQr | models.ByNumber) -> Answer:
        """The answer to one of the three ways of asking.

        Raises:
            Malformed: A credential or QR text that is neither.
            Trouble: "web.too-many" after too many failures.
        """
        if isinstance(asked, models.ByCredential):
            return self.desk.judge_text(asked.credential.strip())
        if isinstance(asked, models.ByQr):
            return self.desk.judge_text(asked.qr.strip())
        return self.by_number(asked)

    def by_number(self, asked: models.ByNumber) -> Answer:
        """The answer to number, name and check code; only failures count against the limits."""
        number, network = as_number(asked.number), self.network()
        wait = self.limits.wait(number=number, network=network)
        if wait:
            raise too_many(wait)
        try:
            code = self.records.find_by_door(
                number, name=as_name(asked.name), check_code=as_check_code(asked.check_code)
            )
        except (CredentialError, OSError):
            return self.desk.service_problem()
        if code is None:
            self.limits.failed(number=number, network=network)
            return self.desk.not_found()
        return self.desk.judge_code(code)


def _wanted(asked: models.Where) -> Wanted | None:
    """The place that a request asks about."""
    if asked.to is None:
        return None
    said = asked.model_dump(include=set(WHERE), exclude_none=True)
    return Wanted(**{name: _SAID.get(value, value) for name, value in said.items()})


def too_many(wait: int) -> Trouble:
    """What is told to whoever has to wait so many seconds."""
    long = wait > _LONG_WAIT
    in_words: dict[str, Json] = {"hours": -(-wait // 3600)} if long else {"minutes": -(-wait // 60)}
    return Trouble(
        "web.too-many-today" if long else "web.too-many",
        HTTPStatus.TOO_MANY_REQUESTS,
        more={"retry_after": wait, **in_words},
        headers={"Retry-After": str(wait)},
    )


def read_request(body: bytes) -> models.ByCredential | models.ByQr | models.ByNumber:
    """The request in a body.

    Raises:
        Trouble: "web.unreadable" naming the members at fault, never what they held.
    """
    try:
        return models.VerificationRequest.model_validate_json(body).root
    except ValidationError as error:
        raise Trouble(
            "web.unreadable", HTTPStatus.UNPROCESSABLE_ENTITY, more={"errors": _members(error)}
        ) from None


def _members(error: ValidationError) -> list[Json]:
    known = {
        name
        for model in (models.ByCredential, models.ByQr, models.ByNumber)
        for name in model.model_fields
    }
    found: dict[str, Json] = {}
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        named = [str(part) for part in each["loc"] if part in known]
        pointer = f"#/{named[-1]}" if named else "#"
        # Of the three forms the one that fits best fails with the fewest errors; without a
        # discriminator all three report, and the first word about a member is enough.
        found.setdefault(pointer, {"pointer": pointer, "code": str(each["type"])})
    return list(found.values())
