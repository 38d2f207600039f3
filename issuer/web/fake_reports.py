"""The form by which anybody reports a fake: a certificate, a borrowed one, or a site like ours.

What is sent comes in the body of a POST, is sealed before it is kept and is never shown again.
What began on the page of a certificate is kept with that code and with what this office says of
it, so that the office sees what the visitor saw.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Response, request

from issuer.fake_reports import (
    MAX_ADDRESS,
    MAX_CONTACT,
    MAX_NUMBER,
    MAX_SAYS,
    FakeKind,
    FakeReport,
)
from issuer.report_box import Keep
from issuer.web.limits import ReportLimits
from issuer.web.problems import Trouble
from keys.errors import CredentialError
from verifier.web import VerifyDesk

KINDS: Final = {
    FakeKind.CERTIFICATE: "证书是假的，或者内容被改动",
    FakeKind.BORROWED: "证书是真的，但不是本人的",
    FakeKind.SITE: "假网站，或者二维码指向别的网站",
    FakeKind.OTHER: "其他",
}
_LIMITS: Final = {
    "says": MAX_SAYS,
    "number": MAX_NUMBER,
    "address": MAX_ADDRESS,
    "contact": MAX_CONTACT,
    "code": 40,
}


class FakeReports:
    """The routes."""

    def __init__(
        self,
        desk: VerifyDesk,
        keep: Keep,
        *,
        network: Callable[[], str],
        monotonic: Callable[[], float],
    ) -> None:
        self._desk = desk
        self._keep = keep
        self._network = network
        self._limits = ReportLimits(monotonic)

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {"fake_reports.form": partial(self._form, ""), "fake_reports.send": self.send}

    def send(self) -> Response:
        """POST /report: the form about a code that was just looked at, or a report to keep."""
        sent = {name: request.form.get(name, "").strip() for name in _LIMITS}
        if "says" not in request.form:
            return self._form(sent["code"][: _LIMITS["code"]])
        wrong = next((name for name, most in _LIMITS.items() if len(sent[name]) > most), None)
        kind = request.form.get("kind", "")
        if wrong or not sent["says"] or kind not in list(FakeKind):
            return self._form(sent["code"][: _LIMITS["code"]], wrong=True)
        wait = self._limits.take(network=self._network())
        if wait:
            raise Trouble(
                "web.too-many-reports",
                HTTPStatus.TOO_MANY_REQUESTS,
                more={"retry_after": wait, "minutes": -(-wait // 60)},
                headers={"Retry-After": str(wait)},
            )
        report = FakeReport(
            kind=FakeKind(kind),
            says=sent["says"],
            verdict=self._verdict(sent["code"]),
            **{name: sent[name] or None for name in ("code", "number", "address", "contact")},
        )
        try:
            number = self._keep(report, self._desk.clock())
        except (CredentialError, OSError) as error:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            raise Trouble("web.unavailable", status, headers={"Retry-After": "300"}) from error
        return self._render(number=number)

    def _verdict(self, code: str) -> str | None:
        return self._desk.judge_code(code).verdict.code.value if code else None

    def _form(self, code: str, *, wrong: bool = False) -> Response:
        page = self._render(code=code, wrong=wrong)
        if wrong:
            page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page

    def _render(self, *, code: str = "", wrong: bool = False, number: str = "") -> Response:
        say = self._desk.say(self._desk.language())
        return self._desk.render(
            "issuer/report.html",
            kinds=[(kind.value, say(words)) for kind, words in KINDS.items()],
            code=code,
            wrong=wrong,
            number=number,
        )
