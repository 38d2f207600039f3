"""The office's counter over HTTP: batches, notices, decisions, revocation orders.

What arrives is sealed by the people who answer for it; the seal is the authentication, so there
is neither session nor cookie here and nothing for another site to ride on. Each route hands the
bytes to the registrar once and shapes what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final, Protocol

from flask import Response, json, request

from issuer.admission.problems import BatchRejected, Problem
from issuer.registrar.decisions_desk import Done
from issuer.registrar.reception import BatchStatus, Receipt
from issuer.web.problems import Tell, Trouble, problem
from issuer.web.route import JSON
from keys.encoding import Json, Sha256, unb64
from keys.errors import Malformed
from verifier.acts import RevocationOrder
from verifier.rules import rule_address

_DIGEST_BYTES: Final = 32


class Counter(Protocol):
    """What the registrar does for these routes."""

    def receive(self, data: bytes, *, at: datetime) -> Receipt:
        """Receive a batch."""
        ...

    def declare(self, sealed: bytes, *, at: datetime) -> BatchStatus:
        """Take in a notice."""
        ...

    def decide(self, sealed: bytes, *, at: datetime) -> Done:
        """Carry out a decision."""
        ...

    def order(self, sealed: bytes, *, at: datetime) -> RevocationOrder:
        """Take in a revocation order."""
        ...

    def batch_status(self, sealed: bytes, *, at: datetime) -> BatchStatus:
        """Where a batch stands, for its committee."""
        ...

    def batch_state(self, digest: Sha256) -> BatchStatus:
        """Where a batch stands, for anyone."""
        ...


@dataclass(frozen=True, slots=True)
class OfficeRoutes:
    """The routes of the office; `tell` puts problems into words of `language()`."""

    registrar: Counter
    clock: Callable[[], datetime]
    tell: Tell
    language: Callable[[], str]

    def batch(self) -> Response:
        """Hand in a batch: 201 with its receipt, 200 when it was received before."""
        try:
            receipt = self.registrar.receive(request.get_data(cache=False), at=self.clock())
        except BatchRejected as rejected:
            return self._rejected(rejected)
        body = {**self._status(receipt.status), "receipt": receipt.token}
        status = HTTPStatus.CREATED if receipt.new else HTTPStatus.OK
        answer = _json(body, status)
        answer.headers["Location"] = f"/api/v1/batches/{receipt.status.batch}"
        return answer

    def notice(self) -> Response:
        """Declare the notice of a batch."""
        status = self.registrar.declare(request.get_data(cache=False), at=self.clock())
        return _json(self._status(status))

    def decision(self) -> Response:
        """Put a decision into force; a decision about a committee's file is taken at the desk."""
        done = self.registrar.decide(request.get_data(cache=False), at=self.clock())
        act: str = done.decision.act.KIND
        return _json(
            {
                "number": done.decision.number,
                "act": act,
                "new": done.new,
                "released": done.released,
            }
        )

    def order(self) -> Response:
        """Take in a committee's revocation order; it waits for the office."""
        order = self.registrar.order(request.get_data(cache=False), at=self.clock())
        body: dict[str, Json] = {
            "number": order.number,
            "act": "revocation-order",
            "new": True,
            "released": 0,
        }
        return _json(body, HTTPStatus.ACCEPTED)

    def batch_status(self) -> Response:
        """Where a batch stands, with every problem."""
        status = self.registrar.batch_status(request.get_data(cache=False), at=self.clock())
        return _json(self._status(status))

    def batch_state(self, digest: str) -> Response:
        """Where a batch stands: state, date and count only."""
        return _json(_public_state(self.registrar.batch_state(_digest(digest))))

    def _status(self, status: BatchStatus) -> dict[str, Json]:
        return {
            **_public_state(status),
            "number": status.number,
            "rows": dict(status.rows),
            "problems": [self._problem(each) for each in status.problems],
        }

    def _rejected(self, rejected: BatchRejected) -> Response:
        language = self.language()
        return problem(
            rejected.code,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            title=self.tell(language, rejected.code, rejected.facts),
            language=language,
            more={"problems": [self._problem(each) for each in rejected.problems]},
        )

    def _problem(self, found: Problem) -> dict[str, Json]:
        language = self.language()
        return {
            "line": found.line,
            "column": found.column,
            "code": found.code,
            "severity": found.severity.value,
            "says": self.tell(language, found.code, found.facts),
            "mend": self.tell(language, f"{found.code}.mend", found.facts),
            "rule": found.rule,
            "rule_address": rule_address(found.rule) if found.rule else None,
        }


def _public_state(status: BatchStatus) -> dict[str, Json]:
    return {
        "batch": status.batch,
        "state": status.state.value,
        "received_at": status.received_at.isoformat(),
        "row_count": status.row_count,
    }


def _digest(text: str) -> Sha256:
    try:
        if len(unb64(text)) == _DIGEST_BYTES:
            return Sha256(text)
    except Malformed:
        pass
    raise Trouble("web.not-found", HTTPStatus.NOT_FOUND)


def _json(body: dict[str, Json], status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status=status, mimetype=JSON)
